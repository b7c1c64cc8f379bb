"""What lies over the canvas and does not move with it: the hint on an empty one, the legend of the gradients, a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)  # fmt: skip
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.canvas.cost_legend import CostLegend
from app.canvas.heat import LEVELS, level_colour
from app.canvas.level_bar import paint_level_bar
from app.canvas.mini_map import MiniMap
from app.canvas.plate import painter_on_plate
from app.canvas.stage_legend import StageLegend
from app.theme.colours import HIGH, LOW
from app.theme.fonts import HEADING, SMALL, ui_font
from app.theme.tokens import Theme

if TYPE_CHECKING:
    from app.canvas.view import GraphView

Mode = Literal["design", "train", "backprop", "present"]
MARGIN = 12
SCALE_SIZE = (236, 54)  # of the legend of the gradients


class Overlays:
    """What lies over a canvas, each in its place: in the middle, or in a corner."""

    def __init__(self, theme: Theme, examples: Sequence[tuple[str, str]], canvas: GraphView) -> None:
        self._canvas = canvas
        self.mini_map = MiniMap(theme, canvas)
        self.empty = EmptyState(examples, canvas)
        self.empty.search_wanted.connect(lambda: canvas.pointing.search())
        self._legend = Legend(theme, canvas)
        self._stage_legend = StageLegend(theme, canvas)
        self.cost_legend = CostLegend(theme, canvas)
        self._legend.hide()
        self._stage_legend.hide()

    def set_theme(self, theme: Theme) -> None:
        self._legend.set_theme(theme)
        self._stage_legend.set_theme(theme)
        self.mini_map.set_theme(theme)
        self.cost_legend.set_theme(theme)

    def place(self, mode: Mode, has_cards: bool | None) -> None:
        """Shows what belongs to a mode; `has_cards` is None without a document."""
        width, height = self._canvas.width(), self._canvas.height()
        self._legend.setVisible(mode == "train" and has_cards is True)
        self._legend.move(MARGIN, height - self._legend.height() - MARGIN)
        self.cost_legend.setVisible(bool(self.cost_legend.title) and has_cards is True)
        self.cost_legend.move(MARGIN, height - self.cost_legend.height() - MARGIN)
        self._stage_legend.setVisible(mode in ("backprop", "present") and has_cards is True)
        self._stage_legend.set_hall(mode == "present")
        self._stage_legend.move(MARGIN, height - self._stage_legend.height() - MARGIN)
        self.mini_map.follow(mode in ("design", "train") and has_cards is True)
        self.mini_map.move(width - self.mini_map.width() - MARGIN, height - self.mini_map.height() - MARGIN)
        self.empty.setVisible(has_cards is False)
        self.empty.adjustSize()
        self.empty.move((width - self.empty.width()) // 2, (height - self.empty.height()) // 2)


class EmptyState(QWidget):
    """A calm hint how to begin, and a few examples to begin with."""

    example_wanted = Signal(str)
    templates_wanted = Signal()
    search_wanted = Signal()  # it was double-clicked, as the canvas below it might have been

    def __init__(self, examples: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setFont(ui_font(HEADING))
        self._hint = QLabel()
        self._hint.setProperty("soft", True)
        self._or = QLabel()
        self._or.setProperty("soft", True)
        self._more = QPushButton()
        self._more.setProperty("flat", True)
        self._more.clicked.connect(self.templates_wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for label in (self._heading, self._hint, self._or):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(self._heading)
        layout.addWidget(self._hint)
        layout.addSpacing(12)
        layout.addWidget(self._or)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for name, title in examples:
            button = QPushButton(title)
            button.clicked.connect(lambda _=False, name=name: self.example_wanted.emit(name))
            row.addWidget(button)
        row.addWidget(self._more)
        row.addStretch()
        layout.addLayout(row)
        self._write()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.search_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def _write(self) -> None:
        self._heading.setText(self.tr("An empty canvas"))
        self._hint.setText(
            self.tr(
                "Press Tab to search for a layer, or drag one from the palette.\nThen draw edges from port to port."
            )
        )
        self._or.setText(self.tr("Or begin with an example:"))
        self._more.setText(self.tr("More examples…"))


class Legend(QWidget):
    """The scale of the gradients: colours from small to large, and which way a chevron points."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(self.sizeHint())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(*SCALE_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on_plate(self, self._theme)
        paint_scale(painter, QRectF(self.rect()), self._theme)


def paint_scale(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paints the scale of the gradients into a rectangle of SCALE_SIZE."""
    font = ui_font(SMALL)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.soft_text)
    inside = rect.adjusted(12, 8, -12, -8)
    text = QCoreApplication.translate("Legend", "gradient, L2 norm")
    painter.drawText(QPointF(inside.left(), inside.top() + metrics.ascent()), text)
    _paint_chevrons(painter, QPointF(inside.right() - 24, inside.top() + metrics.height() / 2))
    low, high = f"{LOW:.0e}".replace("e-0", "e-"), f"{HIGH:.0f}"
    painter.setPen(theme.soft_text)
    paint_level_bar(painter, inside, low, high)


def _paint_chevrons(painter: QPainter, at: QPointF) -> None:
    painter.setPen(QPen(level_colour(round(0.7 * (LEVELS - 1))), 2, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(at - QPointF(4, 0), at + QPointF(24, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([at + QPointF(12, -5), at + QPointF(7, 0), at + QPointF(12, 5)]))
