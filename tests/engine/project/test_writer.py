"""Files are laid out for people, and never half written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from engine.graph.graph import Node, make_graph
from engine.project.project import Project
from engine.project.writer import WIDTH, project_json, project_text, write_atomically
from tests.engine.projects import kind, project_of


def test_a_node_stands_on_one_line_and_parameters_in_the_order_of_their_declaration() -> None:
    node = Node("conv", "kind", "Conv2d", {"zzz": 1, "bias": False, "kernel_size": 3, "aaa": 2, "out_channels": 8})
    lines = project_text(Project(graph=make_graph([node]))).splitlines()
    line = next(line for line in lines if "Conv2d" in line)
    params = json.loads(line.partition(": ")[2])["params"]
    assert list(params) == ["out_channels", "kernel_size", "bias", "aaa", "zzz"]
    assert all(len(line) <= WIDTH for line in lines)


def test_equal_graphs_give_equal_bytes_in_whatever_order_they_were_given() -> None:
    def text(names: list[str]) -> str:
        own = {"init": dict.fromkeys(names, 0.0), "tie": {name: f"a.{name}" for name in names}}
        nodes = {"a": kind("Linear", out_features=2), "b": kind("Linear", out_features=2) | own}
        return project_text(project_of(nodes, ["a -> b"]))

    assert text(["weight", "bias"]) == text(["bias", "weight"])
    assert '"init": {"weight": 0.0, "bias": 0.0}' in text(["bias", "weight"])


def test_the_place_of_a_node_that_is_not_there_is_kept() -> None:
    view = {"positions": {"ghost": [2, 3], "a": [0, 1]}, "zoom": 2}
    project = project_of({"a": kind("ReLU")}, [], view=view)
    assert project_json(project)["view"] == {"positions": {"a": [0, 1], "ghost": [2, 3]}, "zoom": 2}


def test_a_file_keeps_its_mode_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before = os.umask(0o027)
    try:
        write_atomically(path, b"one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o600)
    write_atomically(path, b"two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a"]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"one")
    (tmp_path / "link").symlink_to("target")
    write_atomically(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"two"


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 122 + ".chainrule")
    write_atomically(path, b"one")
    assert path.read_bytes() == b"one"


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    if step == "write":
        if not os.path.exists("/dev/full"):
            raise AssertionError("this system has no /dev/full")
        original = os.open
        monkeypatch.setattr(os, "open", lambda name, *rest: _full(original, name, *rest))
    else:
        monkeypatch.setattr(os, step, _raise_full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new" * 10_000)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def _full(original: object, name: object, *rest: object) -> int:
    descriptor = original(name, *rest)  # type: ignore[operator]
    full = original("/dev/full", os.O_WRONLY)  # type: ignore[operator]
    os.dup2(full, descriptor)
    os.close(full)
    return descriptor  # type: ignore[no-any-return]


def _raise_full(*_: object) -> None:
    raise OSError(28, "No space left on device")
