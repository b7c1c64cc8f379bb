"""Loading as a whole: source, split, transforms, in this order and nothing else."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from engine.data.dataset import load, sample_count
from engine.data.settings import DataSettings, TransformSettings
from engine.data.source import DataUnavailable, LoadCancelled
from engine.data.split import Split
from engine.data.tables import Digits, Wine
from engine.problem import ProblemError

ALL = Split(train=1, validation=0, test=0)


def test_parts_are_the_samples_of_the_source_in_its_order():
    dataset = load(DataSettings())
    whole = Digits().load().columns
    assert dataset.sizes == {"train": 1437, "validation": 180, "test": 180}
    for name, indices in zip(dataset.sizes, Split().indices(1797), strict=True):
        for column in ("image", "label"):
            np.testing.assert_array_equal(dataset.part(name)[column], whole[column][indices])


def test_an_empty_part_is_none():
    dataset = load(DataSettings("inline", {"columns": {"x": [[2.0]], "y": [[28.0]]}}))
    assert dataset.train["x"].tolist() == [[2.0]] and dataset.validation is None and dataset.test is None
    assert sample_count(dataset.test) == 0
    dataset = load(DataSettings("iris", split=ALL))
    assert dataset.sizes == {"train": 150, "validation": 0, "test": 0}


def test_standardize_is_fitted_on_the_training_part():
    dataset = load(DataSettings("wine", transforms=(TransformSettings("standardize"),)))
    np.testing.assert_allclose(dataset.train["features"].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(dataset.train["features"].std(axis=0), 1, atol=1e-5)
    train, _, test = Split().indices(178)
    raw = Wine().load().columns["features"].astype(np.float64)
    expected = (raw[test] - raw[train].mean(axis=0)) / raw[train].std(axis=0)
    np.testing.assert_allclose(dataset.test["features"], expected, atol=1e-4)


def test_transforms_work_one_after_another():
    dataset = load(
        DataSettings("digits", transforms=tuple(map(TransformSettings, ("standardize", "flatten", "scale", "one_hot"))))
    )
    for part in (dataset.train, dataset.validation, dataset.test):
        for name, column in dataset.columns.items():
            assert part[name].shape[1:] == column.shape and part[name].dtype == column.dtype
    assert dataset.columns["image"].shape == (64,) and dataset.columns["label"].shape == (10,)
    assert dataset.train["image"].min() == 0 and dataset.train["image"].max() == pytest.approx(1)
    assert (dataset.train["label"].sum(axis=1) == 1).all()


@pytest.fixture
def small_mnist(tmp_path) -> dict[str, str]:
    for prefix, count in (("train", 20), ("t10k", 5)):
        images = struct.pack(">4I", 0x0803, count, 28, 28) + bytes(range(count)) * 784
        labels = struct.pack(">2I", 0x0801, count) + bytes(i % 10 for i in range(count))
        (tmp_path / f"{prefix}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
        (tmp_path / f"{prefix}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return {"folder": str(tmp_path)}


@pytest.mark.parametrize(
    ("split", "sizes"),
    [(Split(), (18, 2, 5)), (ALL, (20, 0, 5)), (Split(train=0.25, validation=0.25, test=0.5), (10, 10, 5))],
)
def test_a_test_set_that_is_given_stays_the_test_set(small_mnist, split, sizes):
    dataset = load(DataSettings("mnist", small_mnist, (TransformSettings("standardize"),), split))
    assert tuple(dataset.sizes.values()) == sizes
    assert dataset.test["label"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("transform", ["standardize", "scale"])
def test_there_must_be_something_to_fit_on(transform):
    nothing = Split(train=0, validation=0.5, test=0.5)
    with pytest.raises(ProblemError) as caught:
        load(DataSettings("iris", transforms=(TransformSettings(transform),), split=nothing))
    assert caught.value.problem.code == "data_nothing_to_fit"
    assert load(DataSettings("iris", split=nothing)).train is None


@pytest.mark.parametrize(
    "settings",
    [
        DataSettings("none"),
        DataSettings("moons", {"samples": 0}),
        DataSettings("moons", {"sample": 5}),
        DataSettings("moons", split=Split(train=1)),
        DataSettings("moons", transforms=(TransformSettings("none"),)),
        DataSettings("random", {"features": [2**31 - 1]}),
    ],
)
def test_wrong_settings_load_nothing(settings):
    with pytest.raises(ProblemError) as caught:
        load(settings)
    assert not isinstance(caught.value, DataUnavailable)
    assert list(caught.value.problems) == settings.columns()[1]


def test_missing_files_are_another_matter_than_wrong_settings(tmp_path):
    with pytest.raises(DataUnavailable):
        load(DataSettings("mnist", {"folder": str(tmp_path)}))


def test_reports_progress_and_can_be_cancelled():
    seen: list[float] = []
    load(DataSettings("shapes", {"samples": 1200}), seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 2
    with pytest.raises(LoadCancelled):
        load(DataSettings("shapes"), cancelled=lambda: len(seen) > 0)


def test_too_little_memory_is_a_problem(monkeypatch):
    def fails(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Digits, "load", fails)
    with pytest.raises(ProblemError) as caught:
        load(DataSettings())
    assert caught.value.problem.code == "data_out_of_memory"
