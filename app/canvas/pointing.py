"""The mouse on the canvas: gestures while a button is held, hints while none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent

from app.canvas.annotating import Annotator
from app.canvas.annotation_items import Grip
from app.canvas.editing import Editor
from app.canvas.gestures.choose import gesture_for
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.stage import gesture_on_stage
from app.canvas.hits import Hit, hit_at
from app.canvas.hover import Hover, HoverLabel
from app.canvas.node_item import NodeItem
from app.canvas.nudging import Nudging
from app.canvas.quick_add import QuickAdd
from app.canvas.scene import GraphScene
from app.canvas.suggestions import Held
from app.canvas.writing import Writing
from app.theme.tokens import Theme

if TYPE_CHECKING:
    from app.canvas.input_view import InputView

MESSAGE_MS = 2500
BORDER = 20  # pixels at the border where a held pointer scrolls
FASTEST = 40  # pixels a tick
TICK_MS = 30


class Pointing(QObject):
    """Follows the pointer over one scene in a view; it is the surface that gestures work on.

    On the stage, `element_chosen` carries the row of a card and the element of the tensor that was clicked there,
    `card_clicked` the node.
    """

    element_chosen = Signal(object, object)
    card_clicked = Signal(str)

    def __init__(self, view: InputView, scene: GraphScene, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self._editor = Editor(scene)
        self._theme = theme
        self._label = HoverLabel(theme)
        scene.addItem(self._label)
        self._hover = Hover(scene, self._label)
        self._annotator = Annotator(scene, self._editor)
        self.nudging = Nudging(scene, self._annotator)
        self.writing = Writing(view, scene, self._annotator, self)
        self.adding = QuickAdd(view, scene, self._editor, theme, self)
        self._gesture: Gesture | None = None
        self._last: QPoint | None = None  # where the pointer was seen, while it is over the canvas
        self._space_is_held = False
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(MESSAGE_MS)
        self._fade.timeout.connect(self._label.hide)
        self._scroll = QTimer(self)
        self._scroll.setInterval(TICK_MS)
        self._scroll.timeout.connect(self._scroll_at_border)

    @property
    def graph_scene(self) -> GraphScene:
        return self._scene

    @property
    def editor(self) -> Editor:
        return self._editor

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def annotator(self) -> Annotator:
        return self._annotator

    @property
    def accent(self) -> QColor:
        """The colour of what is being done."""
        return self._theme.accent

    @property
    def zoom(self) -> float:
        """How large the scene is shown."""
        return self._view.camera.zoom

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is going on."""
        return self._gesture is not None

    @property
    def message(self) -> str:
        """The text beside the pointer; empty where there is none."""
        return self._label.text

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._label.set_theme(theme)
        self.adding.set_theme(theme)

    # ------------------------------------------------------------------ the surface of gestures

    def hit(self, position: QPointF) -> Hit:
        """What lies at a place of the scene."""
        return hit_at(self._scene, position, self.zoom)

    def scroll_by(self, offset: QPoint) -> None:
        self._view.camera.scroll_by(offset)

    def show_message(self, text: str, position: QPointF, is_wrong: bool = False) -> None:
        """Shows a short text at a place of the scene, for a while."""
        self._label.show_text(text, position, is_wrong)
        self._fade.start()

    def hide_message(self) -> None:
        self._fade.stop()
        self._label.hide()

    def offer_kinds(self, position: QPointF, held: Held) -> None:
        """Asks which layer shall be joined to an edge that was dropped on nothing."""
        self.adding.open_for(held, position)

    def ask_at(self, item: NodeItem, place: QPointF) -> None:
        """Asks about the number at a place of a card."""
        found = item.element_at(place)  # before the click uncovers it
        self.card_clicked.emit(item.node)
        if found is not None:
            self.element_chosen.emit(*found)

    @property
    def place(self) -> QPointF:
        """Where the pointer is in the scene, else the middle of what is seen."""
        at = self._last if self._last is not None else self._view.viewport().rect().center()
        return self._view.mapToScene(at)

    def search(self) -> None:
        """Opens the search box where the pointer is; the stage has none."""
        if not self._scene.is_staged and self._gesture is None:
            self.adding.open(self.place)

    # ------------------------------------------------------------------ what the view hands over

    def press(self, event: QMouseEvent) -> None:
        if self._gesture is None:
            self.hide_message()
            self.adding.close()
            self._hover.leave()
            pointer, button = self._pointer(event), event.button()
            if self._scene.is_staged:
                self._gesture = gesture_on_stage(self, pointer, button)
            else:
                self._gesture = gesture_for(self, pointer, button, self._space_is_held)
            self._show_cursor()

    def move(self, event: QMouseEvent) -> None:
        pointer = self._pointer(event)
        if self._gesture is not None:
            self._gesture.move(pointer)
            self._watch_border(pointer)
        elif not self._fade.isActive():
            hit = self.hit(pointer.scene)
            self._hover.follow(hit, pointer.scene)
            self._show_cursor(hit.grip)

    def release(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        self._scroll.stop()
        if gesture is not None:
            gesture.finish(self._pointer(event))
        self._show_cursor()

    def leave(self) -> None:
        """The pointer left the canvas."""
        self._last = None
        if self._gesture is None and not self._fade.isActive():
            self._hover.leave()

    def cancel(self) -> None:
        """Cancels the gesture that is going on."""
        gesture, self._gesture = self._gesture, None
        self._scroll.stop()
        if gesture is not None:
            gesture.cancel()
            self._show_cursor()

    def forget(self) -> None:
        """Lets go of items that may be gone, as after an edit."""
        self.cancel()
        self.adding.close()
        self.writing.close()
        self._hover.forget()

    def hold_space(self, is_held: bool) -> None:
        """With space held, the left button pushes the canvas."""
        self._space_is_held = is_held
        self._show_cursor()

    # ------------------------------------------------------------------ inside

    def _pointer(self, event: QMouseEvent) -> Pointer:
        position = self._last = event.position().toPoint()
        return Pointer(self._view.mapToScene(position), position, event.modifiers())

    def _show_cursor(self, grip: Grip | None = None) -> None:
        """That of the gesture; without one, what a press would do here."""
        idle = grip.cursor if grip is not None else Qt.CursorShape.ArrowCursor
        idle = Qt.CursorShape.OpenHandCursor if self._space_is_held else idle
        shape = self._gesture.cursor if self._gesture is not None else idle
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _watch_border(self, pointer: Pointer) -> None:
        is_near = self._gesture is not None and self._gesture.scrolls and self._beyond(pointer.view) != QPoint()
        if is_near and not self._scroll.isActive():
            self._scroll.start()
        elif not is_near:
            self._scroll.stop()

    def _beyond(self, at: QPoint) -> QPoint:
        """How far a place of the viewport lies in its border, or outside."""
        rect = self._view.viewport().rect().adjusted(BORDER, BORDER, -BORDER, -BORDER)
        x = min(0, at.x() - rect.left()) + max(0, at.x() - rect.right())
        y = min(0, at.y() - rect.top()) + max(0, at.y() - rect.bottom())
        return QPoint(max(-FASTEST, min(FASTEST, x)), max(-FASTEST, min(FASTEST, y)))

    def _scroll_at_border(self) -> None:
        if self._gesture is None:
            self._scroll.stop()
            return
        at = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        self.scroll_by(self._beyond(at))
        self._gesture.move(Pointer(self._view.mapToScene(at), at, QGuiApplication.keyboardModifiers()))
