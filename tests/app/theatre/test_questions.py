"""Asking why, in the whole window: by a click on a number, from number to number, back, and away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.frame.modes import mode_named
from app.parts.formula_view import FormulaView
from app.theatre.place_texts import place_text
from engine.backprop.explanation import Place
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN
from engine.settings.training import Chosen
from engine.training.rehearsal import Samples
from tests.app.canvas.conftest import Hand
from tests.app.theatre.on_stage import MOMENTS, Stage
from tests.engine.projects import SEQUENCE

HIDDEN, OUTPUT = "hidden", "output"
WEIGHT = Place("after", HIDDEN, "weight", (0, 0))
GRADIENT = Place("grad_parameter", HIDDEN, "weight", (0, 0))
VALUE = Place("output", HIDDEN, "output", (0, 0))


class Asking(Stage):
    """A stage at the end of its step, on which numbers are clicked."""

    def begin(self) -> Asking:
        self.enter()
        self.player.go_to(MOMENTS)
        self.settle()
        return self

    @property
    def card(self):  # type: ignore[no-untyped-def]
        return self.theatre.card

    @property
    def shown(self) -> Place | None:
        return self.card.explanation.place if self.card.explanation is not None else None

    def ask(self, *places: Place) -> Asking:
        """The first one, then each as a factor of the one before."""
        questions = self.theatre.questions
        for number, place in enumerate(places):
            (questions.follow if number else questions.ask)(place)
            self.settle()
        return self

    def cells(self) -> Iterator[tuple[str, Any, Any]]:
        """Every number that is written on a card: the node, its row, and the cell."""
        for node, item in self.scene.item_for_node.items():
            assert item.stage is not None
            for row in item.stage.rows:
                for cell in row.cells:
                    yield node, row, cell

    def chips(self) -> list[QPushButton]:
        return [
            one for one in self.card.findChildren(QPushButton) if one.property("chip") and one.isVisibleTo(self.card)
        ]

    def is_inside(self) -> bool:
        return bool(self.window.canvas.rect().contains(self.card.geometry()))


@pytest.fixture
def asking(stage: Stage) -> Asking:
    return Asking(stage.window, stage.wait_until)


# ------------------------------------------------------------------ by a click


def test_every_number_of_the_canvas_is_explained_by_a_click(asking: Asking) -> None:
    """What the card says is the number that was clicked; all weights before the update are just what they are."""
    asking.begin()
    hand = Hand(asking.window.canvas)
    seen: dict[str, int] = {}
    for node, row, cell in list(asking.cells()):
        asking.theatre.questions.close()
        item = asking.scene.item_for_node[node]
        place = item.mapToScene(cell.rect.center())
        hand.click(place)
        asking.settle()
        content = row.content
        if content.quantity == "parameter":
            assert asking.shown is None, "nothing made it"
            continue
        assert asking.shown == Place(content.quantity, content.address, content.name, (*content.axes, *cell.index))
        explanation = asking.card.explanation
        assert float(cell.text) == pytest.approx(explanation.value, rel=5e-3), asking.shown
        assert explanation.total == pytest.approx(explanation.value, abs=1e-5)
        title = asking.card._title.text()
        assert place_text(asking.shown, asking.theatre.title_of, True) in title and title.startswith("Why is ")
        assert asking.is_inside()
        seen[content.quantity] = seen.get(content.quantity, 0) + 1
    assert seen.keys() == {"output", "grad_output", "grad_parameter", "after"} and sum(seen.values()) > 20


def test_what_is_still_to_come_or_covered_is_not_explained(asking: Asking) -> None:
    asking.enter()
    asking.player.go_to(1)
    hand = Hand(asking.window.canvas)
    item = asking.scene.item_for_node[HIDDEN]
    cell = item.stage.rows[0].cells[0]  # type: ignore[union-attr]
    hand.click(item.mapToScene(cell.rect.center()))
    asking.settle()
    assert asking.shown is None and asking.theatre.questions.place is None
    asking.key(Qt.Key.Key_C, Qt.Key.Key_Right)
    hand.click(item.mapToScene(cell.rect.center()))
    asking.settle()
    assert asking.shown is None, "the click uncovers"
    hand.click(item.mapToScene(cell.rect.center()))
    asking.settle()
    assert asking.shown == VALUE


def test_the_card_tells_the_formula_the_numbers_and_where_they_came_from(asking: Asking) -> None:
    asking.begin().ask(GRADIENT)
    explanation = asking.card.explanation
    assert asking.card._title.text() == "Why is ∇ weight[0, 0] of h equal to -16?"
    assert asking.card._symbols.accessibleName() == explanation.formula
    assert "= " in asking.card._numbers.accessibleName() and "-16" in asking.card._numbers.accessibleName()
    texts = [chip.text() for chip in asking.chips()]
    assert texts == ["∇ output[0]", "input[0]"]
    for view in (asking.card._symbols, asking.card._numbers):
        assert view.sizeHint().width() > 0 and view.isVisible()


# ------------------------------------------------------------------ from number to number


def test_a_factor_is_followed_and_the_way_leads_back(asking: Asking) -> None:
    asking.begin().ask(GRADIENT)
    assert not asking.card.back.isVisible()
    way = [GRADIENT]
    for _ in range(4):
        asking.chips()[0].click()
        asking.settle()
        assert asking.shown is not None and asking.shown not in way
        way.append(asking.shown)
    assert [place.quantity for place in way[1:]] == ["grad_output"] * 4 and asking.card.back.isVisible()
    for place in reversed(way[:-1]):
        asking.card.back.click()
        asking.settle()
        assert asking.shown == place == asking.theatre.questions.place
    assert not asking.card.back.isVisible()
    asking.theatre.questions.go_back()
    asking.settle()
    assert asking.shown == GRADIENT


def test_every_chip_from_every_number_leads_somewhere(asking: Asking) -> None:
    """All that can be asked is asked, chip by chip: each answer has the value with which it was announced."""
    asking.begin()
    waiting, seen = [GRADIENT, WEIGHT, Place("output", "loss", "output")], set()
    while waiting:
        place = waiting.pop()
        asking.ask(place)
        if place.quantity == "parameter":
            assert asking.shown is None, place
            continue
        assert asking.shown is not None, place
        if place.quantity == "input":
            assert asking.shown.quantity == "output" == asking.theatre.questions.place.quantity, "of its source"
        else:
            assert asking.shown == place
        for term in asking.card.explanation.terms:
            for factor in term.factors:
                if factor.place is not None and factor.place not in seen:
                    seen.add(factor.place)
                    waiting.append(factor.place)
    assert len(seen) > 15


def test_what_nothing_made_leaves_the_card_where_it_was(asking: Asking) -> None:
    asking.begin().ask(VALUE)
    weight = next(chip for chip in asking.chips() if "weight" in chip.text())
    weight.click()
    asking.settle()
    assert asking.shown == VALUE == asking.theatre.questions.place and not asking.card.back.isVisible()
    asking.theatre.questions.follow(VALUE)
    asking.settle()
    assert not asking.card.back.isVisible(), "it leads to itself by no step"


def test_only_the_newest_question_is_answered(asking: Asking) -> None:
    asking.begin()
    told: list[Place | None] = []
    asking.theatre.questions.asked.connect(told.append)
    asking.theatre.questions.ask(GRADIENT)
    asking.theatre.questions.ask(Place("parameter", HIDDEN, "weight", (0, 0)))
    asking.theatre.questions.ask(VALUE)
    asking.settle()
    assert told == [VALUE] and asking.shown == VALUE


# ------------------------------------------------------------------ away


def test_escape_and_the_cross_close_it(asking: Asking) -> None:
    asking.begin().ask(GRADIENT, VALUE)
    told: list[Place | None] = []
    asking.theatre.questions.asked.connect(told.append)
    asking.key(Qt.Key.Key_Escape)
    assert asking.shown is None and asking.card.isHidden() and told == [None]
    assert asking.theatre.questions.place is None
    asking.ask(GRADIENT)
    asking.card._close.click()
    assert asking.shown is None and asking.card.isHidden()
    asking.ask(VALUE)
    assert not asking.card.back.isVisible(), "the way began anew"


def test_escape_closes_it_from_within_too(asking: Asking) -> None:
    asking.begin().ask(GRADIENT)
    asking.window.activateWindow()
    QTest.qWaitForWindowActive(asking.window)
    for widget in (asking.chips()[0], asking.card._copy):
        asking.ask(GRADIENT)
        widget = widget if widget is asking.card._copy else asking.chips()[0]
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Escape)
        assert asking.card.isHidden()


def test_who_closes_before_the_answer_comes_has_no_card(asking: Asking) -> None:
    asking.begin()
    asking.theatre.questions.ask(GRADIENT)
    asking.key(Qt.Key.Key_Escape)
    asking.settle()
    assert asking.shown is None and asking.card.isHidden()


@pytest.mark.parametrize("away", ["mode", "project", "deleted", "window"])
def test_it_closes_with_what_it_explains(asking: Asking, away: str) -> None:
    asking.begin().ask(GRADIENT, VALUE)
    window = asking.window
    match away:
        case "mode":
            window.set_mode(mode_named("design"))
        case "project":
            window.files.open_example("digits-mlp")
            assert asking.card.isHidden(), "at once"
        case "deleted":
            asking.apply(edits.remove(asking.project, MAIN, [HIDDEN]))
        case "window":
            window.hide()
            window.set_mode(mode_named("train"))
    asking.settle()
    assert asking.card.isHidden() and asking.shown is None and asking.theatre.questions.place is None


# ------------------------------------------------------------------ another step


def test_another_step_is_asked_again(asking: Asking) -> None:
    asking.begin().ask(VALUE, WEIGHT)
    assert asking.card.explanation.value == pytest.approx(2.016)
    settings = replace(asking.project.training, optimizer=Chosen("SGD", {"lr": 0.01}))
    asking.apply(edits.set_training(asking.project, settings))
    asking.settle()
    assert asking.shown == WEIGHT and asking.card.explanation.value == pytest.approx(2.16)
    assert asking.card.back.isVisible()
    asking.theatre.set_samples(Samples(typed={"x": [[3.0]], "target": [[28.0]]}))  # type: ignore[dict-item]
    asking.settle()


def test_a_number_that_is_gone_gives_way_to_the_one_before_as_it_is_now(asking: Asking) -> None:
    asking.begin().ask(VALUE, Place("after", OUTPUT, "weight", (0, 0)), Place("gradient", OUTPUT, "weight", (0, 0)))
    asking.apply(edits.set_frozen(asking.project, MAIN, OUTPUT, True))
    asking.settle()
    place = asking.shown
    assert place is not None and place == asking.theatre.questions.place
    asking.apply(edits.set_init(asking.project, MAIN, HIDDEN, "weight", [[4], [5]]))
    asking.settle()
    assert asking.shown == place
    asking.apply(edits.remove(asking.project, MAIN, [OUTPUT]))
    asking.settle()
    assert asking.shown is None


def test_a_batch_counts_its_samples(asking: Asking) -> None:
    asking.begin().ask(VALUE)
    assert asking.card._title.text() == "Why is value[0] of h equal to 4?"
    import numpy as np

    typed = {"x": np.array([[2.0], [3.0]], np.float32), "target": np.ones((2, 1), np.float32)}
    asking.theatre.set_samples(Samples(typed=typed))
    asking.settle()
    assert asking.card._title.text() == "Why is value[0, 0] of h equal to 4?"


# ------------------------------------------------------------------ finite differences


def test_a_gradient_is_compared_with_a_finite_difference(asking: Asking) -> None:
    asking.begin().ask(GRADIENT)
    assert asking.card._check.isVisible()
    asking.card._check.click()
    assert asking.card._verdict.text() == "comparing…"
    asking.settle()
    assert "-16" in asking.card._verdict.text() and asking.is_inside()
    asking.ask(VALUE)
    assert not asking.card._check.isVisible() and asking.card._verdict.text() == ""
    asking.ask(WEIGHT)
    assert not asking.card._check.isVisible()


def test_a_comparison_that_cannot_be_made_says_so(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.backprop import gradcheck

    asking.begin().ask(GRADIENT)
    for error, words in (
        (LookupError(), "There is no gradient to compare."),
        (ProblemError(Problem("no_loss")), "expected a loss"),
    ):
        monkeypatch.setattr(gradcheck, "check_place", _raising(error))
        asking.card._check.click()
        asking.settle()
        assert asking.card._verdict.text().startswith(words)
    asking.card._check.click()
    asking.theatre.questions.ask(VALUE)
    asking.settle()
    assert asking.card._verdict.text() == "", "it was asked of another number"


def test_a_question_that_fails_says_so(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.backprop.explain import explaining

    told: list[str] = []
    asking.theatre.questions.failed.connect(lambda problems: told.extend(one.code for one in problems))
    monkeypatch.setattr(explaining, "explain", _raising(RuntimeError("out of luck")))
    asking.begin().ask(GRADIENT)
    assert asking.shown is None and told == ["step_raised"]
    assert asking.window.messages.isVisibleTo(asking.window) and "out of luck" in asking.window.messages._text.text()


# ------------------------------------------------------------------ larger networks


def test_numbers_of_a_large_network_fit_on_the_card(asking: Asking) -> None:
    asking.window.document.new(SEQUENCE)
    asking.window.checker.check()
    asking.theatre.set_samples(Samples(count=2))
    asking.enter()
    asking.settle()
    places = (Place("output", "lstm", "output", (0, 3, 1)), Place("output", "attention", "output", (0, 1, 2)),
              Place("gradient", "lstm", "weight_ih_l0", (3, 0)), Place("output", "loss", "output", ()),
              Place("grad_output", "lstm", "output", (1, 2, 0)))  # fmt: skip
    for mode, asked in (("present", places), ("backprop", places[1:2])):
        asking.window.set_mode(mode_named(mode))
        for place in asked:
            asking.ask(place)
            assert asking.shown == place, place
            canvas = asking.window.canvas.rect()
            assert asking.card.y() >= 0 and asking.card.x() >= 0
            assert asking.card.height() <= canvas.height(), (mode, place, asking.card.height(), canvas.height())
            for view in asking.card.findChildren(FormulaView):
                assert view.isHidden() or not view.accessibleName() or view.sizeHint().width() > 0
            asking.card.grab()


def _raising(error: BaseException) -> Any:
    def function(*_: object) -> Any:
        raise error

    return function
