"""What is done to the canvas: mouse, wheel, keys and drops, each handed to what takes care of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QMenu, QToolTip, QWidget

from app.canvas.camera import Camera
from app.canvas.drop import KindDrop, kind_in
from app.canvas.pointing import Pointing
from app.parts.focus_frame import FocusFrame

NOTCH = 1.2  # how much one notch of the wheel enlarges


class InputView(QGraphicsView):
    """A view that turns events into gestures and commands; the canvas says what there is to point at.

    `node_activated` carries the id of a node that was double-clicked.
    """

    node_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self._focus_frame = FocusFrame(self)
        self._pointing: Pointing | None = None  # none without a document
        self._drop: KindDrop | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.setAcceptDrops(True)
        self._set_up()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setMinimumSize(240, 160)

    # ------------------------------------------------------------------ what the canvas adds

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms so that a place of the viewport stays where it is."""
        self.camera.zoom_by(factor, at)

    @property
    def pushes_with_space(self) -> bool:
        """Whether a drag with the space bar held pushes the canvas; else that key is one like others."""
        return True

    def run_key(self, event: QKeyEvent) -> bool:
        """Does what a key stands for; False where it stands for nothing."""
        return False

    def menu(self, position: QPointF) -> QMenu:
        """The menu for what lies at a place of the scene."""
        return QMenu(self)

    def set_dragged_over(self, is_dragged_over: bool) -> None:
        """A kind is dragged over the canvas, or no longer."""

    # ------------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pointing is not None:
            self._pointing.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pointing is not None:
            self._pointing.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pointing is not None:
            self._pointing.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._pointing is None:
            return
        hit = self._pointing.hit(self.mapToScene(event.position().toPoint()))
        if hit.node is not None and hit.is_on_card and event.button() == Qt.MouseButton.LeftButton:
            self.node_activated.emit(hit.node.node)
        elif hit.annotation is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pointing.writing.open(hit.annotation)
        elif hit.is_empty and event.button() == Qt.MouseButton.LeftButton and not self._pointing.graph_scene.is_staged:
            self._pointing.move(event)
            self._pointing.search()
        else:
            self._pointing.press(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_pushed = not event.pixelDelta().isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase
        if is_pushed and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.camera.scroll_by(-event.pixelDelta())  # two fingers on a touchpad
        elif event.angleDelta().y():
            self.zoom_by(NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._pointing is None or self._pointing.is_busy:
            return
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:  # then it is for the card that is selected
            items = self._pointing.graph_scene.item_for_node
            chosen = [items[node].scene_body for node in self._pointing.graph_scene.selected_nodes]
            place = self.mapFromScene(chosen[0].center()) if chosen else self.rect().center()
        menu = self.menu(self.mapToScene(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(place))

    # ------------------------------------------------------------------ keys, drops, other events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self.pushes_with_space:
            self._hold_space(True)
            return
        event.setAccepted(self._pointing is not None and self.run_key(event))

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """While designing, Tab is a key of the canvas; Shift+Tab leads the keys elsewhere."""
        if is_next and self._pointing is not None and not self._pointing.graph_scene.is_staged:
            return False
        return super().focusNextPrevChild(is_next)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus_frame.come(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        self._focus_frame.hide()
        super().focusOutEvent(event)

    def _hold_space(self, is_held: bool) -> None:
        if self._pointing is not None:
            self._pointing.hold_space(is_held)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._pointing is not None and kind_in(event.mimeData()):
            self.set_dragged_over(True)
            self._drop = KindDrop(self._pointing, kind_in(event.mimeData()))
            event.acceptProposedAction()
        else:
            event.ignore()  # a file is for the window

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._drop is not None:
            self._drop.move(self.mapToScene(event.position().toPoint()))
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        drop, self._drop = self._drop, None
        if drop is not None:
            drop.leave()
            self.set_dragged_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        drop, self._drop = self._drop, None
        if drop is None:
            event.ignore()
            return
        drop.drop(self.mapToScene(event.position().toPoint()))
        self.set_dragged_over(False)
        event.acceptProposedAction()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What comes to the viewport. A `viewportEvent` in Python would hold the interpreter lock while Qt paints."""
        if watched is not self.viewport():
            return super().eventFilter(watched, event)
        if self._pointing is not None and event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._pointing.hit(self.mapToScene(event.pos()))
            if hit.node is not None and hit.is_on_card:
                QToolTip.showText(event.globalPos(), self._pointing.graph_scene.tooltip(hit.node), self)
            else:
                QToolTip.hideText()
            return True
        if self._pointing is not None and event.type() == QEvent.Type.Leave:
            self._pointing.leave()
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
            return True
        return False
