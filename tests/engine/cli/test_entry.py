"""The command line as such: help, wrong calls, and what a command costs to start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli.console import CALL_WRONG, OK
from tests.engine.cli.calls import call, example, snapshot

COMMANDS = ("check", "train", "backprop", "gradcheck", "export", "layers", "new", "templates")
ROOT = Path(__file__).resolve().parents[3]


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "--help")
    assert done.code == OK and not done.err
    assert all(f"\n  {command} " in done.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, command, "--help")
    assert done.code == OK and not done.err
    assert done.out.startswith(f"Usage: chainrule {command} ")


def test_no_command_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys)
    assert done.code == CALL_WRONG
    assert "Usage: chainrule" in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chekc", "x"], "Did you mean 'check'?"),
        (["check"], "FILE"),
        (["train", "FILE", "--epoch", "3"], "--epochs"),
        (["train", "FILE", "--epochs", "0"], "--epochs"),
        (["train", "FILE", "--epochs", "many"], "--epochs"),
        (["train", "FILE", "--seed", "-1"], "--seed"),
        (["train", "FILE", "--device", "gpu"], "--device"),
        (["train", "FILE", "--set"], "--set"),
        (["train", "FILE", "--set", "training.epochs"], "expected PATH=VALUE for --set, got 'training.epochs'"),
        (["train", "FILE", "--set", "trainning.epochs=1"], "(did you mean training.epochs?)"),
        (["train", "FILE", "--set", "training.epoch=1"], "(did you mean training.epochs?)"),
        (["train", "FILE", "--set", "training.epochs=many"], "expected a whole number"),
        (["train", "FILE", "--set", "training.optimizer.params.lr=-1"], "for lr, got -1"),
        (["train", "FILE", "--set", "graph.nodes.fc1.params.out_features=0"], "node fc1: expected a whole number"),
        (["backprop", "FILE", "--split", "all"], "--split"),
        (["backprop", "FILE", "--index", "-1"], "--index"),
        (["backprop", "FILE", "--batch", "0"], "--batch"),
        (
            ["backprop", "FILE", "--index", "1437"],
            "expected samples from 0 to 1436 of the train part, got 1437 to 1437",
        ),
        (["backprop", "FILE", "--nodes", "fc3"], "got fc3 (did you mean fc"),
        (["gradcheck", "FILE", "--split", "all"], "--split"),
        (["gradcheck", "FILE", "--batch", "0"], "--batch"),
        (["gradcheck", "FILE", "--index", "1430", "--batch", "8"], "got 1430 to 1437"),
        (["gradcheck", "FILE", "--nodes", "fc3"], "got fc3 (did you mean fc"),
        (["export", "FILE", "--to", "onnx", "-o", "out"], "--to"),
        (["export", "FILE", "--to", "python"], "-o"),
        (["export", "FILE", "-o", "out.py"], "--to"),
        (["export", "FILE", "--to", "python", "-o", "out.pt"], "end it in .py"),
        (["new", "digits", "-o", "FILE"], "did you mean digits-mlp?"),
        (["new", "digits-mlp"], "-o"),
        (["new", "digits-mlp", "-o", "FILE"], "expected the name of a file that is not there yet"),
        (["layers", "--jsn"], "--json"),
    ],
)
def test_wrong_calls(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = example(tmp_path)
    before = snapshot(tmp_path)
    done = call(capsys, *(str(path) if argument == "FILE" else argument for argument in arguments))
    assert done.code == CALL_WRONG
    assert len(done.lines) == 1 and done.lines[0].startswith("chainrule: "), done.err
    assert told in done.err
    assert not done.out
    assert snapshot(tmp_path) == before


def test_listing_and_help_need_no_torch() -> None:
    code = (
        "import sys\nfrom engine.cli import main\n"
        "for call in (['layers', '--json'], ['templates'], ['train', '--help']): assert main(call) == 0\n"
        "assert main(['check', 'gone.chainrule']) == 2\n"
        "assert 'torch' not in sys.modules and 'PySide6' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "templates"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stdout.startswith("digits-mlp"), done.stderr


def test_a_reader_that_goes_away_is_no_trouble() -> None:
    """As in `chainrule layers | head -1`."""
    with subprocess.Popen(
        [sys.executable, "-m", "engine", "layers", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == ""


def test_a_terminal_without_signs_gets_escapes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "templates"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "8 \\xd7 8" in done.stdout, done.stderr
