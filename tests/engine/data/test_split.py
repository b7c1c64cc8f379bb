"""The split: exact sizes, the source's order, an assignment that follows from the seed and never changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.split import Split


def split(train: float, validation: float, test: float, seed: int = 0) -> Split:
    return Split(train=train, validation=validation, test=test, seed=seed)


@pytest.mark.parametrize(
    ("parts", "samples", "sizes"),
    [
        ((0.8, 0.1, 0.1), 1797, (1437, 180, 180)),
        ((0.8, 0.1, 0.1), 1000, (800, 100, 100)),
        ((0.8, 0.1, 0.1), 150, (120, 15, 15)),
        ((0.8, 0.1, 0.1), 4, (3, 1, 0)),
        ((0.8, 0.1, 0.1), 1, (1, 0, 0)),
        ((0.1, 0.9, 0), 1, (1, 0, 0)),
        ((0.01, 0.5, 0.49), 2, (1, 0, 1)),
        ((0.29, 0.71, 0), 100, (29, 71, 0)),
        ((1, 0, 0), 7, (7, 0, 0)),
        ((0, 0.5, 0.5), 7, (0, 4, 3)),
        ((0.5, 0.25, 0.25), 2, (1, 1, 0)),
    ],
)
def test_sizes_are_exact(parts, samples, sizes):
    assert split(*parts).sizes(samples) == sizes


@pytest.mark.parametrize(
    ("parts", "sizes"),
    [
        ((0.8, 0.1, 0.1), (53333, 6667, 0)),
        ((0.8, 0.2, 0), (48000, 12000, 0)),
        ((1, 0, 0), (60000, 0, 0)),
        ((0.5, 0, 0.5), (60000, 0, 0)),
        ((0, 0, 1), (0, 0, 0)),
    ],
)
def test_a_given_test_set_leaves_the_rest_to_the_others(parts, sizes):
    assert split(*parts).sizes(60_000, test_given=True) == sizes
    assert split(*parts).indices(600, test_given=True)[2] is None


parts = st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)).filter(any)


@given(parts, st.integers(1, 500), st.integers(0, 2**31 - 1))
def test_parts_are_disjoint_whole_and_in_order(parts, samples, seed):
    chosen = split(*(part / sum(parts) for part in parts), seed=seed)
    assert chosen.problems() == []
    sizes, indices = chosen.sizes(samples), chosen.indices(samples)
    assert sum(sizes) == samples
    for size, index, part in zip(sizes, indices, parts, strict=True):
        assert (0 if index is None else len(index)) == size
        assert abs(size - samples * part / sum(parts)) < 2  # 1, but for the sample that training must have
        if part == 0:
            assert index is None
        if index is not None:
            assert (np.diff(index) > 0).all()
    assert sorted(np.concatenate([index for index in indices if index is not None])) == list(range(samples))


def test_follows_from_the_seed_and_nothing_else():
    np.random.seed(5)
    first = split(0.5, 0.5, 0, seed=7).indices(100)
    np.random.seed(6)
    again, other = split(0.5, 0.5, 0, seed=7).indices(100), split(0.5, 0.5, 0, seed=8).indices(100)
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].tolist() != other[0].tolist()


def test_never_changes():
    """These numbers stand in people's results: a change of NumPy or of ours must not move them."""
    train, validation, test = split(0.6, 0.2, 0.2).indices(10)
    assert (train.tolist(), validation.tolist(), test.tolist()) == ([0, 1, 2, 3, 6, 8], [4, 7], [5, 9])


@pytest.mark.parametrize(
    ("parts", "right"),
    [((0.8, 0.1, 0.1), True), ((0.8, 0.1, 0.1000009), True), ((0.8, 0.1, 0.11), False), ((0, 0, 0), False)],
)
def test_parts_must_add_to_1(parts, right):
    assert [problem.code for problem in split(*parts).problems()] == ([] if right else ["data_split_sum"])


def test_prints_whole_parts_without_a_point():
    assert split(1, 0, 0).to_json() == {"train": 1, "validation": 0, "test": 0, "seed": 0}
    assert str(split(1, 0, 0).to_json()["train"]) == "1"
