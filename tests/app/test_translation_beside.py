"""Law 12 beside the stage: the docks of time travel, diagnosis, update and comparison, and the card that says why."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from app.panels.help import library_help
from app.panels.update import UpdatePanel
from app.parts.metrics import TITLES, metric_title
from app.theme import LIGHT
from app.translation import CLOSING, OPENING
from engine.backprop.explanation import Place
from engine.backprop.optimizer_texts import STAGE_TEXTS
from engine.own_code.codes import read_codes
from engine.project import edits
from engine.project.library import shipped
from engine.project.project import MAIN
from tests.app.conftest import Answers
from tests.app.panels.test_update import BY_HAND, cards, words, work_of
from tests.app.session.travelling import STEPS, every_state  # noqa: F401
from tests.app.test_translation import is_foreign, names_of, pseudo, staged, texts_of  # noqa: F401
from tests.app.theatre.on_stage import MOMENTS, Stage
from tests.engine.projects import BLOCKS
from tests.engine.sick import VANISHING

Wait = Callable[..., None]
ASKED = (
    Place("output", "loss", "output"),
    Place("output", "x", "output", (0, 0)),
    Place("grad_output", "hidden", "output", (0, 0)),
    Place("gradient", "hidden", "weight", (0, 0)),
    Place("after", "hidden", "weight", (1, 0)),
    Place("grad_output", "relu1", "output", (0, 1)),
)
TAG = re.compile(r"<[^>]*>")
INDEX = re.compile(r"\[[\d, ]+\]")  # of a number in a tensor


@pytest.fixture
def window_on_stage(pseudo: None, window: MainWindow, answers: Answers, wait_until: Wait) -> Stage:  # noqa: F811
    return staged(window, answers, wait_until, "backprop")


def found_in(window: MainWindow) -> list[str]:
    """What escaped; formulas need no language, and colours are not read."""
    names = names_of(window) | {"weight", "bias"}
    texts = (
        (place, INDEX.sub("", TAG.sub("", text))) for place, text in texts_of(window) if "FormulaView" not in place
    )
    return [f"{place}: {text!r}" for place, text in texts if not is_foreign(text, names)]


def cells_of(model: QAbstractItemModel) -> list[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    texts = [
        model.headerData(column, Qt.Orientation.Horizontal, role)
        for column in range(model.columnCount())
        for role in roles
    ]
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            texts += [model.index(row, column).data(role) for role in roles]
    return [str(text) for text in texts if text]


def test_the_card_that_says_why(window_on_stage: Stage) -> None:
    stage, window = window_on_stage, window_on_stage.window
    stage.player.go_to(MOMENTS)
    for place in ASKED:
        stage.theatre.questions.ask(place)
        stage.settle()
        card = stage.theatre.card
        assert card.explanation is not None and card._title.text().startswith(OPENING)
        if card._check.isVisible():
            card._check.click()
            assert not (found := found_in(window)), "\n".join(found)
            stage.settle()
            assert card._verdict.text()
        assert not (found := found_in(window)), "\n".join(found)
    card.show_no_check("")
    assert not found_in(window)


def test_a_diagnosis_with_its_remedies_and_a_comparison(window_on_stage: Stage) -> None:
    stage, window = window_on_stage, window_on_stage.window
    window.document.new(VANISHING)
    window.checker.check()
    stage.wait_until(lambda: window.panels.diagnosis._cards.count() > 0, timeout=60)
    window.canvas.select(["act8"])
    QApplication.processEvents()
    assert not (found := found_in(window)), "\n".join(found)
    names = names_of(window)
    own = cells_of(window.panels.diagnosis.table.model())
    assert own and not [text for text in own if not is_foreign(text.replace("·", "\n"), names)]
    window.panels.diagnosis._check.click()
    assert not found_in(window)
    stage.settle()
    problem = window.display._marks[0]
    window.stage_display.compare("act8", problem.remedies[0])
    stage.wait_until(lambda: not window.comparison.is_running and window.comparison.results, timeout=60)
    assert not (found := found_in(window)), "\n".join(found)
    assert window.panels.comparison._scores.text().count(OPENING) >= 6


def test_the_dock_of_time_travel(pseudo: None, every_state: None, window: MainWindow, wait_until: Wait) -> None:  # noqa: F811
    from tests.app.session.travelling import POINTS

    window.show()
    window.history_display.set_ready()
    window.document.new(POINTS)
    window.checker.check()
    panel = window.panels.history
    panel._memory.setValue(0)
    assert panel._memory.text().startswith(OPENING) and not (found := found_in(window)), "\n".join(found)
    panel._memory.setValue(256)
    window.trainer.train()
    wait_until(lambda: window.trainer.state.value == "idle" and window.trainer.history.step == STEPS, timeout=60)
    assert panel.slider.maximum() == STEPS + 1 and not (found := found_in(window)), "\n".join(found)
    panel.slider.setValue(4)
    panel._lr.setText("nonsense")
    panel._branch.click()
    panel._lr.setText("0.5")
    assert panel._lr_problem.isVisibleTo(panel) and not (found := found_in(window)), "\n".join(found)
    panel._branch.click()
    wait_until(lambda: window.trainer.state.value == "idle" and len(panel._runs.text().splitlines()) >= 2, timeout=60)
    assert not (found := found_in(window)), "\n".join(found)
    window.document.apply(edits.set_param(window.document.project, MAIN, "fc1", "out_features", 5))
    panel.slider.setValue(4)
    panel._go_on.click()
    assert not window.messages.isHidden() and not (found := found_in(window)), "\n".join(found)
    wait_until(lambda: not panel._rest.isActive())


def test_the_update_of_a_weight(window_on_stage: Stage) -> None:
    stage, window = window_on_stage, window_on_stage.window
    window.docks.open("update")
    window.canvas.select(["hidden"])
    stage.settle()
    assert window.panels.update._work is not None and not (found := found_in(window)), "\n".join(found)
    stage.theatre.questions.ask(Place("after", "hidden", "weight", (0, 0)))
    stage.settle()
    assert not (found := found_in(window)), "\n".join(found)
    window.document.apply(edits.set_frozen(window.document.project, MAIN, "hidden", True))
    stage.settle()
    assert not (found := found_in(window)), "\n".join(found)


def test_every_stage_of_an_update_and_every_metric(pseudo: None, qapp: QApplication) -> None:  # noqa: F811
    panel = UpdatePanel(LIGHT)
    work = work_of(BY_HAND, (0, 0))
    panel.show_work(work)
    assert len(cards(panel)) == len(work.stages)
    for line, stage in zip(words(panel), work.stages, strict=True):
        assert line.partition(". ")[2] == f"{OPENING}{STAGE_TEXTS[stage.code]}{CLOSING}"
    panel.deleteLater()
    assert all(metric_title(name) == f"{OPENING}{TITLES[name]}{CLOSING}" for name in TITLES)


def test_what_is_refused_is_said_in_the_language_of_the_window(pseudo: None, window: MainWindow) -> None:  # noqa: F811
    window.trainer.refused.emit()
    assert window.status.currentMessage().startswith(OPENING)


def test_the_help_about_blocks_and_own_code(pseudo: None, window: MainWindow) -> None:  # noqa: F811
    window.document.new(BLOCKS)
    window.checker.check()
    panel, block = window.panels.help, shipped()["SqueezeExcitation"]
    names = names_of(window) | {"Residual", "channels", "x", "y", block.name, *block.blocks[block.name].parameters}
    window.canvas.select(["body"])
    window.help_display.show()
    for about in (None, library_help(block)):
        if about is not None:
            panel.show_block(about)
        texts = [(place, text) for place, text in texts_of(panel) if not is_foreign(text, names)]
        assert panel.kind in ("Residual", block.name) and not texts, texts
    panel.show_kind(read_codes({"Wave": "x * 2"}).kinds["Wave"])
    texts = [text for _, text in texts_of(panel) if not is_foreign(text, names | {"Wave", "output"})]
    assert panel.kind == "Wave" and not texts
