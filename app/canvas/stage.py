"""What a card shows on the stage: rows of numbers and pictures below its header, laid out once for a whole step.

A row keeps its place from the first moment to the last; what is still to come is an empty frame, what is covered a
question mark. So nothing moves while a step is played.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage

from app.canvas.card_texts import LEFT, RIGHT, Fonts
from app.pictures.as_cells import Index, Numbers, Picture
from engine.backprop.explanation import Quantity

CAPTION = 17.0  # the line above the numbers
LABEL = 68.0  # the width of a label beside numbers that fit on its line
LEAST_CELL = 34.0
CELL, CELL_GAP, CELL_PADDING = 20.0, 2.0, 4.0
TALLEST_PICTURE, TALLEST_WEIGHT = 72.0, 44.0
ROW_GAP = 7.0
BOTTOM = 9.0

Tone = Literal["forward", "backward", "update", "weight"]
RowState = Literal["to come", "covered", "shown"]


@dataclass(frozen=True)
class RowContent:
    """What a row holds: which quantity of which node, how it is called, its shape in words, its numbers or its picture.

    `axes` are put before the index of a cell to name the element of the tensor: the sample that is shown.
    """

    address: str
    quantity: Quantity
    name: str
    label: str
    tone: Tone
    shape: str
    cells: Numbers | Picture
    legend: str = ""
    axes: Index = ()


@dataclass(frozen=True)
class Cell:
    """One number of a row and its place on the card."""

    rect: QRectF
    text: str
    index: Index


@dataclass(frozen=True, eq=False)
class Row:
    """A row with its place on the card."""

    content: RowContent
    top: float
    height: float
    cells: tuple[Cell, ...] = ()
    picture: QRectF | None = None
    state: RowState = "to come"
    is_inline: bool = False  # its label stands beside its numbers, not above them

    @property
    def image(self) -> QImage | None:
        return self.content.cells.image if isinstance(self.content.cells, Picture) else None

    def element_at(self, place: QPointF) -> Index | None:
        """The element of the tensor under a place of the card; None where there is none, or none to be seen."""
        if self.state != "shown":
            return None
        for cell in self.cells:
            if cell.rect.contains(place):
                return (*self.content.axes, *cell.index)
        found, rect = self.content.cells, self.picture
        if rect is None or not isinstance(found, Picture) or not rect.contains(place):
            return None
        x = int((place.x() - rect.x()) / rect.width() * found.image.width())
        y = int((place.y() - rect.y()) / rect.height() * found.image.height())
        index = found.element(min(x, found.image.width() - 1), min(y, found.image.height() - 1))
        return (*self.content.axes, *index) if index is not None else None

    def rect_of(self, index: Index) -> QRectF | None:
        """Where an element that is written out stands on the card."""
        inner = index[len(self.content.axes) :]
        return next((cell.rect for cell in self.cells if cell.index == inner), None)


@dataclass(frozen=True, eq=False)
class Stage:
    """All rows of one card. `tone` is set while the step stands at this node."""

    rows: tuple[Row, ...]
    height: float
    tone: Tone | None = None
    is_wrong: bool = False

    def with_states(self, states: Sequence[RowState], tone: Tone | None, is_wrong: bool = False) -> Stage:
        """The same rows at another moment; itself where nothing differs."""
        if (tone, is_wrong) == (self.tone, self.is_wrong) and all(
            row.state == state for row, state in zip(self.rows, states, strict=True)
        ):
            return self
        rows = tuple(
            row if row.state == state else replace(row, state=state)
            for row, state in zip(self.rows, states, strict=True)
        )
        return Stage(rows, self.height, tone, is_wrong)


def lay_out_stage(contents: Sequence[RowContent], top: float, fonts: Fonts, tallest: float = TALLEST_PICTURE) -> Stage:
    """Places rows below each other, from `top` on a card; `tallest` is how high pictures of values may be."""
    rows: list[Row] = []
    at = top
    for content in contents:
        below = at + CAPTION
        if isinstance(content.cells, Picture):
            is_value = content.quantity in ("output", "grad_output")
            size = _picture_size(content.cells.image, tallest if is_value else TALLEST_WEIGHT)
            picture = QRectF(QPointF(LEFT, below + 1), size)
            row = Row(content, at, CAPTION + size.height() + 2, picture=picture)
        else:
            cells = _beside(content.cells, at, fonts) if fonts.width("label", content.label) < LABEL - 4 else ()
            is_inline = bool(cells)
            cells = cells or _placed(content.cells, below, fonts)
            bottom = max((cell.rect.bottom() for cell in cells), default=below)
            row = Row(content, at, bottom - at, cells, is_inline=is_inline)
        rows.append(row)
        at += row.height + ROW_GAP
    return Stage(tuple(rows), at - top - ROW_GAP + BOTTOM if rows else 0.0)


def _beside(numbers: Numbers, top: float, fonts: Fonts) -> tuple[Cell, ...]:
    """The numbers on the line of their label; none where they do not fit, or stand in several rows."""
    if len(numbers.texts) != 1:
        return ()
    width = _cell_width(numbers, fonts)
    count = len(numbers.texts[0])
    if LEFT + LABEL + count * (width + CELL_GAP) - CELL_GAP > RIGHT:
        return ()
    return tuple(
        Cell(QRectF(LEFT + LABEL + place * (width + CELL_GAP), top, width, CELL), text, index)
        for place, (text, index) in enumerate(zip(numbers.texts[0], numbers.indices[0], strict=True))
    )


def _cell_width(numbers: Numbers, fonts: Fonts) -> float:
    widest = max((fonts.number_width(text) for row in numbers.texts for text in row), default=0.0)
    return max(LEAST_CELL, widest + 2 * CELL_PADDING)


def _placed(numbers: Numbers, top: float, fonts: Fonts) -> tuple[Cell, ...]:
    if not any(numbers.texts):
        return ()
    room = RIGHT - LEFT
    width = _cell_width(numbers, fonts)
    columns = max(1, int((room + CELL_GAP) // (width + CELL_GAP)))
    if numbers.is_matrix:
        columns = len(numbers.texts[0])
        width = min(width, (room + CELL_GAP) / columns - CELL_GAP)
    flat = [pair for row in zip(numbers.texts, numbers.indices, strict=True) for pair in zip(*row, strict=True)]
    cells = []
    for place, (text, index) in enumerate(flat):
        row, column = divmod(place, columns)
        corner = QPointF(LEFT + column * (width + CELL_GAP), top + row * (CELL + CELL_GAP))
        cells.append(Cell(QRectF(corner, QSizeF(width, CELL)), text, index))
    return tuple(cells)


def _picture_size(image: QImage, tallest: float) -> QSizeF:
    """As large as there is room, in the picture's own proportions; a thin strip is made a little higher."""
    room = RIGHT - LEFT
    scale = min(room / image.width(), tallest / image.height())
    return QSizeF(image.width() * scale, max(image.height() * scale, 10.0))
