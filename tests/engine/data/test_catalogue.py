"""The contract of every source: names, columns without loading, dtypes, determinism, cancelling."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.catalogue import sources
from engine.data.source import GeneratedSource, LoadCancelled

F32, I64 = "float32", "int64"
CONTRACT = {
    "circles": {"point": (F32, (2,)), "label": (I64, ())},
    "moons": {"point": (F32, (2,)), "label": (I64, ())},
    "spirals": {"point": (F32, (2,)), "label": (I64, ())},
    "xor": {"point": (F32, (2,)), "label": (I64, ())},
    "gaussians": {"point": (F32, (2,)), "label": (I64, ())},
    "plane": {"point": (F32, (2,)), "target": (F32, (1,))},
    "wave": {"point": (F32, (2,)), "target": (F32, (1,))},
    "digits": {"image": (F32, (1, 8, 8)), "label": (I64, ())},
    "mnist": {"image": (F32, (1, 28, 28)), "label": (I64, ())},
    "fashion-mnist": {"image": (F32, (1, 28, 28)), "label": (I64, ())},
    "iris": {"features": (F32, (4,)), "label": (I64, ())},
    "wine": {"features": (F32, (13,)), "label": (I64, ())},
    "breast_cancer": {"features": (F32, (30,)), "label": (I64, ())},
    "diabetes": {"features": (F32, (10,)), "target": (F32, (1,))},
    "random": {"features": (F32, (1000,)), "target": (F32, (10,))},
    "shapes": {"image": (F32, (3, 32, 32)), "label": (I64, ())},
    "pairs": {"first": (F32, (3, 32, 32)), "second": (F32, (3, 32, 32)), "same": (F32, ())},
    "cells": {"image": (F32, (1, 64, 64)), "mask": (I64, (64, 64))},
    "tokens": {"tokens": (I64, (32,)), "next": (I64, (32,))},
    "sequences": {"sequence": (F32, (32, 2)), "label": (I64, ())},
}
FILES = ("mnist", "fashion-mnist")
GENERATED = [name for name, source in sources().items() if issubclass(source, GeneratedSource)]
LOADED = [name for name in CONTRACT if name not in FILES]


def test_holds_the_sources_of_the_contract():
    assert set(sources()) == {"inline", *CONTRACT}
    with pytest.raises(TypeError):
        sources()["mine"] = object  # type: ignore[index]


@pytest.mark.parametrize("name", CONTRACT)
def test_declares_its_columns_without_loading(name):
    declared = sources()[name]().declared_columns()
    assert {column.name: (column.dtype, column.shape) for column in declared} == CONTRACT[name]
    assert [column.type.shape[1:] for column in declared] == [column.shape for column in declared]
    assert sources()[name].brings_test == (name in FILES)


@pytest.mark.parametrize("name", LOADED)
def test_delivers_what_it_declares(name):
    source = sources()[name]()
    seen: list[float] = []
    loaded = source.load(seen.append, lambda: False)
    assert loaded.test is None
    assert list(loaded.columns) == [column.name for column in source.declared_columns()]
    for column in source.declared_columns():
        array = loaded.columns[column.name]
        assert array.dtype == column.dtype and array.shape == (source.sample_count(), *column.shape)
        assert np.isfinite(array).all()
        if column.classes is not None:
            assert set(np.unique(array)) == set(range(column.classes))
    assert seen == sorted(seen) and seen[-1] == 1.0


@pytest.mark.parametrize("name", LOADED)
def test_stops_when_cancelled(name):
    with pytest.raises(LoadCancelled):
        sources()[name]().load(cancelled=lambda: True)


@pytest.mark.parametrize("name", GENERATED)
def test_follows_from_its_seed_alone(name):
    source = sources()[name]
    np.random.seed(1)
    first = source(samples=50, seed=3).load().columns
    np.random.seed(2)
    again, other = source(samples=50, seed=3).load().columns, source(samples=50, seed=4).load().columns
    for column in first:
        assert first[column].tobytes() == again[column].tobytes()
    assert any(first[column].tobytes() != other[column].tobytes() for column in first)


@pytest.mark.parametrize("name", GENERATED)
def test_has_as_many_samples_as_asked(name):
    for samples in (1, 7, 1001):
        assert {len(array) for array in sources()[name](samples=samples).load().columns.values()} == {samples}


@pytest.mark.parametrize("name", [name for name in GENERATED if "label" in CONTRACT[name]])
def test_classes_are_balanced_wherever_one_looks(name):
    label = sources()[name](samples=2000).load().columns["label"]
    counts = np.bincount(label)
    assert counts.max() - counts.min() <= 1
    assert np.bincount(label[:500]).min() > 0.5 * 500 / len(counts)


@pytest.mark.parametrize("name", sources())
def test_says_in_a_sentence_what_it_is_and_in_another_what_each_parameter_does(name):
    source = sources()[name]
    assert source.summary_line().endswith(".")
    assert all(parameter.help.endswith(".") for parameter in source.parameters.values())
    assert source(**source.initial()).problems() == []
