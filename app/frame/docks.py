"""The docks: which there are, where they stand at first, and how a person's arrangement comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from app.frame.dock_title import DockTitle
from app.frame.modes import Mode
from app.theme import Theme
from app.translation import QT_TRANSLATE_NOOP

VERSION = 2  # of saved arrangements; raised when docks are renamed
_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


@dataclass(frozen=True)
class DockSpec:
    """A dock: its name, title and first place; `size` is its first width (at the bottom) or extent."""

    id: str
    title: str
    area: Qt.DockWidgetArea
    size: int
    tabbed_with: str = ""


DOCKS: tuple[DockSpec, ...] = (
    DockSpec("layers", QT_TRANSLATE_NOOP("Docks", "Layers"), _LEFT, 208),
    DockSpec("inspector", QT_TRANSLATE_NOOP("Docks", "Inspector"), _RIGHT, 336),
    DockSpec("data", QT_TRANSLATE_NOOP("Docks", "Data"), _RIGHT, 336, tabbed_with="inspector"),
    DockSpec("settings", QT_TRANSLATE_NOOP("Docks", "Settings"), _RIGHT, 336, tabbed_with="data"),
    DockSpec("training", QT_TRANSLATE_NOOP("Docks", "Training"), _BOTTOM, 250),
    DockSpec("curves", QT_TRANSLATE_NOOP("Docks", "Curves"), _BOTTOM, 560),
    DockSpec("gradients", QT_TRANSLATE_NOOP("Docks", "Gradients"), _BOTTOM, 520),
    DockSpec("code", QT_TRANSLATE_NOOP("Docks", "Code"), _RIGHT, 336, tabbed_with="settings"),
    DockSpec("own_code", QT_TRANSLATE_NOOP("Docks", "Layer Code"), _RIGHT, 336, tabbed_with="code"),
    DockSpec("problems", QT_TRANSLATE_NOOP("Docks", "Problems"), _BOTTOM, 520, tabbed_with="gradients"),
    DockSpec("comparison", QT_TRANSLATE_NOOP("Docks", "Comparison"), _BOTTOM, 520, tabbed_with="problems"),
    DockSpec("costs", QT_TRANSLATE_NOOP("Docks", "Costs"), _BOTTOM, 520, tabbed_with="comparison"),
    DockSpec("diagnosis", QT_TRANSLATE_NOOP("Docks", "Diagnosis"), _RIGHT, 336, tabbed_with="code"),
    DockSpec("history", QT_TRANSLATE_NOOP("Docks", "History"), _RIGHT, 336, tabbed_with="diagnosis"),
    DockSpec("help", QT_TRANSLATE_NOOP("Docks", "Help"), _RIGHT, 336, tabbed_with="diagnosis"),
    DockSpec("update", QT_TRANSLATE_NOOP("Docks", "Update"), _RIGHT, 336, tabbed_with="diagnosis"),
)
BOTTOM_HEIGHT = 272


class Docks(QObject):
    """Puts panels into docks of a window, and keeps an arrangement for each mode.

    `arranged` says that a person or a mode has opened or closed one.
    """

    arranged = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._mode: Mode | None = None
        self._states: dict[str, QByteArray] = {}
        self._from_before: set[str] = set()  # modes whose arrangement was saved by another start of the program
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, DockTitle] = {}
        self._soon = QTimer(self)  # Qt tells of one move several times, before it is done
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        window.setCorner(Qt.Corner.BottomLeftCorner, _BOTTOM)
        window.setCorner(Qt.Corner.BottomRightCorner, _BOTTOM)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, window.tabPosition(_RIGHT).North)
        for spec in DOCKS:
            dock = QDockWidget(window)
            dock.setObjectName(spec.id)
            for signal in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
                signal.connect(self._look_soon)
            self._docks[spec.id] = dock

    def fill(self, panels: Mapping[str, QWidget]) -> None:
        """Puts a panel into each dock, in the place of the one before; every dock stays where it stands."""
        for spec in DOCKS:
            dock, panel = self._docks[spec.id], panels[spec.id]
            for former in (dock.widget(), dock.titleBarWidget()):
                if former is not None:
                    former.deleteLater()
            dock.setWindowTitle(QCoreApplication.translate("Docks", spec.title))
            panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a plain widget shows the window behind it
            dock.setWidget(panel)
            panel.show()
            self._titles[spec.id] = DockTitle(dock)
            dock.setTitleBarWidget(self._titles[spec.id])
        self._look_soon()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def set_theme(self, theme: Theme) -> None:
        for title in self._titles.values():
            title.set_theme(theme)

    def toggles(self) -> list[QAction]:
        """One checkable action for each dock, for the View menu."""
        return [self._docks[spec.id].toggleViewAction() for spec in DOCKS]

    def open(self, name: str) -> None:
        """Shows a dock, and brings it before those with which it shares its place."""
        self._docks[name].show()
        self._docks[name].raise_()

    def raise_floating(self) -> None:
        """Brings the docks that float before the window, which opened over them."""
        for dock in self._docks.values():
            if dock.isFloating() and dock.isVisible():
                dock.raise_()

    def set_mode(self, mode: Mode) -> None:
        """Keeps the arrangement of the mode before, and brings back that of this one."""
        if mode is self._mode:
            return
        if self._mode is not None:
            self._states[self._mode.id] = self._window.saveState(VERSION)
        self._mode = mode
        state = self._states.get(mode.id)
        if state is not None and mode.id in self._from_before:
            self._from_before.discard(mode.id)
            self._place_all()  # an earlier version did not know all docks, and Qt leaves those where they are
        if state is None or not self._window.restoreState(state, VERSION):
            self.reset()

    def reset(self) -> None:
        """The arrangement that this mode has at first."""
        self._place_all()
        self._give_sizes()
        QTimer.singleShot(0, self, self._give_sizes)  # in a window that is open, docks have their places only then
        front = self._mode.front if self._mode is not None else "inspector"
        if front:
            self._docks[front].raise_()
        self._look()

    def _place_all(self) -> None:
        """Each dock in its first place, those of the mode open."""
        for spec in DOCKS:
            dock = self._docks[spec.id]
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for spec in DOCKS:
            dock = self._docks[spec.id]
            self._window.addDockWidget(spec.area, dock)
            if spec.tabbed_with:
                self._window.tabifyDockWidget(self._docks[spec.tabbed_with], dock)
        opened = self._mode.docks if self._mode is not None else frozenset(self._docks)
        for spec in DOCKS:
            self._docks[spec.id].setVisible(spec.id in opened)

    def _give_sizes(self) -> None:
        """The first width or extent of every dock that is open."""
        opened = self._mode.docks if self._mode is not None else frozenset(self._docks)
        for area, orientation in (
            (_LEFT, Qt.Orientation.Horizontal),
            (_RIGHT, Qt.Orientation.Horizontal),
            (_BOTTOM, Qt.Orientation.Horizontal),
        ):
            specs = [spec for spec in DOCKS if spec.area == area and not spec.tabbed_with and spec.id in opened]
            if specs:
                docks = [self._docks[spec.id] for spec in specs]
                self._window.resizeDocks(docks, [spec.size for spec in specs], orientation)
        bottom = [self._docks[spec.id] for spec in DOCKS if spec.area == _BOTTOM and spec.id in opened]
        if bottom:
            self._window.resizeDocks(bottom[:1], [BOTTOM_HEIGHT], Qt.Orientation.Vertical)

    def _look_soon(self, *_: object) -> None:
        self._soon.start()

    def _look(self) -> None:
        """A dock that is one of several tabs needs no title of its own."""
        for name, dock in self._docks.items():
            self._titles[name].set_tab(bool(self._window.tabifiedDockWidgets(dock)) and not dock.isFloating())
        self._show_tabs()
        self.arranged.emit()

    def _show_tabs(self) -> None:
        """Hides the tabs of arrangements that are gone: Qt leaves them beneath the others, which may be lower."""
        present = [dock for dock in self._docks.values() if not dock.isHidden() and not dock.isFloating()]
        groups = [
            {one.windowTitle() for one in (dock, *self._window.tabifiedDockWidgets(dock)) if one in present}
            for dock in present
        ]
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if bar.count():
                bar.setVisible({bar.tabText(place) for place in range(bar.count())} in groups)

    def saved(self) -> QByteArray:
        """The arrangement of every mode that was seen, for the preferences."""
        states = dict(self._states)
        if self._mode is not None:
            states[self._mode.id] = self._window.saveState(VERSION)
        texts = {mode: bytes(state.toBase64().data()).decode() for mode, state in states.items()}
        return QByteArray(json.dumps(texts).encode())

    def restore(self, saved: QByteArray) -> None:
        """Takes arrangements that were saved; they count from the next `set_mode` on. Nonsense is passed over."""
        try:
            texts = json.loads(bytes(saved.data()).decode())
            self._states = {mode: QByteArray.fromBase64(text.encode()) for mode, text in texts.items()}
        except (ValueError, AttributeError):
            self._states = {}
        self._from_before = set(self._states)
