"""Shows one formula, as large as its letters are, made smaller where there is not the room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.pictures.as_formula import formula, natural_size


class FormulaView(QWidget):
    """A formula at the left of its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex, self._colour, self._letters = "", "#000000", 20.0
        self._drawing: QSvgRenderer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_formula(self, latex: str, colour: str, letters: float) -> None:
        """Shows a formula in LaTeX with letters of so many pixels; nothing for an empty one."""
        if (latex, colour, letters) == (self._latex, self._colour, self._letters):
            return
        self._latex, self._colour, self._letters = latex, colour, letters
        self._drawing = formula(latex, letters, colour) if latex else None
        self.setAccessibleName(latex)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size = self._natural
        return QSize(round(size.width()), round(size.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawing is None:
            return
        size = self._natural
        scale = min(1.0, self.width() / max(1.0, size.width()))
        height = size.height() * scale
        painter = QPainter(self)
        self._drawing.render(painter, QRectF(0, (self.height() - height) / 2, size.width() * scale, height))

    @property
    def _natural(self) -> QSizeF:
        return natural_size(self._drawing) if self._drawing is not None else QSizeF(0, 0)
