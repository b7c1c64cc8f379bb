"""The ten forms: as different as they look, and drawn as their parameters say."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from engine.data.shapes import FORMS, Shapes

POSES = {"shift": 0.0, "rotation": 0.0, "noise": 0.0}


def silhouettes(**params: float) -> tuple[np.ndarray, np.ndarray]:
    """How bright each pixel is between ground and form, 0..1 [N, 32, 32], and the labels."""
    columns = Shapes(**params).load().columns
    grey = columns["image"].mean(axis=1)
    low, high = grey.min(axis=(1, 2), keepdims=True), grey.max(axis=(1, 2), keepdims=True)
    return (grey - low) / (high - low), columns["label"]


def test_there_are_ten():
    assert len(FORMS) == 10 == Shapes().declared_columns()[1].classes


def test_values_are_colours():
    image = Shapes(samples=100, noise=1.0).load().columns["image"]
    assert image.min() >= 0 and image.max() <= 1
    calm = Shapes(samples=100, noise=0.0).load().columns["image"]
    assert (calm.std(axis=1).mean(axis=(1, 2)) > 0.01).all()  # none of them is grey


@pytest.mark.parametrize(("form", "area"), [("circle", np.pi * 0.85**2), ("square", 1.4**2), ("bar", 1.9 * 0.5)])
def test_areas_are_those_of_geometry(form, area):
    pictures, labels = silhouettes(samples=600, **POSES)
    covered = pictures[labels == list(FORMS).index(form)].sum(axis=(1, 2))
    assert covered.min() >= 0.95 * area * 8**2 and covered.max() <= 1.05 * area * 13**2  # radii of 8 to 13 pixels
    assert covered.mean() == pytest.approx(area * (10.5**2 + 5**2 / 12), rel=0.1)


def test_edges_are_smooth():
    pictures, _ = silhouettes(samples=200, **POSES)
    partly = ((pictures > 0.05) & (pictures < 0.95)).mean()
    assert 0.02 < partly < 0.3


@pytest.mark.parametrize("rotation", [0.0, 180.0])
def test_every_form_lies_inside(rotation):
    pictures, _ = silhouettes(samples=500, shift=1.0, rotation=rotation, noise=0.0)
    frame = np.concatenate([pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1]], axis=1)
    assert frame.max() < 0.35


def test_forms_differ_more_than_their_poses():
    pictures, labels = silhouettes(samples=2000)
    flat = pictures.reshape(len(pictures), -1)
    score = KNeighborsClassifier(3).fit(flat[:1600], labels[:1600]).score(flat[1600:], labels[1600:])
    assert score > 0.8


def test_shift_and_rotation_move_them():
    still, _ = silhouettes(samples=300, **POSES)
    index = np.arange(32) - 15.5

    def spread(pictures: np.ndarray) -> float:
        mass = pictures.sum(axis=(1, 2))
        return float(((pictures * index).sum(axis=(1, 2)) / mass).std())

    shifted, _ = silhouettes(samples=300, **POSES | {"shift": 1.0})
    turned, _ = silhouettes(samples=300, **POSES | {"rotation": 90.0})
    assert spread(shifted) > 2 * spread(still)
    assert np.abs(turned - still).mean() > 0.02


def test_forms_grow_with_the_picture():
    columns = Shapes(samples=200, size=64, **POSES).load().columns
    assert columns["image"].shape == (200, 3, 64, 64)
    circles = columns["image"][columns["label"] == 0].mean(axis=1)
    low, high = circles.min(axis=(1, 2), keepdims=True), circles.max(axis=(1, 2), keepdims=True)
    covered = ((circles - low) / (high - low)).sum(axis=(1, 2))
    assert covered.mean() == pytest.approx(4 * np.pi * 0.85**2 * (10.5**2 + 5**2 / 12), rel=0.15)
