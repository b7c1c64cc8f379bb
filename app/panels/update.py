"""The update dock: how the optimizer makes of a gradient the change of a weight, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.parts.formula_view import FormulaView
from app.parts.labels import note, soft
from app.parts.layouts import empty
from app.pictures.as_text import format_norm, format_value
from app.theme import Theme
from engine.backprop.explain.latex import number
from engine.backprop.optimizer_texts import STAGE_TEXTS

if TYPE_CHECKING:
    from engine.backprop.optimizer_stages import OptimizerWork, Stage

LETTERS, DIGITS = 15.0, 5
OF_ALL = ("learning_rate",)  # stages whose result is one number for all weights


class UpdatePanel(QWidget):
    """Shows one OptimizerWork: of a single weight, or of a whole parameter by its norms."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title_of: Callable[[str], str] = str
        self._work: OptimizerWork | None = None
        self._title = QLabel()
        self._title.setProperty("strong", True)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._summary = soft(wrap=True)
        self._stages = QVBoxLayout()
        self._stages.setSpacing(8)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(8)
        inside.addWidget(self._title)
        inside.addWidget(self._summary)
        inside.addLayout(self._stages)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        self._empty = note(self.tr("Select a layer with weights, or click on one of its numbers: the stages from "
                                   "its gradient to its change appear here."))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(self._scroll)
        self.show_work(None)

    def sizeHint(self) -> QSize:
        return QSize(336, 400)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.show_work(self._work)

    def set_titles(self, title_of: Callable[[str], str]) -> None:
        """How nodes are called."""
        self._title_of = title_of

    def show_work(self, work: OptimizerWork | None) -> None:
        """Shows an update; None says what would be seen here."""
        self._work = work
        self._empty.setVisible(work is None)
        self._scroll.setVisible(work is not None)
        empty(self._stages)
        if work is None:
            return
        index = f"[{', '.join(map(str, work.index))}]" if work.index is not None else ""
        title = self.tr("{name} of {node}").format(name=f"{work.name}{index}", node=self._title_of(work.address))
        self._title.setText(title)
        self._summary.setText(self._summed_up(work))
        for count, stage in enumerate(work.stages, start=1):
            self._stages.addWidget(self._stage(count, stage, work.index is None))

    def _summed_up(self, work: OptimizerWork) -> str:
        if not work.kind:
            return self.tr("No optimizer has it: it stays as it is.")
        if work.gradient is None:
            return self.tr("{optimizer} left it as it is, for no gradient reached it.").format(optimizer=work.kind)
        if work.index is None:
            text = self.tr("{optimizer} changed it by {change} (L2 norm), {ratio} of its weights.")
            return text.format(
                optimizer=work.kind, change=format_value(work.change, DIGITS), ratio=format_norm(work.ratio)
            )
        text = self.tr("{optimizer} changed it from {before} to {after}, by {change}.")
        return text.format(
            optimizer=work.kind,
            before=format_value(work.before, DIGITS),
            after=format_value(work.after, DIGITS),
            change=format_value(work.change, DIGITS),
        )

    def _stage(self, count: int, stage: Stage, is_norm: bool) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        words = QCoreApplication.translate("Stages", STAGE_TEXTS[stage.code])
        layout.addWidget(soft(f"{count}. {words}", wrap=True))
        formula = FormulaView()
        formula.show_formula(stage.formula, self._theme.text.name(), LETTERS)
        layout.addWidget(formula)
        numbers = FormulaView()
        numbers.show_formula(_numbers(stage, is_norm), self._theme.soft_text.name(), LETTERS - 1)
        row = QHBoxLayout()
        row.addWidget(numbers, 1)
        layout.addLayout(row)
        return card


def _numbers(stage: Stage, is_norm: bool) -> str:
    """What went in, and what came out, in LaTeX."""

    def named(symbol: str, value: float, is_one: bool) -> str:
        has_norm = is_norm and not is_one
        return rf"\left\| {symbol} \right\| = {number(value)}" if has_norm else f"{symbol} = {number(value)}"

    parts = [named(factor.symbol, factor.value, factor.role == "constant") for factor in stage.numbers]
    return r",\; ".join([*parts, named(stage.symbol, stage.result, stage.code in OF_ALL)])
