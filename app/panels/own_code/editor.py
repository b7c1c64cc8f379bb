"""A small editor for Python: numbered lines, marks on those that are wrong, indents that follow."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from app.parts.highlighter import PythonHighlighter
from app.theme import Theme
from app.theme.fonts import code_font

INDENT = "    "
MARGIN = 10  # beside the numbers
_ENDS_IN_COLON = re.compile(r":\s*(#.*)?$")


class CodeEditor(QPlainTextEdit):
    """Text to be written. Undo belongs to the document of the window: `undo_wanted` comes before it is asked.

    `left` says that the keys have gone elsewhere.
    """

    undo_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: Mapping[int, str] = {}
        self.setProperty("code", True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(code_font(12))
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * len(INDENT))
        self.setUndoRedoEnabled(False)
        self._highlighter = PythonHighlighter(self.document(), theme)
        self._numbers = _LineNumbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_numbers)
        self.cursorPositionChanged.connect(self._show_marks)
        self._make_room()

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def marks(self) -> Mapping[int, str]:
        """What is wrong, by line, from 1."""
        return self._marks

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._highlighter.set_theme(theme)
        self._show_marks()
        self._numbers.update()

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """Marks these lines as wrong, each with what is said about it."""
        self._marks = marks
        self._show_marks()
        self._numbers.update()

    def show_text(self, text: str) -> None:
        """Takes another text over; what is equal at both ends stays, with the cursor and the place in sight."""
        before = self.toPlainText()
        if text == before:
            return
        start = _common(before, text)
        end = _common(before[start:][::-1], text[start:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(before[:start]))
        cursor.setPosition(_units(before[: len(before) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])

    def take_over(self, former: CodeEditor) -> None:
        """Puts the cursor, and what is selected, where it is in another editor of the same text."""
        there, cursor = former.textCursor(), self.textCursor()
        cursor.setPosition(min(there.anchor(), self.document().characterCount() - 1))
        cursor.setPosition(min(there.position(), self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def go_to(self, line: int) -> None:
        """Puts the cursor at the end of a line."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)
            self.setFocus()

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
                self.undo_wanted.emit()
                event.ignore()
                return False
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or _is_of_texts(event):
                event.accept()  # also where nothing can be written: else the canvas would delete
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._new_line()
        elif event.key() == Qt.Key.Key_Tab:
            self._indent(self.textCursor())
        elif event.key() == Qt.Key.Key_Backtab:
            self._shift_lines(-1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _new_line(self) -> None:
        """A line as far in as the one before, further after a colon."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip())]
        cursor.insertText("\n" + indent + (INDENT if _ENDS_IN_COLON.search(before) else ""))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _indent(self, cursor: QTextCursor) -> None:
        if cursor.hasSelection():
            self._shift_lines(1)
        else:
            cursor.insertText(" " * (len(INDENT) - cursor.positionInBlock() % len(INDENT)))

    def _shift_lines(self, direction: int) -> None:
        """Moves the lines of the selection in or out by one step."""
        cursor = self.textCursor()
        blocks = self.document()
        first, last = blocks.findBlock(cursor.selectionStart()), blocks.findBlock(cursor.selectionEnd())
        edit = QTextCursor(first)
        edit.beginEditBlock()
        for number in range(first.blockNumber(), last.blockNumber() + 1):
            block = blocks.findBlockByNumber(number)
            edit.setPosition(block.position())
            if direction > 0:
                edit.insertText(INDENT)
                continue
            for _ in range(min(len(INDENT), len(block.text()) - len(block.text().lstrip(" ")))):
                edit.deleteChar()
        edit.endEditBlock()

    # ------------------------------------------------------------------ what stands beside and on the lines

    def number_width(self) -> int:
        """The room of the numbers."""
        digits = len(str(max(10, self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.number_width(), inside.height()))

    def paint_numbers(self, painter: QPainter, rect: QRect) -> None:
        """Paints the numbers of the lines in sight."""
        painter.fillRect(rect, self._theme.panel)
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        width, height = self._numbers.width() - MARGIN, self.fontMetrics().height()
        while block.isValid() and top <= rect.bottom():
            number = block.blockNumber() + 1
            painter.setPen(self._theme.error if number in self._marks else self._theme.faint_text)
            painter.drawText(0, round(top), width, height, Qt.AlignmentFlag.AlignRight, str(number))
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def _make_room(self, *_: int) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def _scroll_numbers(self, rect: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def _show_marks(self) -> None:
        shown = [] if self.isReadOnly() else [self._selection(self.textCursor().block().blockNumber() + 1)]
        for number in self._marks:
            for whole in (True, False):
                mark = self._selection(number)
                if whole:
                    mark.format.setBackground(self._theme.error_fill)
                else:
                    mark.cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                    mark.format = QTextCharFormat()
                    mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                    mark.format.setUnderlineColor(self._theme.error)
                shown.append(mark)
        self.setExtraSelections(shown)

    def _selection(self, number: int) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.format.setBackground(self._theme.hover)
        selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        selection.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
        return selection

    def _show_tip(self, event: QHelpEvent) -> None:
        at = event.pos() - self.viewport().pos()
        text = self._marks.get(self.cursorForPosition(at).blockNumber() + 1, "")
        QToolTip.showText(event.globalPos(), text, self)


class _LineNumbers(QWidget):
    """The strip on the left of an editor."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._editor.paint_numbers(painter, event.rect())
        painter.end()


def _is_of_texts(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return any(event.matches(key) for key in (keys.Copy, keys.Cut, keys.Paste, keys.SelectAll))


def _common(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _units(text: str) -> int:
    """The length as Qt counts: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
