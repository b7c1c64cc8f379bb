"""`--trust`: the code that a file holds runs for the commands that compute, and for none of them without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.console import OK, PROJECT_WRONG
from engine.project.writer import project_bytes
from tests.engine.cli.calls import call
from tests.engine.own_code.samples import SCALE, project_with

SCALED = {"scale": {"code": "Scale", "params": {"size": 4}}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose code leaves a mark where it runs in this process or in another one."""
    path = tmp_path / "own.chainrule"
    code = f"open({str(tmp_path / 'mark')!r}, 'a').close()\n{SCALE}"
    path.write_bytes(project_bytes(project_with({"Scale": code}, **SCALED)))
    return path


def commands(file: Path) -> dict[str, list[str | Path]]:
    return {
        "check": ["check", file],
        "train": ["train", file, "--epochs", "1", "--save"],
        "backprop": ["backprop", file, "--summary"],
        "diagnose": ["diagnose", file],
        "gradcheck": ["gradcheck", file],
        "why": ["why", file, "grad_parameter:scale.factor[0]"],
        "export": ["export", file, "--to", "python", "-o", file.with_suffix(".py")],
    }


@pytest.mark.parametrize("name", list(commands(Path("x"))))
def test_nothing_runs_without_trust(file: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    done = call(capsys, *commands(file)[name])
    assert done.code == PROJECT_WRONG
    assert "node scale: its code is not trusted" in done.err
    assert not (file.parent / "mark").exists()
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", list(commands(Path("x"))))
def test_with_trust_it_does(file: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, *commands(file)[name], "--trust")
    assert done.code == OK, done.err
    assert "not trusted" not in done.err
    if name == "export":
        assert SCALE in file.with_suffix(".py").read_text(encoding="utf-8")


def test_trust_is_not_written_into_the_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, *commands(file)["train"], "--trust").code == OK
    assert call(capsys, "check", file).code == PROJECT_WRONG
    assert call(capsys, "check", file, "--trust").code == OK
