"""Where the camera of a film stands at each moment: over the whole network, or close to where something happens."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.figures.sheet import Sheet
from app.theatre.theatre import HALL_ZOOM

LEAST_ZOOM = 0.75  # at which a whole network is still shown at once: the smallest letters have eight pixels
LARGEST_ZOOM = 2.0
MARGIN = 24.0  # pixels round the network, and in the scene above and below the card that is followed
LEAST_MARGIN = 8.0  # of a card that needs nearly all the room
ASIDE = 56.0  # on its sides, where its edges are


@dataclass(frozen=True)
class Path:
    """The zoom of a film, and for each position what lies in the middle of the picture, in the scene."""

    zoom: float
    middles: tuple[QPointF, ...]

    def middle(self, position: int, share: float | None) -> QPointF:
        """What lies in the middle while the next moment is coming; the camera starts and stops gently."""
        here = self.middles[position]
        if share is None or position + 1 >= len(self.middles):
            return here
        there = self.middles[position + 1]
        return here + (there - here) * eased(share)


def eased(share: float) -> float:
    """The way that is done after a share of the time."""
    return share * share * (3 - 2 * share)


def fits(sheet: Sheet, room: QSizeF) -> bool:
    """Whether the whole network can be read at once in a picture of so many pixels."""
    return _fitting(sheet.extent, room) >= LEAST_ZOOM


def whole(sheet: Sheet, room: QSizeF) -> Path:
    """The camera stands still and shows everything."""
    extent = sheet.extent
    zoom = min(LARGEST_ZOOM, _fitting(extent, room))
    return Path(zoom, (extent.center(),) * (len(sheet.moments) + 1))


def following(sheet: Sheet, room: QSizeF) -> Path:
    """The camera is as near as a hall needs, and moves no more than it must for the present card to be seen.

    The sheet is shown at every position in turn, since cards grow and shrink from phase to phase.
    """
    extent = QRectF()
    seen: QRectF | None = None
    middles = []
    zoom = HALL_ZOOM
    size = QSizeF(room.width() / zoom, room.height() / zoom)
    for position in range(len(sheet.moments) + 1):
        sheet.show(position)
        extent = sheet.extent
        frame = extent.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if seen is None:
            seen = QRectF(frame.topLeft(), size)
        target = sheet.focus(position, size.height() - 2 * LEAST_MARGIN)
        if target is not None:
            margin = max(LEAST_MARGIN, min(MARGIN, (size.height() - target.height()) / 2))
            seen = _moved(seen, target.adjusted(-ASIDE, -margin, ASIDE, margin))
        seen = _kept_inside(seen, frame)
        middles.append(seen.center())
    return Path(zoom, tuple(middles))


def _fitting(extent: QRectF, room: QSizeF) -> float:
    width, height = max(1.0, room.width() - 2 * MARGIN), max(1.0, room.height() - 2 * MARGIN)
    return min(width / max(1.0, extent.width()), height / max(1.0, extent.height()))


def _moved(seen: QRectF, target: QRectF) -> QRectF:
    """What is seen, moved as little as is needed to hold the target; of a larger one its upper left part."""
    left = min(max(seen.left(), target.right() - seen.width()), target.left())
    top = min(max(seen.top(), target.bottom() - seen.height()), target.top())
    return QRectF(QPointF(left, top), seen.size())


def _kept_inside(seen: QRectF, frame: QRectF) -> QRectF:
    """What is seen, without more empty ground than there must be; in the middle where all fits."""
    left = _kept(seen.left(), seen.width(), frame.left(), frame.right())
    top = _kept(seen.top(), seen.height(), frame.top(), frame.bottom())
    return QRectF(QPointF(left, top), seen.size())


def _kept(start: float, length: float, low: float, high: float) -> float:
    if length >= high - low:
        return (low + high - length) / 2
    return min(max(start, low), high - length)
