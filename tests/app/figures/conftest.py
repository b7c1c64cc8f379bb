"""Steps of small networks, as figures and films are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.figures.subject import Staged, Subject
from engine.backprop.moments import ShownStep
from engine.backprop.shown import shown
from engine.compiler.checking import check_project
from engine.data.dataset import load
from engine.project.reader import read_file
from engine.project.templates import find_template
from engine.training.rehearsal import Samples, rehearse_project


@pytest.fixture(scope="session")
def stepped(qapp: QApplication) -> Callable[[str], Subject]:
    """Makes the subject of an example, its step at the end; each example once."""
    made: dict[str, Subject] = {}

    def make(name: str) -> Subject:
        if name not in made:
            project = read_file(find_template(name).path).project
            assert project is not None
            plan = check_project(project).plan
            step = shown(rehearse_project(project, None, load(project.data), Samples(), plan))
            made[name] = Subject(project, plan, staged=Staged(step, len(step.moments), 0, "Sample 0 of train"))
        return made[name]

    return make


@pytest.fixture
def by_hand(stepped: Callable[[str], Subject]) -> Subject:
    """Four weights and one sample, all of whose numbers are known."""
    return stepped("chain-rule-by-hand")


def step_of(subject: Subject) -> ShownStep:
    assert subject.staged is not None
    return subject.staged.step


@pytest.fixture
def at_position() -> Callable[[Subject, int], Subject]:
    """The same step at another position."""

    def make(subject: Subject, position: int) -> Subject:
        assert subject.staged is not None
        return replace(subject, staged=replace(subject.staged, position=position))

    return make
