"""The card of an explanation: what it says, how large, where it stands, and what is taken along from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.parts.formula_view import FormulaView
from app.theatre.why_card import MARGIN, WIDTH, WhyCard
from app.theme import DARK, LIGHT
from engine.backprop.explain.latex import latex
from engine.backprop.explanation import Explanation, Factor, Note, Place, Term

GRADIENT = Place("grad_parameter", "hidden", "weight", (0, 1))
ARRIVES, COMES = Place("grad_output", "hidden", "output", (0, 0)), Place("input", "hidden", "input", (0, 1))
OF_A_GRADIENT = Explanation(
    GRADIENT, -16.0, r"\frac{\partial L}{\partial w} = \delta \cdot x",
    (Term(-16.0, (Factor(r"\delta", -8.0, "gradient", ARRIVES), Factor("x", 2.0, "value", COMES))),),
)  # fmt: skip
OF_MANY = Explanation(
    Place("output", "hidden", "output", (0, 0)), 1.5, r"y = \sum x w + b",
    tuple(Term(value, (Factor("x", 0.5, "value", COMES), Factor("w", -value, "parameter", ARRIVES)))
          for value in (3.0, -2.0, 1.0)),
    rest=-0.5, rest_count=1234, derived="autograd",
    notes=(Note("handed_on"), Note("statistics", {"mean": 0.123456, "variance": 2.0, "count": 8}),
           Note("inside", {"symbol": "s", "formula": r"\frac{1}{2}", "value": 0.5})),
)  # fmt: skip
ALONE = Explanation(Place("output", "x", "output", (0, 0)), 2.0, "x = 2", (Term(2.0, (Factor("x", 2.0, "value"),)),))


@pytest.fixture
def canvas(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(1200, 800)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def card(canvas: QWidget) -> WhyCard:
    return WhyCard(LIGHT, lambda node: {"hidden": "h"}.get(node, node), canvas)


def labels(card: WhyCard) -> list[str]:
    return [one.text() for one in card.findChildren(QLabel) if one.isVisibleTo(card) and one.text()]


def chips(card: WhyCard) -> list[QPushButton]:
    return [one for one in card.findChildren(QPushButton) if one.property("chip") and one.isVisibleTo(card)]


def is_below_in_the_middle(card: WhyCard) -> bool:
    parent = card.parentWidget()
    middle = card.geometry().center().x()
    return abs(middle - parent.width() // 2) <= 1 and card.geometry().bottom() < parent.height() - 10


# ------------------------------------------------------------------ what it says


def test_it_is_not_there_before_it_has_something_to_say(card: WhyCard) -> None:
    assert card.isHidden() and card.explanation is None
    closed: list[bool] = []
    card.closed.connect(lambda: closed.append(True))
    card.dismiss()
    card.set_theme(DARK)
    card.set_scale(1.5)
    assert card.isHidden() and closed == []


def test_a_product_with_its_factors(card: WhyCard) -> None:
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    assert card.explanation is OF_A_GRADIENT and card.isVisible()
    assert labels(card)[0] == "Why is ∇ weight[0, 1] of h equal to -16?"
    assert card._symbols.accessibleName() == OF_A_GRADIENT.formula
    coloured = rf"-16 = \textcolor{{{LIGHT.backward.name()}}}{{-8}} \cdot \textcolor{{{LIGHT.forward.name()}}}{{2}}"
    assert card._numbers.accessibleName() == coloured
    (product,) = [one for one in card.findChildren(QLabel) if "<span" in one.text()]
    assert f'color:{LIGHT.backward.name()}">-8<' in product.text() and "<b>-16</b>" in product.text()
    assert [chip.text() for chip in chips(card)] == ["∇ output[0]", "input[1]"]
    asked: list[Place] = []
    card.place_wanted.connect(asked.append)
    for chip in chips(card):
        chip.click()
    assert asked == [ARRIVES, COMES]
    assert card._check.isVisible() and not card.back.isVisible() and not card._notes.isVisible()


def test_a_number_of_another_node_is_called_with_it_and_notes_lead_on(card: WhyCard) -> None:
    elsewhere, inner = Place("output", "x<b>", "output", (0, 2)), Place("inside", "hidden", "c_l0", (0, 3, 1))
    term = Term(2.0, (Factor("x", 2.0, "value", elsewhere),))
    note = Note("number", {"symbol": "c", "value": 0.25, "place": inner})
    card.show_explanation(Explanation(inner, 4.0, "y = x", (term, term), notes=(note,)), is_single=True)
    assert [chip.text() for chip in chips(card)] == ["value[2] of x<b>"] * 2 + ["cell[3, 1]"]
    assert not card._check.isVisible()
    asked: list[Place] = []
    card.place_wanted.connect(asked.append)
    chips(card)[2].click()
    assert asked == [inner]


def test_the_equation_in_numbers_has_as_many_terms_as_fit(card: WhyCard) -> None:
    factors = tuple(Factor("x", 0.123456, "value") for _ in range(4))
    many = Explanation(COMES, 6.0, "y = x", tuple(Term(1.0, factors) for _ in range(6)), rest=0.5, rest_count=3)
    card.show_explanation(many, is_single=True)
    text = card._numbers.accessibleName()
    written = text.count("0.1235") // 4
    assert 0 < written < 6
    assert rf"({9 - written}\text{{ more: }} {6.5 - written:g})" in text
    view = card._numbers
    assert view.sizeHint().width() * 0.75 < view.width(), "its letters are nearly as large as they are made"


def test_a_batch_of_several_is_counted(card: WhyCard) -> None:
    card.show_explanation(OF_A_GRADIENT, is_single=False)
    assert [chip.text() for chip in chips(card)] == ["∇ output[0, 0]", "input[0, 1]"]


def test_many_terms_their_rest_and_the_notes(card: WhyCard) -> None:
    card.show_explanation(OF_MANY, is_single=True, has_before=True)
    assert len(chips(card)) == 6 and card.back.isVisible() and not card._check.isVisible()
    texts = labels(card)
    assert "and 1,234 more, together -0.5000" in texts
    products = [one for one in texts if "<span" in one]
    assert len(products) == 3 and ">(-3)<" in products[0], "a negative factor that is not the first has brackets"
    assert card._notes.text().splitlines() == [
        "The layer hands on what enters, and the gradient comes back as it is.",
        "The mean is 0.1235 and the variance 2, of 8 numbers.",
        "The local derivatives are rows of the Jacobian that autograd computed.",
    ]
    typeset = [one.accessibleName() for one in card.findChildren(FormulaView) if not one.isHidden()]
    assert r"s \text{ = } \frac{1}{2} \text{ = } 0.5" in typeset


def test_what_the_formula_says_already_is_not_said_twice(card: WhyCard) -> None:
    card.show_explanation(ALONE, is_single=True)
    assert chips(card) == [] and not [one for one in labels(card) if "<span" in one]


def test_one_explanation_leaves_nothing_of_the_one_before(card: WhyCard) -> None:
    for explanation in (OF_MANY, ALONE, OF_A_GRADIENT):
        card.show_explanation(explanation, is_single=True)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(chips(card)) == 2 and len(card.findChildren(FormulaView)) == 2
    tall = card.height()
    card.show_explanation(OF_MANY, is_single=True)
    assert card.height() > tall + 60, "it has grown with its rows"
    QApplication.processEvents()
    assert card.height() >= card.layout().totalHeightForWidth(card.width())
    assert all(card.rect().contains(chip.mapTo(card, chip.rect().bottomRight())) for chip in chips(card))
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    assert card.height() == tall


def test_strange_titles_are_shown_as_they_are(canvas: QWidget) -> None:
    card = WhyCard(LIGHT, lambda node: "a < b & c", canvas)
    card.show_explanation(replace(OF_A_GRADIENT, place=replace(GRADIENT, address="another")), is_single=True)
    assert "a < b & c" in card._title.text()
    assert card._title.textFormat() == Qt.TextFormat.PlainText
    assert all("a < b && c" in chip.text() for chip in chips(card)), "an ampersand is no mnemonic"


def test_numbers_that_are_none_are_shown(card: WhyCard) -> None:
    for value in (float("nan"), float("inf"), -0.0, 1e-30):
        card.show_explanation(Explanation(GRADIENT, value, "y = x", (Term(value),)), is_single=True)
        assert card._numbers.sizeHint().width() > 0


# ------------------------------------------------------------------ what is taken along


def test_the_latex_of_formula_and_numbers_is_copied(card: WhyCard) -> None:
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    card._copy.click()
    text = QApplication.clipboard().text()
    assert text == latex(OF_A_GRADIENT) and r"-16 &= -8 \cdot 2" in text and "color" not in text


# ------------------------------------------------------------------ theme and hall


def test_another_theme_and_another_scale_leave_it_as_it_is(card: WhyCard) -> None:
    card.show_explanation(OF_MANY, is_single=False, has_before=True)
    before = [one.text() for one in chips(card)]
    card.set_theme(DARK)
    assert DARK.card.name() in card.styleSheet() and DARK.forward.name() in card.styleSheet()
    assert card.back.isVisible() and [one.text() for one in chips(card)] == before
    assert DARK.forward.name() in card._numbers.accessibleName()
    size, width, formula = card._title.font().pixelSize(), card.width(), card._symbols.sizeHint()
    card.set_scale(1.5)
    assert card.back.isVisible() and [one.text() for one in chips(card)] == before
    assert card._title.font().pixelSize() > size and card.width() == round(1.5 * width)
    assert card._symbols.sizeHint().width() == pytest.approx(1.5 * formula.width(), abs=2)
    card.set_scale(1.0)
    assert card.width() == width == WIDTH
    card.grab()


# ------------------------------------------------------------------ where it stands


def test_it_stands_below_in_the_middle_and_stays_inside(card: WhyCard, canvas: QWidget) -> None:
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    assert is_below_in_the_middle(card)
    for size in ((900, 700), (640, 500), (1500, 1000)):
        canvas.resize(*size)
        QApplication.processEvents()
        assert is_below_in_the_middle(card) and canvas.rect().contains(card.geometry())
    card.show_explanation(OF_MANY, is_single=True)
    canvas.resize(400, 300)
    QApplication.processEvents()
    assert card.width() == 400 - MARGIN and canvas.rect().contains(card.geometry())
    assert card._scroll.verticalScrollBar().maximum() > 0, "what has no room can be scrolled to"
    canvas.resize(1200, 800)
    QApplication.processEvents()
    assert card.width() == WIDTH and is_below_in_the_middle(card)
    assert card._scroll.verticalScrollBar().maximum() == 0


def drag(card: WhyCard, by: QPoint) -> None:
    start = QPointF(card.width() / 2, 5)
    kinds = QMouseEvent.Type
    left, none, key = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for kind, at, button, held in (
        (kinds.MouseButtonPress, start, left, left),
        (kinds.MouseMove, start + QPointF(by), none, left),
    ):
        QApplication.sendEvent(card, QMouseEvent(kind, at, QPointF(card.mapToGlobal(at.toPoint())), button, held, key))
    end = QPointF(card.mapToGlobal(start.toPoint()))
    QApplication.sendEvent(card, QMouseEvent(kinds.MouseButtonRelease, start, end, left, none, key))


def test_it_is_moved_by_the_mouse_but_not_out_of_sight(card: WhyCard, canvas: QWidget) -> None:
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    before = card.pos()
    drag(card, QPoint(-100, -60))
    assert card.pos() == before + QPoint(-100, -60)
    card.show_explanation(OF_MANY, is_single=True)
    assert card.pos() == before + QPoint(-100, -60) or card.geometry().bottom() == canvas.rect().bottom()
    assert canvas.rect().contains(card.geometry()), "a taller one has to make room"
    drag(card, QPoint(5000, 5000))
    assert canvas.rect().contains(card.geometry()) and card.geometry().right() == canvas.rect().right()
    canvas.resize(700, 600)
    QApplication.processEvents()
    assert canvas.rect().contains(card.geometry())
    card.dismiss()
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    assert canvas.rect().contains(card.geometry())


def test_it_is_closed_in_a_window_that_is_not_seen_as_well(card: WhyCard, canvas: QWidget) -> None:
    closed: list[bool] = []
    card.closed.connect(lambda: closed.append(True))
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    canvas.hide()
    card.dismiss()
    card.dismiss()
    canvas.show()
    assert closed == [True] and card.isHidden() and card.explanation is None


def test_keys_that_it_has_no_use_for_go_on_to_the_canvas(card: WhyCard, canvas: QWidget) -> None:
    keys: list[int] = []
    canvas.keyPressEvent = lambda event: keys.append(event.key())  # type: ignore[method-assign]
    card.show_explanation(OF_A_GRADIENT, is_single=True)
    QTest.keyClick(chips(card)[0], Qt.Key.Key_Escape)
    assert keys == [Qt.Key.Key_Escape]


def test_the_wait_for_a_comparison_and_what_it_says(card: WhyCard, wait_until: Callable[..., None]) -> None:
    from engine.backprop.checked import Checked

    card.show_explanation(OF_A_GRADIENT, is_single=True)
    asked: list[Place] = []
    card.check_wanted.connect(asked.append)
    card._check.click()
    assert asked == [GRADIENT]
    card.show_checking()
    assert card._verdict.text() == "comparing…"
    card.show_no_check("")
    assert (
        card._verdict.text() == "There is no gradient to compare." and LIGHT.error.name() in card._verdict.styleSheet()
    )
    card.show_check(Checked("hidden", "weight", "parameter", of=4))
    assert card._verdict.text() not in ("", "comparing…")
    card.show_explanation(OF_MANY, is_single=True)
    assert card._verdict.text() == ""
