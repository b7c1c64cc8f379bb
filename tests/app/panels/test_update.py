"""The update dock tells an OptimizerWork: its stages in words, in symbols and in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.panels.update import UpdatePanel
from app.parts.formula_view import FormulaView
from app.theme import DARK, LIGHT
from engine.backprop.optimizer_stages import OptimizerWork, stages_of
from engine.backprop.optimizer_texts import STAGE_TEXTS
from engine.data.dataset import load
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.reader import read_file
from engine.project.templates import find_template
from engine.settings.training import Chosen
from engine.training.rehearsal import Samples, rehearse_project
from tests.engine.training.history.kept import with_training

_read = read_file(find_template("chain-rule-by-hand").path).project
assert _read is not None
BY_HAND: Project = _read


def work_of(project: Project, index: tuple[int, ...] | None, node: str = "hidden") -> OptimizerWork:
    return stages_of(rehearse_project(project, None, load(project.data), Samples()), node, "weight", index)


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[UpdatePanel]:
    made = UpdatePanel(LIGHT)
    made.set_titles(lambda node: {"hidden": "h"}.get(node, node))
    made.resize(336, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def cards(panel: UpdatePanel) -> list[Any]:
    return [panel._stages.itemAt(place).widget() for place in range(panel._stages.count())]


def words(panel: UpdatePanel) -> list[str]:
    return [card.findChildren(QLabel)[0].text() for card in cards(panel)]


def formulas(panel: UpdatePanel) -> list[tuple[str, ...]]:
    return [tuple(view.accessibleName() for view in card.findChildren(FormulaView)) for card in cards(panel)]


def test_before_there_is_one_it_says_what_to_do(panel: UpdatePanel) -> None:
    assert panel._empty.isVisible() and not panel._scroll.isVisible() and cards(panel) == []


def test_the_update_of_one_weight_by_hand(panel: UpdatePanel) -> None:
    """w = 2, gradient -16, lr 0.001: 2.016."""
    panel.show_work(work_of(BY_HAND, (0, 0)))
    assert not panel._empty.isVisible() and panel._title.text() == "weight[0, 0] of h"
    assert panel._summary.text() == "SGD changed it from 2 to 2.0160, by 0.016000."
    assert words(panel)[0] == f"1. {STAGE_TEXTS['gradient']}" and len(words(panel)) == 3
    assert formulas(panel) == [
        (r"g = \frac{\partial L}{\partial \theta_{t-1}}", "g = -16"),
        (r"\Delta\theta = -\gamma\,g", r"\gamma = 0.001,\; g = -16,\; \Delta\theta = 0.016"),
        (
            r"\theta_{t} = \theta_{t-1} + \Delta\theta",
            r"\theta_{t-1} = 2,\; \Delta\theta = 0.016,\; \theta_{t} = 2.016",
        ),
    ]


def test_a_whole_parameter_is_told_by_norms_but_a_rate_is_one_number(panel: UpdatePanel) -> None:
    panel.show_work(work_of(with_training(BY_HAND, optimizer=Chosen("Adagrad", {"lr": 0.1, "lr_decay": 0.5})), None))
    assert panel._title.text() == "weight of h" and "Adagrad changed it by" in panel._summary.text()
    assert "(L2 norm)" in panel._summary.text()
    numbers = dict(zip([line.split(". ", 1)[1] for line in words(panel)], formulas(panel), strict=True))
    rate = numbers[STAGE_TEXTS["learning_rate"]][1]
    assert r"\left\|" not in rate and r"\tilde{\gamma} = 0.1" in rate
    assert numbers[STAGE_TEXTS["gradient"]][1].startswith(r"\left\| g \right\| = ")
    assert r"\left\| g \right\|" in numbers[STAGE_TEXTS["square_sum"]][1], "what goes in is told by its norm, too"


@pytest.mark.parametrize("optimizer", ["Adam", "AdamW", "RMSprop", "SGD", "NAdam", "Rprop", "Muon"])
def test_every_stage_of_an_optimizer_has_its_card(panel: UpdatePanel, optimizer: str) -> None:
    project = with_training(BY_HAND, optimizer=Chosen(optimizer, {}), clip={"norm": 1.0, "value": 2.0})
    for index in ((1, 0), None):
        work = work_of(project, index)
        panel.show_work(work)
        assert len(cards(panel)) == len(work.stages) >= 4 and optimizer in panel._summary.text()
        for number, (stage, line) in enumerate(zip(work.stages, words(panel), strict=True), 1):
            assert line == f"{number}. {STAGE_TEXTS[stage.code]}"
        for card in cards(panel):
            for view in card.findChildren(FormulaView):
                assert view.sizeHint().width() > 0, view.accessibleName()
    panel.grab()


def test_what_is_not_updated_says_so(panel: UpdatePanel) -> None:
    frozen = edits.set_frozen(BY_HAND, MAIN, "hidden", True).apply(BY_HAND)
    panel.show_work(work_of(frozen, (0, 0)))
    assert panel._summary.text() == "No optimizer has it: it stays as it is."
    work = work_of(BY_HAND, (0, 0))
    panel.show_work(replace(work, gradient=None, stages=()))
    assert panel._summary.text() == "SGD left it as it is, for no gradient reached it." and cards(panel) == []


def test_another_theme_has_other_letters_and_the_same_words(panel: UpdatePanel) -> None:
    panel.show_work(work_of(BY_HAND, (0, 0)))
    before = words(panel), formulas(panel)
    panel.set_theme(DARK)
    QApplication.processEvents()
    assert (words(panel), formulas(panel)) == before
    assert {view._colour for view in panel.findChildren(FormulaView) if view.isVisible()} == {
        DARK.text.name(), DARK.soft_text.name(),
    }  # fmt: skip
    panel.show_work(None)
    assert panel._empty.isVisible() and cards(panel) == []


def test_the_cards_of_before_are_gone(panel: UpdatePanel, wait_until: Callable[..., None]) -> None:
    for _ in range(3):
        panel.show_work(work_of(BY_HAND, (0, 0)))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(panel.findChildren(FormulaView)) == 6
