"""What all plots have in common: a header, a text while there is nothing to see, and drawing at a bounded rate."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFont, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsView, QLabel, QStackedLayout, QVBoxLayout, QWidget

from app.plots.axes import NameAxis, NumberAxis
from app.plots.colours import PlotColours
from app.plots.header import PlotHeader

INTERVAL = 80  # milliseconds between two drawings: 12 a second
AXIS_WIDTH = 46
AXIS_HEIGHT = 22


class PlotView(pg.PlotWidget):
    """A plot that Qt paints without holding the interpreter lock: the thread that trains goes on meanwhile.

    pyqtgraph brings the items up to date in a `paintEvent` in Python, which holds the lock until all is painted. Here
    `bring_up_to_date` does it, to be called whenever the data or a range has changed.
    """

    paintEvent = QGraphicsView.paintEvent

    def bring_up_to_date(self) -> None:
        self.scene().prepareForPaint()


class PlotPanel(QWidget):
    """The base of the plots. A subclass keeps its data, calls `data_changed`, and draws in `draw`.

    Nothing is drawn while the plot cannot be seen; what was missed is drawn when it is shown.
    """

    def __init__(
        self,
        title: str,
        empty_text: str,
        colours: PlotColours,
        left: NumberAxis,
        bottom: NumberAxis | NameAxis,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.header = PlotHeader(title)
        self.colours = colours
        self.left, self.bottom = left, bottom
        self.plot = PlotView(viewBox=pg.ViewBox(enableMenu=False), axisItems={"left": left, "bottom": bottom})
        self._prepare_plot()
        self._empty = QLabel(empty_text)
        self._empty.setProperty("soft", True)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(24, 0, 24, 0)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(2)
        layout.addWidget(self.header)
        layout.addLayout(self._pages, 1)
        self._dirty = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.flush)

    def _prepare_plot(self) -> None:
        self.plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.ctrlMenu.setParent(self.plot)  # a window of its own otherwise, which outlives the plot
        item.ctrlMenu.hide()
        item.hideButtons()
        item.setContentsMargins(0, 8, 10, 0)
        view = item.getViewBox()
        view.setMouseEnabled(False, False)
        view.disableAutoRange()
        view.setDefaultPadding(0)
        for axis in (self.left, self.bottom):
            axis.setZValue(-1000)  # the lines of the grid lie behind the data
        self.left.setWidth(AXIS_WIDTH)
        if isinstance(self.bottom, NumberAxis):
            self.bottom.setHeight(AXIS_HEIGHT)
        self.plot.setMinimumSize(80, 60)

    def set_theme(self, colours: PlotColours) -> None:
        """Takes other colours, and draws again in them."""
        self.colours = colours
        self.apply_colours()
        self.data_changed()

    def apply_colours(self) -> None:
        """Hands the colours to everything that keeps some. Subclasses add their own."""
        self.plot.setBackground(self.colours.panel)
        self.header.legend.set_text_colour(self.colours.soft_text)
        font = self.axis_font()
        self.left.set_colours(self.colours, font)
        self.bottom.set_colours(self.colours, font)

    def axis_font(self) -> QFont:
        """The font of the numbers at the axes: a little smaller than the window's, 11 pixels at the least."""
        font = QFont(self.font())
        size = font.pixelSize() if font.pixelSize() > 0 else self.fontInfo().pixelSize()
        font.setPixelSize(max(11, round(size * 11 / 13)))
        return font

    def set_title(self, title: str) -> None:
        self.header.title.setText(title)

    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        raise NotImplementedError

    def draw(self) -> None:
        """Brings the picture up to date with the data."""
        raise NotImplementedError

    def data_changed(self) -> None:
        """Asks for a drawing soon."""
        self._dirty = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Draws now, if anything has changed."""
        self._timer.stop()
        if not self._dirty:
            return
        self._dirty = False
        empty = self.is_empty()
        self._pages.setCurrentIndex(0 if empty else 1)
        self.header.legend.setVisible(not empty)
        self.draw()
        self.plot.bring_up_to_date()

    @property
    def is_pending(self) -> bool:
        """Whether a drawing is still to come."""
        return self._dirty

    def plot_width(self) -> int:
        """The width of the area between the axes, in pixels."""
        return max(1, round(self.plot.getPlotItem().getViewBox().width()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.data_changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "left"):
            self.apply_colours()
            self.data_changed()


def no_pen() -> QPen:
    return QPen(Qt.PenStyle.NoPen)
