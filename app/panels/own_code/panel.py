"""The editor of own layers: which code, whether it may run, its text, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.panels.own_code.editor import CodeEditor
from app.parts.labels import note, soft
from app.session.document import Document
from app.theme import Theme, icon
from app.translation import problem_hint, problem_message
from engine.problem import Problem
from engine.project.addresses import drawn_at
from engine.project.change import Change
from engine.project.code_edits import edit_code, remove_code, users_of

PAUSE = 600  # milliseconds without a key, then what was typed counts


class OwnCodePanel(QWidget):
    """Shows one code of the project. What is typed becomes a step of undo after a short pause, or as the keys leave.

    `wrote` carries a text before the document takes it; `new_wanted`, `place_wanted` and `trust_wanted` ask the window.
    """

    wrote = Signal(str)
    new_wanted = Signal()
    place_wanted = Signal(str)
    trust_wanted = Signal()

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._name = ""
        self._found: tuple[Problem, ...] = ()
        self._failure: Problem | None = None
        self._is_filling = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.commit)
        self.choice = QComboBox()
        self.choice.setToolTip(self.tr("The code of which layer"))
        self.choice.activated.connect(lambda _: self.show_code(self.choice.currentText()))
        self._place = self._tool(self.tr("Place another layer with this code"))
        self._place.clicked.connect(lambda: self.place_wanted.emit(self._name))
        self._remove = self._tool(self.tr("Delete this code, which no layer uses"))
        self._remove.clicked.connect(self._delete)
        self._new = QPushButton(self.tr("New"))
        self._new.setToolTip(self.tr("New layer from code"))
        self._new.clicked.connect(self.new_wanted)
        self._trust = self._trust_strip()
        self.editor = CodeEditor(theme)
        self.editor.textChanged.connect(self._typed)
        self.editor.undo_wanted.connect(self.commit)
        self.editor.left.connect(self.commit)
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._wrong.setContentsMargins(14, 4, 12, 8)
        offer = self.tr("A layer of your own: an nn.Module class, a function, or an expression like {example}.")
        self._empty = note(offer.format(example="x * torch.sigmoid(x)"))
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 0, 12, 0)
        bar.setSpacing(6)
        bar.addWidget(self.choice, 1)
        for button in (self._place, self._remove, self._new):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        for widget, stretch in ((self._trust, 0), (self._empty, 1), (self.editor, 1), (self._wrong, 0)):
            layout.addWidget(widget, stretch)
        document.changed.connect(self._follow)
        document.replaced.connect(self._replaced)
        self.set_theme(theme)
        self.refresh()

    # ------------------------------------------------------------------ what it is told

    @property
    def name(self) -> str:
        """The code that is shown; empty without one."""
        return self._name

    def set_theme(self, theme: Theme) -> None:
        self.editor.set_theme(theme)
        self._place.setIcon(icon("add", theme))
        self._remove.setIcon(icon("delete", theme))
        self._wrong.setStyleSheet(f"color: {theme.error.name()};")
        self._trust.setStyleSheet(f"#trust-strip {{ background: {theme.warning_fill.name()}; }}")

    def show_code(self, name: str) -> None:
        """Shows the code of this name; what was typed into another one counts."""
        if name != self._name:
            self.commit()
            self._name, self._failure = name, None
            self.refresh()

    def take_over(self, former: OwnCodePanel) -> None:
        """Shows the code that another one showed, whose window was made anew, and the same place in it."""
        self.show_code(former._name)
        self._failure = former._failure
        self.editor.take_over(former.editor)
        self.show_problems(former._found)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Takes what the check found in the whole project."""
        self._found = tuple(problem for problem in problems if "line" in problem.arguments or "code_" in problem.code)
        self._show_wrong()

    def show_failure(self, problem: Problem | None) -> None:
        """Takes what a run failed of; None where that is gone."""
        self._failure = problem
        self._show_wrong()

    def refresh(self) -> None:
        """Shows the project as it stands."""
        codes = self._document.project.codes
        if self._name not in codes:
            self._name = next(iter(codes), "")
        self._is_filling = True
        if [self.choice.itemText(n) for n in range(self.choice.count())] != list(codes):
            self.choice.clear()
            self.choice.addItems(list(codes))
        self.choice.setCurrentText(self._name)
        is_trusted = not self._name or self._document.project.is_trusted(self._name)
        self.editor.setReadOnly(not is_trusted)
        self.editor.show_text(codes.get(self._name, ""))
        self._is_filling = False
        self._trust.setVisible(not is_trusted)
        for widget in (self.choice, self._place, self.editor):
            widget.setVisible(bool(self._name))
        self._empty.setVisible(not self._name)
        self._remove.setVisible(bool(self._name) and not users_of(self._document.project, self._name))
        self._show_wrong()

    def commit(self) -> None:
        """Lets what was typed count now."""
        self._pause.stop()
        project, text = self._document.project, self.editor.toPlainText()
        if not self._name or self.editor.isReadOnly() or project.codes.get(self._name) in (None, text):
            return
        self.wrote.emit(text)
        change, self._name = edit_code(self._document.project, self._name, text)
        self._failure = None
        self._document.apply(change, self)

    # ------------------------------------------------------------------ inside

    def _typed(self) -> None:
        if not self._is_filling:
            self._pause.start()

    def _delete(self) -> None:
        if self._name:
            self._document.apply(remove_code(self._document.project, self._name), self)

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("code", "node", "block"):
            self._pause.stop()
            self.refresh()

    def _replaced(self) -> None:
        self._pause.stop()
        self._name, self._found, self._failure = "", (), None
        self.refresh()

    def _show_wrong(self) -> None:
        """Marks the lines, and says all of it below the text."""
        problems = self._problems()
        marks: dict[int, str] = {}
        for problem in problems:
            line = problem.arguments.get("line")
            if isinstance(line, int) and line > 0:
                marks.setdefault(line, problem_message(problem))
        self.editor.set_marks(marks)
        told = dict.fromkeys(
            " — ".join(filter(None, (problem_message(problem), problem_hint(problem)))) for problem in problems
        )
        self._wrong.setText("\n".join(told))
        self._wrong.setVisible(bool(told))

    def _problems(self) -> list[Problem]:
        project = self._document.project
        if not self._name:
            return []
        found = list(project.own_codes.problems.get(self._name, ()))
        for problem in (*self._found, *((self._failure,) if self._failure is not None else ())):
            place = drawn_at(project, problem.node) if problem.node else None
            node = project.page(place[0]).nodes[place[1]] if place is not None else None
            is_ours = node is not None and node.role == "code" and node.of == self._name
            if is_ours and problem.code not in ("code_untrusted", "code_pending") and problem not in found:
                found.append(problem)
        return found

    def _tool(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("flat", True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button

    def _trust_strip(self) -> QFrame:
        strip = QFrame()
        strip.setObjectName("trust-strip")
        button = QPushButton(self.tr("Trust it"))
        button.clicked.connect(self.trust_wanted)
        layout = QHBoxLayout(strip)
        layout.setContentsMargins(14, 6, 12, 6)
        layout.addWidget(soft(self.tr("This code came with the file and has not run. Read it first."), wrap=True), 1)
        layout.addWidget(button)
        return strip
