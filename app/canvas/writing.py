"""Writing on the canvas itself: a field over a comment or over the title of a frame, while its text is edited."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.canvas.annotating import Annotator
from app.canvas.annotation_items import AnyItem, CommentItem
from app.canvas.scene import GraphScene
from app.theme.fonts import DOCK, ui_font
from engine.project.annotations import Comment

if TYPE_CHECKING:
    from app.canvas.input_view import InputView

LEAST = QSizeF(140, 38)  # pixels
ROOM = 44  # pixels below a comment, for what is still written
LONGEST = 4000  # letters


class Writing(QObject):
    """Opens the field and hands what was written to the annotator."""

    def __init__(self, view: InputView, scene: GraphScene, annotator: Annotator, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._scene = scene
        self._annotator = annotator
        self.field: WritingField | None = None
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scroll)

    def open(self, item: AnyItem, is_new: bool = False) -> None:
        """Edits the text of a comment, or the title of a frame; of one that is new, in one step with its coming."""
        key = item.key
        is_comment = isinstance(item, CommentItem)
        write = partial(self._rewrite, item, is_new)
        self._open(item.shown.text, item.writing_rect, item.font, not is_comment, write)
        self._scene.select((), (), [key])

    def open_new(self, at: QPointF) -> None:
        """Writes a new comment at a place of the scene; without a word there is none."""
        rect = QRectF(at, QSizeF(Comment.width, LEAST.height()))
        self._open("", rect, ui_font(DOCK), False, lambda text: self._annotator.add_comment(text, at))

    def close(self) -> None:
        """Takes the field away, with what was written in it."""
        field, self.field = self.field, None
        if field is not None:
            had_focus = field.hasFocus()
            field.end()
            if had_focus:
                self._view.setFocus()

    def _rewrite(self, item: AnyItem, is_new: bool, text: str) -> None:
        """A comment without a word would be hard to find again: it keeps what it had."""
        if text or not isinstance(item, CommentItem):
            self._annotator.set_text(item.key, text, is_new)

    def _open(self, text: str, rect: QRectF, font: QFont, is_single_line: bool, write: Callable[[str], object]) -> None:
        self.close()
        shown = QRectF(self._view.mapFromScene(rect).boundingRect())
        shown.moveTopLeft(self._view.viewport().mapToParent(self._view.mapFromScene(rect.topLeft())).toPointF())
        shown.setSize(shown.size().expandedTo(LEAST))
        if not is_single_line:
            shown.setHeight(shown.height() + ROOM)
        font.setPixelSize(max(12, min(24, round(font.pixelSize() * self._view.camera.zoom))))
        field = self.field = WritingField(text, font, is_single_line, self._view)
        field.written.connect(lambda written: self._finish(written, write))
        field.left.connect(self.close)
        field.setGeometry(shown.toRect())
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self, text: str, write: Callable[[str], object]) -> None:
        before, text = self.field.text if self.field is not None else "", text.strip()[:LONGEST]
        self.close()
        if text != before:
            write(text)

    def _on_scroll(self) -> None:
        if self.field is not None:
            self.field.commit()


class WritingField(QPlainTextEdit):
    """`written` carries the text once, when the keys leave the field; `left` comes after Escape.

    Enter ends a title; in a comment it begins a line, and Ctrl+Enter ends.
    """

    written = Signal(str)
    left = Signal()

    def __init__(self, text: str, font: QFont, is_single_line: bool, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.text = text
        self._is_single_line = is_single_line
        self._has_ended = False
        self.setFont(font)
        self.setStyleSheet(f"QPlainTextEdit {{ font-size: {font.pixelSize()}px; }}")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if is_single_line:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("Title") if is_single_line else self.tr("Write a comment"))
        self.setAccessibleName(self.placeholderText())
        self.setPlainText(text)
        self.selectAll()

    def commit(self) -> None:
        """Hands over what was written."""
        if not self._has_ended:
            text = self.toPlainText()
            self.written.emit(" ".join(text.split("\n")) if self._is_single_line else text)

    def end(self) -> None:
        """Goes away; nothing is handed over from now on."""
        self._has_ended = True
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif is_enter and (self._is_single_line or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.commit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # the menu of the field itself
            self.commit()
