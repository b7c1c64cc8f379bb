"""Trainings side by side are each as they would be alone, to the bit."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
import torch
from pytest import mark

from engine.layers import remedies
from engine.problem import ProblemError
from engine.project.project import MAIN, Project
from engine.project.remedies import change_for
from engine.training.comparing import Told, train_both, train_together
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.projects import ALL, BLOCKS, DIGITS, SEQUENCE
from tests.engine.sick import NAN_VALUE, VANISHING, perceptron


def short(project: Project, **changes: object) -> Project:
    settings = {"epochs": 2, "batch_size": 16, "threads": 1, "device": "cpu", **changes}
    return replace(project, training=replace(project.training, **settings))  # type: ignore[arg-type]


def alone(project: Project) -> list[Event]:
    return list(train(prepare(project)))


def losses(events: list[Event]) -> list[float | None]:
    return [event.loss for event in events if isinstance(event, StepDone)]


def of(told: list[Told], run: str) -> list[Event]:
    return [event for name, event in told if name == run]


def assert_same(together: list[Event], lone: list[Event]) -> None:
    assert losses(together) == losses(lone)
    ours, theirs = together[-1], lone[-1]
    assert isinstance(ours, Finished) and isinstance(theirs, Finished)
    assert all(np.array_equal(array, theirs.weights[key]) for key, array in ours.weights.items())
    assert (ours.train, ours.validation, ours.test) == (theirs.train, theirs.validation, theirs.test)


@mark.parametrize("name", ALL)
def test_each_run_is_as_it_would_be_alone(name: str) -> None:
    """Blocks, siamese and sequence have dropout: their losses depend on every number that is drawn."""
    first, second = short(ALL[name]), short(ALL[name], seed=5)
    told = list(train_together({"one": first, "other": second}))
    assert_same(of(told, "one"), alone(first))
    assert_same(of(told, "other"), alone(second))
    assert losses(of(told, "one")) != losses(of(told, "other"))


def test_two_different_networks_with_dropout_do_not_disturb_each_other() -> None:
    told = list(train_together({"blocks": short(BLOCKS), "sequence": short(SEQUENCE, epochs=3)}))
    assert_same(of(told, "blocks"), alone(short(BLOCKS)))
    assert_same(of(told, "sequence"), alone(short(SEQUENCE, epochs=3)))


def test_what_is_drawn_between_two_events_changes_nothing() -> None:
    project, found = short(BLOCKS), []
    for one in train_together({"one": project, "other": project}):
        torch.rand(3)
        random.random()
        found.append(one)
    assert_same(of(found, "one"), alone(project))
    assert_same(of(found, "other"), alone(project))


def test_the_random_state_outside_stays_as_it_was() -> None:
    torch.manual_seed(11)
    random.seed(11)
    before, of_python = torch.get_rng_state(), random.getstate()
    for _ in train_together({"one": short(BLOCKS), "other": short(SEQUENCE)}):
        assert torch.equal(torch.get_rng_state(), before)
    assert random.getstate() == of_python


def test_they_take_turns_step_by_step() -> None:
    told = [
        one for one in train_together({"one": short(DIGITS), "other": short(DIGITS)}) if isinstance(one.event, StepDone)
    ]
    assert [run for run, _ in told] == ["one", "other"] * (len(told) // 2)


def test_one_that_has_fewer_steps_ends_and_the_other_goes_on() -> None:
    told = list(train_together({"one": short(DIGITS, epochs=1), "other": short(DIGITS, epochs=2)}))
    assert [run for run, event in told if isinstance(event, Finished)] == ["one", "other"]
    assert len(losses(of(told, "other"))) == 2 * len(losses(of(told, "one")))


def test_one_that_fails_leaves_the_other_to_go_on() -> None:
    told = list(train_together({"sick": short(NAN_VALUE), "well": short(DIGITS)}))
    assert isinstance(of(told, "sick")[-1], Failed)
    assert_same(of(told, "well"), alone(short(DIGITS)))


def test_looks_and_epochs_are_told_with_the_run() -> None:
    told = list(train_together({"one": short(DIGITS), "other": short(DIGITS)}, watched=frozenset))
    for run in ("one", "other"):
        kinds = {type(event) for event in of(told, run)}
        assert {Started, StepDone, EpochDone, Look, Finished} <= kinds
    assert_same(of(told, "one"), alone(short(DIGITS)))


def test_stopping_ends_both_with_their_scores() -> None:
    told: list[Told] = []
    for one in train_together({"one": short(DIGITS), "other": short(DIGITS)}, stopping=lambda: len(told) > 6):
        told.append(one)
    ends = [event for _, event in told if isinstance(event, Finished)]
    assert len(ends) == 2 and all(event.stopped for event in ends)


def test_closing_ends_both() -> None:
    running = train_together({"one": short(BLOCKS), "other": short(BLOCKS)})
    before = torch.get_rng_state()
    next(running)
    running.close()
    assert torch.equal(torch.get_rng_state(), before)
    assert list(running) == []


def test_data_are_loaded_once_for_projects_that_share_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.data import dataset as data

    loads: list[object] = []
    load = data.load
    monkeypatch.setattr(data, "load", lambda settings, *rest: loads.append(settings) or load(settings, *rest))
    list(train_together({"one": short(DIGITS, epochs=1), "other": short(DIGITS, epochs=1)}))
    assert len(loads) == 1
    list(train_together({"one": short(DIGITS, epochs=1), "other": short(BLOCKS, epochs=1)}))
    assert len(loads) == 3


# ------------------------------------------------------------------ the original and what a remedy made of it


def test_the_remedied_one_is_trained_from_the_same_seed_on_the_same_batches() -> None:
    original = short(BLOCKS, seed=4)
    remedied = short(BLOCKS, seed=9, epochs=7, batch_size=3)
    told = list(train_both(original, remedied))
    assert_same(of(told, "original"), alone(original))
    assert_same(of(told, "remedied"), alone(original))


def test_a_remedy_shows_what_it_does() -> None:
    """Twelve sigmoid layers stay where they are; twelve ReLU layers with a start of their own learn."""
    starts = [({"weight": {"function": "kaiming_normal_", "nonlinearity": "relu"}, "bias": 0.0},
               tuple(f"fc{n}" for n in range(1, 13)))]  # fmt: skip
    remedy = remedies.change_kind("ReLU", [f"act{n}" for n in range(1, 13)], starts)
    original = short(VANISHING, epochs=30, batch_size=64)
    told = list(train_both(original, change_for(original, MAIN, "act8", remedy).apply(original)))
    last: Mapping[str, float | None] = {run: losses(of(told, run))[-1] for run in ("original", "remedied")}
    first = losses(of(told, "original"))[0]
    assert first is not None and last["original"] is not None and last["remedied"] is not None
    assert first - last["original"] < 0.1
    assert last["remedied"] < last["original"] - 0.3


def test_a_project_that_cannot_be_trained_is_refused_before_anything_is_told() -> None:
    broken = replace(perceptron("ReLU", 1), graph=replace(DIGITS.graph, sources={}))
    with pytest.raises(ProblemError):
        next(train_together({"one": short(DIGITS), "other": broken}))
