"""A form for any declaration: one line for each parameter, from the one table of editors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fields import FormRow
from engine.layers.parameters import BadValue, Choice, Declaration


class DeclarationForm(QWidget):
    """Shows the parameters of a declaration and asks for others.

    `committed` carries a name and the new value, `reset` the name of a parameter that shall have its default again.
    Rows are made anew only where the declaration, its owner or the editors that fit differ.
    """

    committed = Signal(str, object)
    reset = Signal(str)

    def __init__(self, parent: QWidget | None = None, label_width: int = 0) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._label_width = label_width
        self._rows: dict[str, FormRow] = {}
        self._shown: tuple[object, ...] = ()

    def show_values(
        self,
        declaration: type[Declaration] | None,
        given: Mapping[str, Any],
        owner: object = None,
        without: Collection[str] = (),
    ) -> None:
        """Shows a declaration with the values that are given, defaults elsewhere; None shows nothing."""
        parameters = declaration.parameters if declaration is not None else {}
        names = [name for name in parameters if name not in without]
        odd = tuple(name for name in names if name in given and not _is_good(parameters[name], given[name]))
        shown = (declaration, owner, tuple(names), odd)
        if shown != self._shown:
            self._shown = shown
            self._rebuild({name: (parameters[name], given.get(name, parameters[name].default)) for name in names})
            return
        for name, row in self._rows.items():
            row.set_value(given.get(name, parameters[name].default))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Marks the parameters that are wrong, and says why."""
        for name, row in self._rows.items():
            row.set_problem(problems.get(name))

    @property
    def rows(self) -> Mapping[str, FormRow]:
        return self._rows

    def _rebuild(self, parameters: Mapping[str, tuple[Any, object]]) -> None:
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for name, (parameter, value) in parameters.items():
            row = FormRow(parameter, value, self)
            if self._label_width:
                row.set_label_width(self._label_width)
            row.committed.connect(self.committed)
            row.reset.connect(self.reset)
            self._layout.addWidget(row)
            self._rows[name] = row
        self.setVisible(bool(self._rows))


def choice_of(name: str, choices: Collection[str], help: str = "", *, optional: bool = False) -> Choice:
    """A parameter that picks one of these names, outside any declaration."""
    parameter = Choice(None, choices=tuple(choices), optional=optional, required=not optional, help=help)
    parameter.name = name
    return parameter


def _is_good(parameter: Any, value: object) -> bool:
    try:
        parameter.check(value)
    except BadValue:
        return False
    return True
