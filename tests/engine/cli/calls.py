"""Calls the command line in this process, as a shell would see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engine.cli import main
from engine.project.templates import find_template

SMALL = {"training.epochs": "2", "training.threads": "1"}


class Call(NamedTuple):
    """How a call ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[Any]:
        """Every line of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def lines(self) -> list[str]:
        """What stands on stderr."""
        return self.err.splitlines()


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Call:
    """Runs a command; nothing may ever look like a traceback."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err, err
    assert "unforeseen" not in err, err
    return Call(code, out, err)


def example(folder: Path, name: str = "digits-mlp", **changes: Any) -> Path:
    """A copy of an example; `changes` replace top-level parts of the file."""
    value = json.loads(find_template(name).content) | changes
    path = folder / f"{name}.chainrule"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def write(folder: Path, nodes: dict[str, Any], edges: list[str], **parts: Any) -> Path:
    """A project file with this graph."""
    value = {"format": "chainrule", "version": 1, "name": "Test", "graph": {"nodes": nodes, "edges": edges}, **parts}
    path = folder / "net.chainrule"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
