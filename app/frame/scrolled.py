"""How far a panel is scrolled, so that another one that shows the same can be scrolled as far."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QWidget


class Scrolled:
    """The places of all lists, texts and forms of a panel, as they were when this was made."""

    def __init__(self, panel: QWidget) -> None:
        self._places = [(type(area), _place(area)) for area in _areas(panel)]

    def hand_over(self, panel: QWidget) -> None:
        """Scrolls the parts of another panel to these places; not where it has other parts."""
        areas = list(_areas(panel))
        if [type(area) for area in areas] != [kind for kind, _ in self._places]:
            return
        for area, (_, (across, down)) in zip(areas, self._places, strict=True):
            if isinstance(area, QAbstractItemView):
                area.indexAt(QPoint())  # now, not with the next paint, it learns how long it is
            if (across, down) != _place(area):
                area.horizontalScrollBar().setValue(across)
                area.verticalScrollBar().setValue(down)


def _areas(panel: QWidget) -> Iterator[QAbstractScrollArea]:
    """What can be scrolled; not the lists that combo boxes make when they open."""
    return (area for area in panel.findChildren(QAbstractScrollArea) if area.isVisibleTo(panel))


def _place(area: QAbstractScrollArea) -> tuple[int, int]:
    return area.horizontalScrollBar().value(), area.verticalScrollBar().value()
