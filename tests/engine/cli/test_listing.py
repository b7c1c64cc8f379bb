"""`chainrule layers`, `templates` and `new`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.console import CALL_WRONG, NOT_DONE, OK
from engine.layers.catalogue import catalogue
from engine.project.templates import find_template, templates
from tests.engine.cli.calls import call


def test_layers_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    layers = call(capsys, "layers", "--json").json
    assert list(layers) == list(catalogue())
    conv = layers["Conv2d"]
    assert conv["category"] == "convolution"
    assert conv["parameters"]["kernel_size"]["required"] is True
    assert conv["parameters"]["padding"]["default"] == 0
    assert [port["name"] for port in layers["MultiheadAttention"]["ports"]["inputs"]][:3] == ["query", "key", "value"]
    assert layers["LSTM"]["ports"]["outputs"] == ["output", "h_n", "c_n"]
    for name, layer in layers.items():
        for parameter in layer["parameters"].values():
            assert {"type", "default"} <= set(parameter), name


def test_the_table_of_layers(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "layers")
    assert done.code == OK
    assert all(f" {kind} " in done.out for kind in catalogue())


def test_templates(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "templates", "--json").json == {one.name: one.description for one in templates()}
    lines = call(capsys, "templates").out.splitlines()
    assert [line.split()[0] for line in lines] == [one.name for one in templates()]


def test_new_copies_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.chainrule"
    done = call(capsys, "new", "spiral", "-o", path)
    assert (done.code, done.out) == (OK, f"wrote {path}\n")
    assert path.read_bytes() == find_template("spiral").content
    assert call(capsys, "new", "residual", "-o", path).code == CALL_WRONG
    assert path.read_bytes() == find_template("spiral").content
    assert call(capsys, "new", "residual", "-o", path, "--force").code == OK
    assert path.read_bytes() == find_template("residual").content


def test_new_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "new", "spiral", "-o", tmp_path / "no" / "mine.chainrule")
    assert done.code == NOT_DONE
    assert "could not write: No such file or directory" in done.err
    assert not list(tmp_path.iterdir())
