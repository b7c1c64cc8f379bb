"""`chainrule export`: a file that runs with torch alone and gives the same outputs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.cli.console import NOT_DONE, OK
from engine.compiler.planner import Planner
from engine.project.store import load_project
from engine.training.setup import prepare
from tests.engine.cli.calls import call, example, snapshot

ALONE = """
import importlib.util, sys, torch
sys.path[:] = [path for path in sys.path if path not in ("", {root!r})]
spec = importlib.util.spec_from_file_location("net", {source!r})
net = importlib.util.module_from_spec(spec)
spec.loader.exec_module(net)
assert not [name for name in sys.modules if name.partition(".")[0] in ("engine", "app", "rich", "typer")]
*_, last = [value for value in vars(net).values() if isinstance(value, type)]
network = last()
network.load_state_dict(torch.load({weights!r}, weights_only=True))
torch.save(network.eval()(torch.load({inputs!r}, weights_only=True)), {outputs!r})
"""


def test_the_exported_file_runs_alone_with_the_saved_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = example(tmp_path, "residual")
    assert call(capsys, "train", path, "--epochs", "1", "--set", "training.threads=1", "--save").code == OK
    source = tmp_path / "net.py"
    done = call(capsys, "export", path, "--to", "python", "-o", source)
    assert (done.code, done.out) == (OK, f"wrote {source}\nwrote {tmp_path / 'net.pt'}\n")
    loaded = load_project(path)
    assert loaded.project is not None
    prepared = prepare(loaded.project, loaded.weights, plan=Planner().plan(loaded.project))
    batch = next(iter(prepared.train.in_order(7)))
    torch.save(batch["image"], tmp_path / "inputs.pt")
    files = {name: str(tmp_path / f"{name}.pt") for name in ("inputs", "outputs")}
    root = str(Path(__file__).resolve().parents[3])
    code = ALONE.format(root=root, source=str(source), weights=str(tmp_path / "net.pt"), **files)
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    prepared.network.module.eval()
    with torch.no_grad():
        expected = prepared.network.forward(batch)[0]
    assert torch.equal(torch.load(tmp_path / "outputs.pt", weights_only=True), expected)


def test_without_weights_there_is_the_source_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    before = snapshot(tmp_path)
    assert call(capsys, "export", path, "--to", "python", "-o", tmp_path / "net.py").code == OK
    after = snapshot(tmp_path)
    text = after.pop("net.py").decode()
    assert after == before
    assert "class Digits(nn.Module):" in text and "engine" not in text


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    (tmp_path / "folder").mkdir()
    before = snapshot(tmp_path)
    for out in (tmp_path / "folder", tmp_path / "gone" / "net.py", Path(os.devnull)):
        done = call(capsys, "export", path, "--to", "python", "-o", out)
        assert done.code == NOT_DONE
        assert len(done.lines) == 1 and "could not write: " in done.err
    assert snapshot(tmp_path) == before
    assert not Path(os.devnull).is_file()
