"""What stands in the middle of a card that says why: each term in numbers, and its factors by name, to ask further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.parts.formula_view import FormulaView
from app.pictures.as_text import format_value
from app.theatre.note_texts import note_latex
from app.theatre.place_texts import place_text, quantity_text
from app.theme import Theme
from engine.backprop.explanation import Factor, Note, Place, Role, Term

DIGITS = 4
translate = QCoreApplication.translate


def role_colour(theme: Theme, role: Role) -> str:
    """The colour of a number by what it is."""
    return {
        "value": theme.forward, "gradient": theme.backward, "derivative": theme.text, "parameter": theme.text,
        "constant": theme.soft_text,
    }[role].name()  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Makes the widgets of one explanation: with letters of so many pixels, of a node at `here`.

    `ask` is told the place of a number that is pressed.
    """

    theme: Theme
    letters: int
    here: str
    title_of: Callable[[str], str]
    is_single: bool
    ask: Callable[[Place], object]

    def product(self, term: Term) -> QLabel:
        """The factors in their colours, and what they make."""
        parts = []
        for place, factor in enumerate(term.factors):
            number, colour = escape(_signed(factor.value, place > 0)), role_colour(self.theme, factor.role)
            parts.append(f'<span style="color:{colour}">{number}</span>')
        text, value = " · ".join(parts), escape(format_value(term.value, DIGITS))
        if len(parts) > 1:
            text += f" = <b>{value}</b>"
        label = QLabel(text or value)
        label.setTextFormat(Qt.TextFormat.RichText)
        return label

    def links(self, term: Term) -> QWidget:
        """The factors that stand somewhere, by name."""
        return _in_a_row([self._link(factor) for factor in term.factors if factor.place is not None])

    def note(self, note: Note) -> QWidget:
        """A note with something to typeset, and the way to where its number came from, if there is one."""
        view = FormulaView()
        view.show_formula(note_latex(note), self.theme.soft_text.name(), self.letters)
        place = note.arguments.get("place")
        if not isinstance(place, Place):
            return view
        view.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return _in_a_row([view, self._chip(quantity_text(place, self.is_single), place, "value")])

    def _link(self, factor: Factor) -> QPushButton:
        """A factor by its name, in its colour; of other nodes it names the node."""
        place = factor.place
        assert place is not None
        if place.address == self.here:
            return self._chip(quantity_text(place, self.is_single), place, factor.role)
        return self._chip(place_text(place, self.title_of, self.is_single), place, factor.role)

    def _chip(self, name: str, place: Place, role: Role) -> QPushButton:
        button = QPushButton(name.replace("&", "&&"))  # no mnemonic
        button.setProperty("chip", True)
        button.setStyleSheet(f"font-size: {self.letters}px; color: {role_colour(self.theme, role)};")
        tip = translate("WhyCard", "Where did {place} come from?")
        button.setToolTip(tip.format(place=quantity_text(place, self.is_single)))
        button.clicked.connect(lambda: self.ask(place))
        return button


def _in_a_row(widgets: list[QWidget] | list[QPushButton]) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setSpacing(4)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return line


def _signed(value: float, in_brackets: bool) -> str:
    """A number; a negative one that is no first factor in brackets."""
    text = format_value(value, DIGITS)
    return f"({text})" if in_brackets and value < 0 else text
