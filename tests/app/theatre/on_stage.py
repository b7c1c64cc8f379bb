"""A window on whose stage a step is played, and what a person sees of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.frame.modes import mode_named
from app.main_window import MainWindow
from engine.project import edits
from engine.project.project import Project

Wait = Callable[..., None]
BY_HAND = "chain-rule-by-hand"
MOMENTS = 16  # of the chain rule by hand


class Stage:
    """A stage in its window."""

    def __init__(self, window: MainWindow, wait_until: Wait) -> None:
        self.window, self.wait_until = window, wait_until
        self.theatre, self.player, self.bar = window.theatre, window.theatre.player, window.stage_bar
        self.scene = window.canvas.graph_scene

    def enter(self, mode: str = "backprop") -> Stage:
        self.window.set_mode(mode_named(mode))
        self.wait_for_step()
        return self

    def wait_for_step(self) -> None:
        self.wait_until(lambda: self.theatre.step is not None and self.is_quiet)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is checked, asked for or computed."""
        theatre = self.theatre
        return not (theatre._soon.isActive() or theatre._rehearser.is_busy or self.window.checker._timer.isActive())

    def settle(self) -> None:
        QApplication.processEvents()
        self.wait_until(lambda: self.is_quiet)
        QApplication.processEvents()

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.sendEvent(self.window.canvas, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))

    @property
    def words(self) -> str:
        return self.bar._sentence.text()

    @property
    def problem(self) -> str:
        return self.bar._problem.text() if not self.bar._problem.isHidden() else ""

    def states(self, node: str) -> list[str]:
        stage = self.scene.item_for_node[node].stage
        return [row.state for row in stage.rows] if stage is not None else []

    def apply(self, change: edits.Change) -> None:
        self.window.document.apply(change)

    @property
    def project(self) -> Project:
        return self.window.document.project
