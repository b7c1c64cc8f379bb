"""The keys lead round the window: from the canvas to each open panel and back, and are seen wherever they are."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from shiboken6 import isValid

from app.canvas.view import GraphView
from app.frame.docks import DOCKS, Docks
from app.parts.focus_frame import FocusFrame

REASON = Qt.FocusReason.ShortcutFocusReason


class FocusRing(QObject):
    """Canvas, then the open panels in the order of the table, then the canvas again.

    A panel that stands behind another one comes to the front. One in which nothing takes keys is passed over.
    """

    def __init__(self, canvas: GraphView, docks: Docks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._docks = canvas, docks
        self._frame: FocusFrame | None = None  # round the panel to which keys have led
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        canvas.walking.inspect_wanted.connect(lambda: self.lead_to("inspector"))

    def on(self) -> None:
        """Leads the keys to the next part of the window."""
        self._turn(1)

    def back(self) -> None:
        """Leads the keys to the part before."""
        self._turn(-1)

    def lead_to(self, name: str) -> None:
        """Opens a panel and leads the keys into it."""
        self._docks.open(name)
        first = first_in(self._docks[name])
        if first is not None:
            first.setFocus(REASON)
            self._take_frame()
            self._frame = FocusFrame(self._docks[name].widget())
            self._frame.come(REASON)

    def _follow(self, _: QWidget | None, focused: QWidget | None) -> None:
        """Takes the frame away when the keys leave the panel; a menu or another window only borrows them."""
        framed = self._frame.framed if self._frame is not None and isValid(self._frame) else None
        if framed is not None and focused is not None and focused is not framed and not framed.isAncestorOf(focused):
            self._take_frame()

    def _take_frame(self) -> None:
        frame, self._frame = self._frame, None
        if frame is not None and isValid(frame):
            frame.hide()
            frame.deleteLater()

    def _turn(self, step: int) -> None:
        places: list[GraphView | QDockWidget] = [self._canvas, *self._open()]
        at = next((number for number, place in enumerate(places) if _has_keys(place)), 0)
        for number in range(1, len(places) + 1):
            place = places[(at + step * number) % len(places)]
            if not isinstance(place, QDockWidget):
                place.setFocus(REASON)
                return
            first = first_in(place)
            if first is not None:
                self.lead_to(place.objectName())
                return

    def _open(self) -> list[QDockWidget]:
        return [self._docks[spec.id] for spec in DOCKS if not self._docks[spec.id].isHidden()]


def first_in(place: QDockWidget) -> QWidget | None:
    """The first part of a panel that takes keys, in the order of Tab; None where there is none."""
    body = place.widget()
    inside = {id(widget) for widget in (body, *body.findChildren(QWidget))}
    widget: QWidget | None = body
    for _ in range(len(place.window().findChildren(QWidget))):
        if widget is None:
            break
        if id(widget) in inside and _takes_keys(widget, body):
            return widget
        widget = widget.nextInFocusChain()
    return None


def _takes_keys(widget: QWidget, body: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and (widget is body or widget.isVisibleTo(body))


def _has_keys(place: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is place or place.isAncestorOf(focused))
