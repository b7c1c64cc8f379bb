"""`chainrule train`: its events, what it keeps, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.cli.console import CALL_WRONG, INTERRUPTED, NOT_DONE, OK, PROJECT_WRONG
from engine.cli.interrupt import Interruptible
from engine.project.store import load_project
from engine.project.writer import project_bytes
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.own_code.samples import SCALE, project_with
from tests.engine.projects import inline, kind

ROOT = Path(__file__).resolve().parents[3]


def test_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    before = snapshot(tmp_path)
    done = call(capsys, "train", path, "--epochs", "3", "--json")
    assert (done.code, done.err) == (OK, "")
    events = done.events
    names = [event["event"] for event in events]
    assert names[0] == "started" and names[-1] == "finished" and names.count("epoch") == 3
    assert set(names) == {"started", "progress", "epoch", "finished"}
    assert events[0]["samples"] == {"train": 1437, "validation": 180, "test": 180}
    assert (events[0]["epochs"], events[0]["batch_size"], events[0]["parameters"]) == (3, 32, 4810)
    progress = [event for event in events if event["event"] == "progress"]
    assert all(list(event) == ["event", "epoch", "step", "loss"] for event in progress)
    assert len(progress) <= 10 * events[-1]["seconds"] + 2
    last = events[-1]
    for part in ("train", "validation", "test"):
        assert list(last[part]) == ["loss", "accuracy"]
    epochs = [event for event in events if event["event"] == "epoch"]
    assert last["train"] == epochs[-1]["train"] and last["validation"] == epochs[-1]["validation"]
    assert last["step"] == 3 * events[0]["steps_per_epoch"] and last["stopped"] is False
    assert snapshot(tmp_path) == before


def test_a_seed_decides_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)

    def scores(*more: str) -> Any:
        return call(capsys, "train", path, "--epochs", "1", "--json", *more).events[-1]["test"]

    first = scores()
    assert scores() == first == scores("--seed", "0")
    assert scores("--seed", "1") != first


def test_regression_and_empty_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path, "chain-rule-by-hand")
    last = call(capsys, "train", path, "--epochs", "2", "--json", "--set", "training.metrics=null").events[-1]
    assert last["validation"] is None and last["test"] is None
    assert list(last["train"]) == ["loss", "mae", "r2"]
    assert last["train"]["r2"] == "NaN"  # of one sample


def test_what_a_person_sees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "train", example(tmp_path), "--epochs", "2")
    assert done.code == OK
    assert done.lines[0].startswith("digits-mlp.chainrule: 4,810 parameters, 1,437 samples, cpu, ")
    assert [line[:9] for line in done.lines[1:]] == ["epoch 1/2", "epoch 2/2"]
    rows = {line.split()[0]: len(line.split()) for line in done.out.splitlines() if line.strip()}
    assert {"train": 3, "validation": 3, "test": 3}.items() <= rows.items()


def test_save_writes_the_weights_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    before = load_project(path).project
    done = call(capsys, "train", path, "--epochs", "1", "--seed", "5", "--json", "--save")
    assert done.code == OK
    loaded = load_project(path)
    assert loaded.project is not None and before is not None and not loaded.problems
    assert loaded.project.weights is not None and loaded.project.weights.step == done.events[-1]["step"]
    assert set(loaded.weights) == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}
    assert (loaded.project.graph, loaded.project.training) == (before.graph, before.training)
    assert call(capsys, "train", path, "--set", "training.epochs=1", "--save").code == OK
    kept = load_project(path).project
    assert kept is not None and kept.training.epochs == 1
    assert len(list((tmp_path / "digits-mlp.weights").iterdir())) == 1


def test_going_on_from_the_saved_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    done = call(capsys, "train", path, "--continue", "--json")
    assert done.code == NOT_DONE
    assert "expected saved weights to continue from, got none" in done.err
    first = call(capsys, "train", path, "--epochs", "2", "--json", "--save").events[-1]
    again = call(capsys, "train", path, "--epochs", "1", "--json", "--continue").events
    assert again[0]["step"] == first["step"] and again[-1]["step"] == first["step"] * 3 // 2
    assert again[-1]["train"]["loss"] < first["train"]["loss"]
    fresh = call(capsys, "train", path, "--epochs", "1", "--json").events
    assert fresh[0]["step"] == 0 and fresh[-1]["train"]["loss"] > first["train"]["loss"]
    for file in (tmp_path / "digits-mlp.weights").iterdir():
        file.unlink()
    done = call(capsys, "train", path, "--continue")
    assert done.code == NOT_DONE and "No such file" in done.err.replace("no such file", "No such file")


def test_a_run_folder_goes_on_to_the_bit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dropout and Adam: two epochs and two more are four."""
    path = example(tmp_path, "transformer")
    common = ("--set", "training.threads=1", "--set", "data.params.samples=300", "--json")
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert call(capsys, "train", path, "--epochs", "4", "--run", whole, *common).code == OK
    assert call(capsys, "train", path, "--epochs", "2", "--run", parts, *common).code == OK
    assert call(capsys, "train", path, "--epochs", "2", "--run", parts, "--continue", *common).code == OK
    one, other = load_project(whole / "run.chainrule"), load_project(parts / "run.chainrule")
    assert one.project is not None and other.project is not None and not one.problems
    assert one.project.weights is not None and other.project.weights is not None
    assert one.project.weights == other.project.weights  # the same hash, the same step
    with sqlite3.connect(parts / "numbers.sqlite") as database:
        steps = [row[0] for row in database.execute("select step from steps order by training, step")]
        scored = database.execute("select distinct part, name from scores order by part, name").fetchall()
    database.close()
    assert steps == list(range(1, other.project.weights.step + 1))
    assert scored == [(part, name) for part in ("test", "train", "validation") for name in ("accuracy", "loss")]


