"""Run folders: what is kept, what is refused, and going on to the bit."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.settings.training import Chosen
from engine.training.events import Failed, Finished, StepDone
from engine.training.loop import train
from engine.training.runs import (
    NUMBERS,
    PROJECT,
    STATE,
    RunFolder,
    next_run,
    restore,
    runs_folder,
    saved_weights,
)
from engine.training.setup import Prepared, prepare
from tests.engine.projects import BLOCKS, DIGITS


def with_optimizer(project: Project, kind: str, epochs: int, **params: float) -> Project:
    return replace(
        project, training=replace(project.training, epochs=epochs, optimizer=Chosen(kind, params), threads=1)
    )


def follow(prepared: Prepared, run: RunFolder, first_step: int = 0) -> Finished:
    for event in train(prepared, first_step=first_step):
        run.record(event)
        if isinstance(event, Finished):
            run.save(prepared.project, prepared, event.step)
            return event
    raise AssertionError("the training did not finish")


@pytest.mark.parametrize("kind", ["Adam", "Muon", "SGD"])
def test_going_on_is_as_if_it_had_never_stopped(kind: str, tmp_path: Path) -> None:
    """With dropout, batch normalization and an optimizer that remembers."""
    params = {"momentum": 0.9} if kind == "SGD" else {}
    with RunFolder(tmp_path / "whole") as run:
        whole = follow(prepare(with_optimizer(BLOCKS, kind, 4, **params)), run)
    half = with_optimizer(BLOCKS, kind, 2, **params)
    with RunFolder(tmp_path / "parts") as run:
        follow(prepare(half), run)
    kept = saved_weights(tmp_path / "parts")
    assert kept is not None
    weights, step = kept
    with RunFolder(tmp_path / "parts", going_on=True) as run:
        prepared = prepare(half, weights)
        torch.manual_seed(1234)  # whatever the process did before
        assert restore(run.path, prepared, step)
        parts = follow(prepared, run, step)
    assert parts.step == whole.step
    assert all(np.array_equal(parts.weights[name], array) for name, array in whole.weights.items())


def test_the_settings_are_those_of_the_project_now(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        finished = follow(prepare(with_optimizer(BLOCKS, "Adam", 1, lr=0.01)), run)
    prepared = prepare(with_optimizer(BLOCKS, "Adam", 1, lr=0.5))
    assert restore(tmp_path, prepared, finished.step)
    assert [group["lr"] for group in prepared.optimizer.param_groups] == [0.5]
    assert prepared.optimizer.state_dict()["state"]
    assert not restore(tmp_path, prepared, finished.step + 1)
    assert not restore(tmp_path / "elsewhere", prepared, finished.step)


def test_the_numbers_are_kept(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        finished = follow(prepare(with_optimizer(DIGITS, "Adam", 2)), run)
        run.record(Failed(Problem("diverged", {"loss": "NaN"}), finished.step))
    with sqlite3.connect(tmp_path / NUMBERS) as database:
        steps = database.execute("select step, epoch, loss from steps order by step").fetchall()
        scores = database.execute("select epoch, part, name, value from scores").fetchall()
        failed = database.execute("select failed, parameters from trainings").fetchall()
    database.close()
    assert [row[0] for row in steps] == list(range(1, finished.step + 1))
    assert {row[1] for row in steps} == {1, 2} and all(row[2] > 0 for row in steps)
    assert finished.train is not None and finished.test is not None
    assert (2, "train", "loss", finished.train["loss"]) in scores
    assert (None, "test", "accuracy", finished.test["accuracy"]) in scores
    assert len(scores) == 2 * 2 * 2 + 2
    assert failed == [("the loss became NaN (lower the learning rate, reset the weights, and train again)", 4810)]


def test_numbers_are_there_also_when_it_ends_early(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), RunFolder(tmp_path) as run:
        run.record(StepDone(1, 1, 0.5))
        raise KeyboardInterrupt
    with sqlite3.connect(tmp_path / NUMBERS) as database:
        assert database.execute("select loss from steps").fetchall() == [(0.5,)]
    database.close()


def test_what_is_refused(tmp_path: Path) -> None:
    assert saved_weights(tmp_path) is None
    with RunFolder(tmp_path) as run:
        prepared = prepare(with_optimizer(DIGITS, "SGD", 1))
        follow(prepared, run)
    with pytest.raises(ProblemError, match="without a run in it"):
        RunFolder(tmp_path)
    (tmp_path / STATE).write_bytes(b"cut off")
    with pytest.raises(ProblemError, match="a run to go on with"):
        restore(tmp_path, prepared, 23)
    next((tmp_path / "run.weights").iterdir()).write_bytes(b"cut off")
    with pytest.raises(ProblemError, match="a run to go on with"):
        saved_weights(tmp_path)
    (tmp_path / PROJECT).write_text("{")
    with pytest.raises(ProblemError, match="a run to go on with"):
        saved_weights(tmp_path)
    (tmp_path / NUMBERS).write_bytes(b"no database at all, but long enough to look at" * 50)
    with pytest.raises(ProblemError, match="a run to go on with"):
        RunFolder(tmp_path, going_on=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError, match="could not write"):
        RunFolder(tmp_path / "file")


def test_the_next_run_has_one_number_more(tmp_path: Path) -> None:
    file = tmp_path / "My net.chainrule"
    assert runs_folder(file) == tmp_path / "My net.runs"
    assert runs_folder(tmp_path / "no suffix") == tmp_path / "no suffix.runs"
    assert next_run(file) == tmp_path / "My net.runs" / "1"
    assert not runs_folder(file).exists()
    for name in ("1", "3", "notes", "12 copy"):
        (runs_folder(file) / name).mkdir(parents=True)
    assert next_run(file).name == "4"
    RunFolder(next_run(file)).close()
    assert next_run(file).name == "5"
