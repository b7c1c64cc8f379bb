"""Which part of the scene is seen, and how large."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

SMALLEST, LARGEST = 0.04, 4.0
STEP = 1.25  # of the keys
LEGIBLE = 0.45  # at first sight no network is smaller; a longer one begins at its left end
NAMED = 0.32  # a block that is opened may be this small: what its layers are called can be read
MARGIN = 40.0
REACH = 60_000.0  # how far one can scroll beyond the cards


class Camera:
    """Moves a view over its scene."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view
        self._way_of_fitting: Callable[[QRectF], None] | None = None  # how it came here, until a person moves it

    @property
    def zoom(self) -> float:
        return self._view.transform().m11()

    @property
    def is_led(self) -> bool:
        """Whether a person has moved it, and it no longer fits what is shown."""
        return self._way_of_fitting is None

    @property
    def shows_all(self) -> bool:
        """Whether it fits the page, and nobody has moved it since."""
        return self._way_of_fitting == self.fit

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms so that the place `at` of the viewport, or its middle, shows the same as before."""
        self.let_go()
        at = at if at is not None else QPointF(self._view.viewport().rect().center())
        zoom = min(LARGEST, max(SMALLEST, self.zoom * factor))
        place = self._view.viewportTransform().inverted()[0].map(at)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        offset = self._view.viewportTransform().map(place) - at
        self.scroll_by(QPoint(round(offset.x()), round(offset.y())))

    def set_zoom(self, zoom: float) -> None:
        self.zoom_by(zoom / self.zoom)

    def scroll_by(self, offset: QPoint) -> None:
        """Shows what lies this many pixels further right and down."""
        self.let_go()
        horizontal, vertical = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        horizontal.setValue(horizontal.value() + offset.x())
        vertical.setValue(vertical.value() + offset.y())

    def fit(self, extent: QRectF) -> None:
        """Shows all of it, at most in its real size."""
        self._way_of_fitting = self.fit
        if extent.isEmpty():
            self._view.setTransform(QTransform())
            self._view.centerOn(0, 0)
            return
        zoom = min(1.0, self._fitting(extent))
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        self._view.centerOn(extent.center())

    def open_on(self, extent: QRectF, smallest: float = LEGIBLE) -> None:
        """The first sight of a page: all of it where that is not smaller than said, else its left end."""
        if extent.isEmpty() or self._fitting(extent) >= smallest:
            self.fit(extent)  # and from now on all of it, also where a panel takes room away
            return
        self._way_of_fitting = partial(self.open_on, smallest=smallest)
        zoom = 1.0
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        size = self._view.viewport().size()
        half_width, half_height = size.width() / 2 / zoom, size.height() / 2 / zoom
        x = extent.left() - MARGIN + half_width
        is_low = extent.height() + 2 * MARGIN <= 2 * half_height
        self._view.centerOn(x, extent.center().y() if is_low else extent.top() - MARGIN + half_height)

    def fit_again(self, extent: QRectF) -> None:
        """Another size of the view: fits as before, unless the view was moved since then."""
        if self._way_of_fitting is not None:
            self._way_of_fitting(extent)

    def let_go(self) -> None:
        """The view goes where a person wants it: another size leaves it there."""
        self._way_of_fitting = None

    def set_reach(self, extent: QRectF) -> None:
        """Lets the view be pushed well beyond the cards."""
        reach = extent.adjusted(-REACH, -REACH, REACH, REACH)
        if not self._view.sceneRect().contains(reach):
            self._view.setSceneRect(self._view.sceneRect().united(reach))

    def _fitting(self, extent: QRectF) -> float:
        size = self._view.viewport().size()
        room = max(1.0, size.width() - 2 * MARGIN), max(1.0, size.height() - 2 * MARGIN)
        zoom = min(room[0] / max(extent.width(), 1.0), room[1] / max(extent.height(), 1.0))
        return min(LARGEST, max(SMALLEST, zoom))
