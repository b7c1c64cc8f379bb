"""What of a page is seen: zooming, going to nodes, and each page as it was left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Signal

from app.canvas.annotating_view import AnnotatingView
from app.canvas.camera import LEGIBLE, NAMED, STEP
from engine.project.project import MAIN


class SightView(AnnotatingView):
    """A view that is led to what a person wants to see. `zoom_changed` carries the new zoom."""

    zoom_changed = Signal(float)

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # How each page was seen when it was left: the zoom, and what lay in the middle; None where all of it was.
        self._sights: dict[str, tuple[float, QPointF] | None] = {}

    @property
    def _items(self) -> Any:
        assert self._pointing is not None  # these are commands of a document
        return self._pointing.graph_scene

    def fit(self) -> None:
        """Shows all cards, at most in their real size."""
        self.camera.fit(self._items.extent)
        self.zoom_changed.emit(self.camera.zoom)

    def show_all(self) -> None:
        """Shows a page as at first sight: all of it where it can be read, else its beginning."""
        self.camera.open_on(self._items.extent, LEGIBLE if self._items.page == MAIN else NAMED)
        self.zoom_changed.emit(self.camera.zoom)

    def zoom_in(self) -> None:
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / STEP)

    def zoom_reset(self) -> None:
        """Shows everything in its real size."""
        self.zoom_by(1 / self.camera.zoom)

    def center_on(self, node: str) -> None:
        """Selects a node, and brings it to the middle where it is out of sight or too small to be read."""
        item = self._items.item_for_node.get(node)
        if item is None:
            return
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if self.camera.zoom < LEGIBLE or not seen.contains(item.scene_body):
            self.camera.let_go()
            if self.camera.zoom < LEGIBLE:
                self.zoom_by(0.8 / self.camera.zoom)
            self.centerOn(item.scene_body.center())
        self._items.select([node])

    def keep_in_sight(self, rect: QRectF, margin: int = 60) -> None:
        """Moves the view as little as is needed for a part of the scene to be seen; of what is too high its top."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        room = seen.height() - 2 * margin / self.camera.zoom
        rect = QRectF(rect.topLeft(), QSizeF(rect.width(), min(rect.height(), room)))
        if not seen.contains(rect):
            self.camera.let_go()
            self.ensureVisible(rect, margin, margin)

    def keep_sight(self, page: str) -> None:
        """Remembers how a page is seen."""
        self._sights[page] = (self.camera.zoom, self.mapToScene(self.viewport().rect().center()))

    def restore_sight(self, page: str) -> None:
        """Shows a page as it was left; one that is new, as it is."""
        if page in self._sights:
            sight = self._sights[page]
            if sight is None:
                self.fit()
                return
            zoom, middle = sight
            self.camera.let_go()
            self.camera.set_zoom(zoom)
            self.centerOn(middle)

    def take_sights(self, former: SightView) -> None:
        """Shows each page as another view did, once it is restored."""
        page = former._items.page
        former.keep_sight(page)
        self._sights = dict(former._sights)
        if former.camera.shows_all:
            self._sights[page] = None  # whatever the size
        elif not former.camera.is_led:
            del self._sights[page]  # where it begins, as at first

    def forget_sights(self) -> None:
        """Another project has other pages."""
        self._sights.clear()
