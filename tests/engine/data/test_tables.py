"""The bundled tables against scikit-learn's own functions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from engine.data import tables
from engine.data.catalogue import sources
from engine.data.source import DataUnavailable

NAMES = ("iris", "wine", "breast_cancer", "diabetes", "digits")


@pytest.mark.parametrize("name", NAMES)
def test_holds_what_scikit_learn_loads(name):
    source = sources()[name]()
    first, second = source.load().columns.values()
    oracle = getattr(datasets, f"load_{name}")()
    expected = oracle.images[:, None] / 16 if name == "digits" else oracle.data
    np.testing.assert_allclose(first, expected, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(second.reshape(-1), oracle.target)
    assert source.sample_count() == len(oracle.target)


def test_digits_lie_between_0_and_1():
    image = tables.Digits().load().columns["image"]
    assert image.min() == 0 and image.max() == 1


def test_reading_imports_neither_scikit_learn_nor_torch():
    code = (
        "import sys\n"
        "from engine.data.dataset import load\n"
        "from engine.data.settings import DataSettings\n"
        f"for name in {NAMES}: load(DataSettings(name))\n"
        "assert not {'sklearn', 'torch', 'scipy', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


def test_names_what_is_missing_or_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "find_spec", lambda name: None)
    with pytest.raises(DataUnavailable, match="scikit-learn"):
        tables.Iris().load()

    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(tables, "find_spec", lambda name: Spec)
    with pytest.raises(DataUnavailable, match=r"iris\.csv"):
        tables.Iris().load()
    path = tmp_path / "datasets" / "data" / "iris.csv"
    path.parent.mkdir(parents=True)
    for text in ("150,4,a,b,c\n1,2,3,4,0\n", "header\nno,numbers\n"):
        path.write_text(text)
        with pytest.raises(DataUnavailable, match=r"iris\.csv"):
            tables.Iris().load()
