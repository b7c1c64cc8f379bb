"""Another language while the window is open: every part is made anew, and stands where the one before it stood.

Words are given to a part when it is made. So a part in another language is another part; what it showed was never its
own, but the session's: the document with its undo and weights, the run, the checks. Those just go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.frame.scrolled import Scrolled
from app.parts.keys import finish_typing

AGAIN = 500  # milliseconds until it is tried again, while a film is made of the stage


def reword(window: Any, session: Collection[QObject], compose: Callable[[], None]) -> None:
    """Makes all parts of a window anew by `compose`; `session` are its children that stay."""
    if window.take_along.is_filming:
        QTimer.singleShot(AGAIN, window, lambda: reword(window, session, compose))
        return
    finish_typing()
    window.panels.own_code.commit()
    window.canvas.pointing.cancel()
    window.document.reword()
    former = _Former(window)
    window.setUpdatesEnabled(False)
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        former.take_down(session)
        compose()
        former.hand_over()
    finally:
        QGuiApplication.restoreOverrideCursor()
        QTimer.singleShot(0, window, former.settle)  # after what the parts themselves have put off
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no key may reach two actions


class _Former:
    """The parts that go, and what is looked at in them."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._canvas, self._pages, self._panels = window.canvas, window.pages, window.panels
        self._display, self._theatre, self._messages = window.display, window.theatre, window.messages
        self._arrangement = window.saveState()
        self._nodes, self._edges = window.canvas.selected_nodes, window.canvas.graph_scene.selected_edges
        self._focuses_edges = window.actions_["focus_edges"].isChecked()
        self._step, self._position = window.theatre.step, window.theatre.player.position
        self._asked = window.theatre.questions.way
        self._scrolled = {name: Scrolled(panel) for name, panel in window.panels.by_dock.items()}

    def take_down(self, session: Collection[QObject]) -> None:
        """Ends what the parts are doing, and has them deleted."""
        self._panels.data.shutdown()
        self._theatre.leave()
        self._window.stage_display.leave()
        self._window.take_along.close()
        self._window.design_display.close()
        self._window.centralWidget().currentWidget().deleteLater()
        for child in self._window.children():
            if child not in session and type(child).__module__.startswith("app."):  # Qt makes some of its own
                child.deleteLater()

    def hand_over(self) -> None:
        """Shows in the new parts what the former ones showed."""
        window = self._window
        if self._panels.curves.has_plots:
            window.panels.create_plots()
            window.blocks.read_library()
        if window.loader.is_ready:
            window.history_display.set_ready()
            window.status.show_engine(window.display.device_text("cpu", None))
        window.canvas.take_sights(self._canvas)
        window.pages.go_along(self._pages.stops)
        window.canvas.graph_scene.select(self._nodes, self._edges)
        if self._focuses_edges:
            window.canvas.rearranging.toggle_edges()
        window.messages.take_over(self._messages)
        for name in ("training", "layers", "costs", "help"):
            getattr(window.panels, name).take_over(getattr(self._panels, name))
        window.own_layers.take_over(self._panels.own_code)
        window.display.take_over(self._display)
        window.theatre.take_over(self._theatre)
        window.set_mode(window.mode)
        window.theatre.stand_at(self._step, self._position)
        window.theatre.questions.take_over(self._asked)
        window.theatre.card.take_over(self._theatre.card)
        window.history_display.take_over(self._theatre.time)

    def settle(self) -> None:
        """Gives every part the size that the one before it had; only now each has its place."""
        window = self._window
        window.restoreState(self._arrangement)
        window.canvas.restore_sight(window.canvas.page)
        for name, panel in window.panels.by_dock.items():
            self._scrolled[name].hand_over(panel)
        window.canvas.setFocus()  # the part in which the keys were is gone
        window.setUpdatesEnabled(True)