def test_a_run_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, run = example(tmp_path, "chain-rule-by-hand"), tmp_path / "run"
    assert call(capsys, "train", path, "--run", run).code == OK
    before = snapshot(tmp_path)
    done = call(capsys, "train", path, "--run", run)
    assert done.code == CALL_WRONG
    assert "expected a folder without a run in it" in done.err
    (run / "state.pt").write_bytes(b"damaged")
    done = call(capsys, "train", path, "--run", run, "--continue")
    assert done.code == NOT_DONE and "expected a run to go on with in " in done.err
    assert {name: content for name, content in snapshot(tmp_path).items() if "run/" not in name} == {
        name: content for name, content in before.items() if "run/" not in name
    }


def test_divergence_names_its_node_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path, "chain-rule-by-hand")
    before = snapshot(tmp_path)
    done = call(capsys, "train", path, "--set", "training.optimizer.params.lr=1e30", "--json", "--save")
    assert done.code == NOT_DONE
    assert len(done.lines) == 1
    assert done.lines[0].startswith(f"chainrule: {path}: node output: the loss became ")
    failed = done.events[-1]
    assert failed["event"] == "failed" and failed["problems"][0]["node"] == "output"
    assert snapshot(tmp_path) == before


def test_a_layer_that_raises_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {
        "x": kind("Input", column="x"),
        "words": kind("Embedding", num_embeddings=3, embedding_dim=2),
        "loss": kind("Loss"),
    }
    path = write(tmp_path, nodes, ["x -> words", "words -> loss"], data=inline(x=[[0, 7]]))
    done = call(capsys, "train", path, "--json")
    assert done.code == NOT_DONE
    assert done.lines[0].startswith(f"chainrule: {path}: node words: Embedding raised ")
    assert done.events[-1]["line"].startswith("words = self.words(x)")


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_sample_that_only_another_part_holds(part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {
        "x": kind("Input", column="x"),
        "words": kind("Embedding", num_embeddings=3, embedding_dim=2),
        "loss": kind("Loss"),
    }
    split = {"train": 0.5, "validation": 0.0, "test": 0.0, "seed": 0} | {part: 0.5}
    for wrong in range(2):  # whichever of the two is not trained on
        column = [[0], [0]]
        column[wrong] = [7]
        path = write(tmp_path, nodes, ["x -> words", "words -> loss"], data=inline(x=column) | {"split": split})
        done = call(capsys, "train", path, "--epochs", "1", "--json")
        assert done.code == NOT_DONE
        assert done.lines[0].startswith(f"chainrule: {path}: node words: Embedding raised ")
        assert done.events[-1]["line"].startswith("words = self.words(x)")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            {"data": inline(x=[[1.0]]) | {"split": {"train": 0.0, "validation": 1.0, "test": 0.0}}},
            "samples to train on",
        ),
        ({"training": {"device": "xpu"}}, "expected a device that is there, got xpu"),
    ],
)
def test_what_cannot_be_trained(
    parts: dict[str, Any], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "loss": kind("Loss")}
    path = write(tmp_path, nodes, ["x -> fc", "fc -> loss"], **({"data": inline(x=[[1.0]])} | parts))
    done = call(capsys, "train", path, "--json")
    assert done.code == (NOT_DONE if "device" in told else PROJECT_WRONG)
    assert told in done.err and len(done.lines) == 1
    assert done.events[-1]["event"] == "failed"


