"""The code panel: always the text of the current graph, which is the text that trains and that is exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from app.parts.highlighter import PythonHighlighter
from app.parts.labels import ElidedLabel
from app.theme import Theme, icon
from app.theme.fonts import code_font
from app.translation import problem_message
from engine.compiler.plan import Plan
from engine.problem import ProblemError


class CodeView(QPlainTextEdit):
    """Text to read and to copy from. Keys that mean something in a text are not left to the canvas."""

    OURS = (
        QKeySequence.StandardKey.Copy,
        QKeySequence.StandardKey.Cut,
        QKeySequence.StandardKey.Paste,
        QKeySequence.StandardKey.SelectAll,
    )
    WITHOUT_EFFECT = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        return event.key() in self.WITHOUT_EFFECT or any(event.matches(key) for key in self.OURS)


class CodePanel(QWidget):
    """Shows the source of a plan; the lines of the selected nodes are marked.

    The text is made only while the panel can be seen. `export_wanted` asks the window for the export.
    """

    export_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: Plan | None = None
        self._is_stale = False
        self._lines: Mapping[int, str] = {}
        self._selected: frozenset[str] = frozenset()
        self._status = ElidedLabel()
        self._status.setProperty("soft", True)
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.clicked.connect(self.copy_all)
        self._export = QPushButton(self.tr("Export…"))
        self._export.clicked.connect(self.export_wanted)
        self.text = CodeView()
        self.text.setProperty("code", True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(code_font(12))
        self.text.setPlaceholderText(self.tr("The PyTorch code of the network appears here."))
        self._highlighter = PythonHighlighter(self.text.document(), theme)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 0, 12, 0)
        bar.setSpacing(6)
        bar.addWidget(self._status, 1)
        bar.addWidget(self._copy)
        bar.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.text, 1)
        self._show_state("")
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._highlighter.set_theme(theme)
        self._copy.setIcon(icon("copy", theme))
        self._export.setIcon(icon("export", theme))
        self._mark()

    def show_plan(self, plan: Plan | None) -> None:
        """Takes the newest plan."""
        self._plan, self._is_stale = plan, True
        if self.isVisible():
            self._write()

    def show_selection(self, nodes: Sequence[str]) -> None:
        """Marks the lines of these nodes."""
        self._selected = frozenset(nodes)
        self._mark()

    def copy_all(self) -> None:
        """Puts the whole text into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._show_state(self.tr("Copied."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._write()

    def _write(self) -> None:
        self._is_stale = False
        text, lines, state = "", {}, ""
        if self._plan is not None:
            from engine.compiler.source import generate  # a plan is there, so torch is too

            try:
                source = generate(self._plan)
                text, lines = source.text, dict(source.lines)
                state = self.tr("{count} lines").format(count=text.count("\n"))
            except ProblemError as error:
                problem = error.problem
                place = f"{problem.node}: " if problem.node else ""
                state = self.tr("No code yet: {problem}").format(problem=place + problem_message(problem))
        self._lines = lines
        if text != self.text.toPlainText():
            scroll = self.text.verticalScrollBar().value()
            self.text.setPlainText(text)
            self.text.verticalScrollBar().setValue(scroll)
        self._show_state(state)
        self._mark()

    def _show_state(self, text: str) -> None:
        self._status.setText(text)
        has_text = bool(self.text.toPlainText())
        self._copy.setEnabled(has_text)
        self._export.setEnabled(has_text)

    def _mark(self) -> None:
        marks = []
        for number, address in self._lines.items():
            if address not in self._selected and address.partition(".")[0] not in self._selected:
                continue
            block = self.text.document().findBlockByNumber(number - 1)
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(self._theme.selection)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.cursor = QTextCursor(block)
            marks.append(mark)
        self.text.setExtraSelections(marks)
