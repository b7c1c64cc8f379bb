"""What a node's card shows on the stage: which of its numbers, in which order, and when each of them is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.canvas.stage import RowContent, Tone
from app.pictures.as_cells import DIGITS, Index, Numbers, Picture, cells_of
from app.pictures.as_image import Colour, Table
from app.pictures.as_text import format_value, shape_text
from app.theme.colours import signed_table
from app.theme.tokens import Theme
from engine.backprop.explanation import Quantity
from engine.backprop.moments import Phase, ShownNode

translate = QCoreApplication.translate

LEGEND_DIGITS = 2
UPDATED_DIGITS = 4  # one more than other numbers have, for a weight changes little


@dataclass(frozen=True, eq=False)
class Due:
    """A row and the phase with which its numbers come; None for what was there before the step."""

    content: RowContent
    phase: Phase | None

    @property
    def address(self) -> str:
        return self.content.address


@dataclass(frozen=True)
class RowMaker:
    """Makes rows for one sample of the batch, in the colours of a theme."""

    theme: Theme
    sample: int = 0

    def rows_of(self, address: str, node: ShownNode, is_loss: bool) -> list[Due]:
        """All rows of a node: values, gradients there, then its weights with gradients and what became of them."""

        def row(quantity: Quantity, name: str, label: str, tone: Tone, value: np.ndarray) -> RowContent:
            is_batched = quantity in ("output", "grad_output") and name in node.batched and value.ndim > 0
            axes = (min(self.sample, len(value) - 1),) if is_batched else ()
            return self._row(address, quantity, name, label, tone, value[axes[0]] if axes else value, axes)

        computed: Phase = "loss" if is_loss else "forward"
        is_alone = len(node.outputs) == 1
        rows: list[Due] = []
        for port, value in node.outputs.items():
            label = translate("Stage", "value") if is_alone else port
            rows.append(Due(row("output", port, label, "forward", value), computed))
        for port, gradient in node.grad_outputs.items():
            label = translate("Stage", "∇ output") if is_alone else f"∇ {port}"
            rows.append(Due(row("grad_output", port, label, "backward", gradient), "backward"))
        for name, value in node.parameters.items():
            own = row("parameter", name, name, "weight", value)
            rows.append(Due(own, None))
            if name in node.gradients:
                made = row("grad_parameter", name, f"∇ {name}", "backward", node.gradients[name])
                rows.append(Due(made, "backward"))
            if name in node.clipped and name in node.after:
                label = translate("Stage", "clipped ∇ {name}").format(name=name)
                rows.append(Due(row("clipped", name, label, "backward", node.clipped[name]), "update"))
            if name in node.after:
                label = translate("Stage", "new {name}").format(name=name)
                rows.append(Due(row("after", name, label, "update", node.after[name]), "update"))
            if isinstance(own.cells, Picture):
                break  # a bias beside a large weight says little, and the card has to end somewhere
        return rows

    def _row(
        self, address: str, quantity: Quantity, name: str, label: str, tone: Tone, value: np.ndarray, axes: Index
    ) -> RowContent:
        digits = UPDATED_DIGITS if quantity == "after" else DIGITS
        cells = cells_of(value, self._table, self._background, quantity == "output", digits)
        shape = shape_text(value.shape, compact=True) if value.size != 1 else ""
        if isinstance(cells, Picture) and cells.is_turned:
            shape = f"({shape})ᵀ"
        return RowContent(address, quantity, name, label, tone, shape, cells, legend_of(cells), axes)

    @property
    def _table(self) -> Table:
        return signed_table(self.theme)

    @property
    def _background(self) -> Colour:
        card = self.theme.card
        return card.red(), card.green(), card.blue()


def legend_of(cells: Numbers | Picture) -> str:
    """The range of a picture, and how many of its maps are seen; empty for numbers, which say it themselves."""
    if isinstance(cells, Numbers):
        return ""
    if cells.scale == "picture":
        return "0 … 1"
    limit = f"±{format_value(cells.limit, LEGEND_DIGITS)}"
    return f"{cells.shown}/{cells.count}  {limit}" if cells.shown < cells.count else limit