def test_too_little_memory_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", column="x"), "loss": kind("Loss"), "last": kind("Linear", out_features=1)}
    nodes["fc"] = kind("Linear", out_features=10**6, bias=False)
    nodes["fc2"] = kind("Linear", out_features=10**6, bias=False)
    edges = ["x -> fc", "fc -> fc2", "fc2 -> last", "last -> loss"]
    path = write(tmp_path, nodes, edges, data=inline(x=[[1.0]]))
    assert call(capsys, "check", path).code == OK
    done = call(capsys, "train", path, "--json")
    assert done.code == NOT_DONE
    assert len(done.lines) == 1 and "expected weights that fit into memory, got 3,725 GiB of them" in done.lines[0]
    assert done.events[-1]["problems"][0]["code"] == "weights_too_large"


def test_a_file_that_cannot_be_written_is_told_before_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    done = call(capsys, "train", path, "--save", "--json")
    assert done.code == NOT_DONE and "could not write: Permission denied" in done.err
    assert [event["event"] for event in done.events] == ["failed"]


def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example(tmp_path)
    assert call(capsys, "train", path, "--epochs", "1", "--save").code == OK
    before = snapshot(tmp_path)

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = call(capsys, "train", path, "--epochs", "2", "--save", "--json")
    assert done.code == NOT_DONE
    assert done.lines == [
        f"chainrule: {path}: could not write: No space left on device (the old file is unchanged; choose another place)"
    ]
    assert [event["event"] for event in done.events[-2:]] == ["finished", "failed"]
    assert snapshot(tmp_path) == before


def test_ctrl_c_keeps_the_weights_so_far(tmp_path: Path) -> None:
    path = example(tmp_path)
    command = [sys.executable, "-m", "engine", "train", str(path), "--epochs", "100000", "--json", "--save"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        for line in running.stdout:
            if json.loads(line)["event"] == "epoch":
                break
        running.send_signal(signal.SIGINT)
        last = [json.loads(line) for line in running.stdout][-1]
        assert running.stderr.read() == ""
        assert running.wait() == INTERRUPTED
    assert last["event"] == "finished" and last["stopped"] is True and last["test"]["accuracy"] > 0
    loaded = load_project(path)
    assert loaded.project is not None and loaded.project.weights is not None and not loaded.problems
    assert loaded.project.weights.step == last["step"]


def test_a_second_ctrl_c_ends_it_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruptible() as interrupt:
        assert not interrupt.asked
        signal.raise_signal(signal.SIGINT)
        assert interrupt.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("line", ["pass", "time.sleep(60)"])
def test_a_step_that_never_ends_is_ended_by_a_second_ctrl_c(tmp_path: Path, line: str) -> None:
    """It has a larger batch than what the code was tried with."""
    mark = tmp_path / "mark"
    hang = f"while len(x) == 8 and not x.is_meta and not open({str(mark)!r}, 'w').close(): {line}\n        return x"
    path = tmp_path / "own.chainrule"
    code = "import time\n" + SCALE.replace("return x", hang)
    path.write_bytes(project_bytes(project_with({"Scale": code}, scale={"code": "Scale", "params": {"size": 4}})))
    command = [sys.executable, "-m", "engine", "train", str(path), "--trust"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while not mark.exists():
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):  # the step may still end
            running.wait(0.5)
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == INTERRUPTED
        assert running.stderr is not None and "Traceback" not in running.stderr.read()


def test_the_random_state_of_the_process_is_seeded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A command is a process of its own: what came before must not matter."""
    path = example(tmp_path, "chain-rule-by-hand")
    torch.manual_seed(99)
    first = call(capsys, "train", path, "--epochs", "1", "--json").events[-1]["train"]
    assert call(capsys, "train", path, "--epochs", "1", "--json").events[-1]["train"] == first
