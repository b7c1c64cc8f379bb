"""The card that says where a number came from: the question, the formula, the numbers, and whence each of them came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.parts.check_texts import checked_text
from app.parts.formula_view import FormulaView
from app.parts.labels import divider, soft
from app.parts.layouts import empty
from app.pictures.as_text import format_value
from app.theatre.note_texts import is_typeset, note_text
from app.theatre.place_texts import place_text
from app.theatre.why_rows import DIGITS, Rows, role_colour
from app.theme import Theme, icon
from app.theme.fonts import CARD, DOCK, STAGE, ui_font
from engine.backprop.explain.latex import latex, letters, numbers
from engine.backprop.explanation import Explanation, Factor

if TYPE_CHECKING:
    from engine.backprop.checked import Checked

WIDTH, FORMULA, MARGIN = 560, 19.0, 16
LEAST = 48  # of the height of the middle, where the canvas is small
LETTER = 0.52  # the width of a letter in a formula, in parts of its size
SMALLEST = 0.8  # to which part of its size a formula is made smaller before terms are left out
UNCHECKED = ("after", "clipped", "grad_inside")  # no gradients of which a finite difference can be taken


class WhyCard(QFrame):
    """Lies over the canvas. `place_wanted` carries a number that a person asks about next."""

    place_wanted = Signal(object)
    check_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, title_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why-card")
        self._theme, self._title_of = theme, title_of
        self._scale = 1.0
        self._explanation: Explanation | None = None
        self._is_single, self._has_before = True, False
        self._grip: QPoint | None = None
        self._was_moved = False
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)  # a person may have called a layer `<b>`
        self._back = self._tool("undo", self.tr("The number before"))
        self._copy = QPushButton(self.tr("Copy LaTeX"))
        self._copy.setProperty("flat", True)
        self._copy.setToolTip(self.tr("Copy the formula and its numbers as LaTeX"))
        self._copy.clicked.connect(self._copy_latex)
        self._close = self._tool("close", self.tr("Close (Escape)"))
        self._close.clicked.connect(self.dismiss)
        self._symbols, self._numbers = FormulaView(), FormulaView()
        self._terms = QGridLayout()
        self._terms.setHorizontalSpacing(12)
        self._terms.setVerticalSpacing(3)
        self._notes = soft(wrap=True)
        self._formulas = QVBoxLayout()
        self._formulas.setSpacing(2)
        self._body, self._scroll = QWidget(), QScrollArea()
        self._check = QPushButton(self.tr("Check by finite difference"))
        self._check.setProperty("link", True)
        self._check.clicked.connect(self._ask_check)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._lay_out()
        self.set_theme(theme)
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._title, 1)
        for widget in (self._back, self._copy, self._close):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.addWidget(self._check)
        bottom.addWidget(self._verdict, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._symbols)
        layout.addWidget(self._numbers)
        layout.addWidget(divider())
        layout.addWidget(self._scroll)
        layout.addLayout(bottom)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(self._terms)
        body.addLayout(self._formulas)
        body.addWidget(self._notes)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows are those of the stage
        self._scroll.setWidget(self._body)
        for inner in (self._body, self._scroll.viewport()):
            inner.setAutoFillBackground(False)

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("flat", True)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    # ------------------------------------------------------------------ what it shows

    @property
    def explanation(self) -> Explanation | None:
        return self._explanation

    @property
    def back(self) -> QToolButton:
        """The button that goes back to the number before."""
        return self._back

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in (self._back, self._close):
            button.setIcon(icon(button.objectName(), theme))
        if self._explanation is not None:
            self.show_explanation(self._explanation, self._is_single, self._has_before)

    def set_scale(self, scale: float) -> None:
        """Letters for a desk at 1, larger ones for a hall."""
        self._scale = scale
        if self._explanation is not None:
            self.show_explanation(self._explanation, self._is_single, self._has_before)

    def show_explanation(self, explanation: Explanation, is_single: bool, has_before: bool = False) -> None:
        """Shows why a number is what it is. `is_single` leaves the batch of one sample uncounted."""
        self._explanation, self._is_single, self._has_before = explanation, is_single, has_before
        is_gradient = explanation.place.quantity not in ("output", "input", "parameter", "inside")
        colour = self._theme.backward if is_gradient else self._theme.forward
        self.setStyleSheet(
            f"#why-card {{ background: {self._theme.card.name()}; border: 2px solid {colour.name()};"
            f" border-radius: 10px; }} #why-card QLabel {{ font-size: {self._letters}px; }}"
        )
        self._title.setFont(ui_font(CARD, QFont.Weight.DemiBold, scale=self._scale))
        for button in (self._copy, self._check):
            button.setStyleSheet(f"font-size: {self._letters}px;")
        text = self.tr("Why is {number} equal to {value}?")
        self._title.setText(
            text.format(
                number=place_text(explanation.place, self._title_of, is_single),
                value=format_value(explanation.value, DIGITS),
            )
        )
        self._back.setVisible(has_before)
        ink = self._theme.text.name()
        self._symbols.show_formula(explanation.formula, ink, FORMULA * self._scale)
        rows = Rows(
            self._theme, self._letters, explanation.place.address, self._title_of, is_single, self.place_wanted.emit
        )
        self._show_terms(explanation, rows)
        self._show_notes(explanation, rows)
        self._numbers.show_formula(self._written_out(explanation), ink, FORMULA * self._scale)
        self._say("")
        self._check.setVisible(is_gradient and explanation.place.quantity not in UNCHECKED)
        self.show()
        self._fit()
        self.raise_()

    def show_checking(self) -> None:
        """The finite difference is being computed."""
        self._verdict.setStyleSheet("")
        self._say(self.tr("comparing…"))

    def show_check(self, found: Checked) -> None:
        """What the finite difference says."""
        colours = {"right": self._theme.good, "wrong": self._theme.error}
        colour = colours.get(found.verdict, self._theme.soft_text)
        self._verdict.setStyleSheet(f"color: {colour.name()};")
        self._say(checked_text(found))
        self._fit()

    def show_no_check(self, reason: str) -> None:
        """There is nothing to compare; why, where that is known."""
        self._verdict.setStyleSheet(f"color: {self._theme.error.name()};")
        self._say(reason or self.tr("There is no gradient to compare."))
        self._fit()

    def _say(self, verdict: str) -> None:
        self._verdict.setText(verdict)
        self._verdict.setVisible(bool(verdict))  # an empty line takes room too

    def dismiss(self) -> None:
        """Closes the card."""
        if self._explanation is not None:
            self.hide()
            self._explanation = None
            self.closed.emit()

    def take_over(self, former: WhyCard) -> None:
        """Stands where a person had moved another one, whose window was made anew."""
        self._was_moved = former._was_moved
        self.move(former.pos())

    def settle(self) -> None:
        """Stays inside the canvas when that changes its size."""
        parent = self.parentWidget()
        if parent is not None:
            x = max(0, min(self.x(), parent.width() - self.width()))
            self.move(x, max(0, min(self.y(), parent.height() - self.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas has changed its size."""
        if event.type() == QEvent.Type.Resize and self._explanation is not None:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As wide as its letters want and as high as it must be, if the canvas is: else its middle scrolls.

        It stands below in the middle, unless a person has moved it.
        """
        parent, width = self.parentWidget(), round(WIDTH * min(1.5, self._scale))
        room = parent.size() - QSize(MARGIN, MARGIN) if parent is not None else QSize(width, 10 * width)
        body = self._body
        around = 2 * MARGIN + self.width() - self.contentsRect().width()  # with the line about the card
        self.setFixedWidth(min(max(width, body.minimumSizeHint().width() + around), room.width()))
        inside = self.width() - around
        wanted = body.heightForWidth(inside) if body.hasHeightForWidth() else body.sizeHint().height()
        self._scroll.setFixedHeight(wanted)
        self.adjustSize()
        too_much = self.height() - room.height()
        if too_much > 0:
            self._scroll.setFixedHeight(max(LEAST, wanted - too_much))
            self.adjustSize()
        if self._was_moved:
            self.settle()
        else:
            self._settle()

    def _written_out(self, explanation: Explanation) -> str:
        """The equation in numbers, with as many terms as have room beside each other."""
        room = max(round(WIDTH * min(1.5, self._scale)), self._body.minimumSizeHint().width())
        fitting = room / (SMALLEST * FORMULA * self._scale * LETTER)
        count = len(explanation.terms)
        while count > 1 and letters(numbers(explanation, most=count)) > fitting:
            count -= 1
        return numbers(explanation, colour=self._coloured, most=count)

    def _settle(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, max(8, parent.height() - self.height() - 16))

    @property
    def _letters(self) -> int:
        return STAGE if self._scale > 1 else DOCK

    def _show_terms(self, explanation: Explanation, rows: Rows) -> None:
        empty(self._terms)
        is_alone = len(explanation.terms) == 1 and not explanation.rest_count
        for number, term in enumerate(explanation.terms):
            if is_alone and all(factor.place is None for factor in term.factors):
                continue  # the formula says it
            self._terms.addWidget(rows.product(term), number, 0)
            self._terms.addWidget(rows.links(term), number, 1)
        if explanation.rest_count:
            text = self.tr("and {count} more, together {value}")
            more = soft(text.format(count=f"{explanation.rest_count:,}", value=format_value(explanation.rest, DIGITS)))
            self._terms.addWidget(more, len(explanation.terms), 0, 1, 2)
        self._terms.setColumnStretch(1, 1)
        _show_all(self._terms)

    def _show_notes(self, explanation: Explanation, rows: Rows) -> None:
        empty(self._formulas)
        for note in filter(is_typeset, explanation.notes):
            self._formulas.addWidget(rows.note(note))
        _show_all(self._formulas)
        lines = [note_text(note) for note in explanation.notes if not is_typeset(note)]
        if explanation.derived == "autograd":
            lines.append(self.tr("The local derivatives are rows of the Jacobian that autograd computed."))
        self._notes.setText("\n".join(lines))
        self._notes.setVisible(bool(lines))

    def _coloured(self, factor: Factor) -> str:
        """The colour of a factor in the formula; none for the colour of the rest."""
        return role_colour(self._theme, factor.role) if factor.role in ("value", "gradient") else ""

    def _copy_latex(self) -> None:
        if self._explanation is not None:
            QGuiApplication.clipboard().setText(latex(self._explanation))

    def _ask_check(self) -> None:
        if self._explanation is not None:
            self.check_wanted.emit(self._explanation.place)

    # ------------------------------------------------------------------ the mouse: it is moved by any free part of it

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._was_moved = True
            self.move(self.mapToParent(event.position().toPoint() - self._grip))
            self.settle()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None


def _show_all(layout: QLayout) -> None:
    """Shows what was added just now: later, when Qt would do it, the size of the card is decided."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()
