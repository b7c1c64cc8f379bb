"""The window: composition only. Every piece is made here and connected here; what it does stands elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from app.actions import Actions
from app.canvas.repairs import carry_out
from app.canvas.view import GraphView
from app.frame.dialogs import Dialogs
from app.frame.docks import Docks
from app.frame.file_actions import FileActions
from app.frame.history_display import HistoryDisplay
from app.frame.menus import Menus
from app.frame.message_bar import MessageBar
from app.frame.modes import Mode, mode_named
from app.frame.own_layers import OwnLayers
from app.frame.panels import Panels
from app.frame.python_export import PythonExport
from app.frame.recovery import RecoveryOffer
from app.frame.run_display import RunDisplay
from app.frame.stage_display import StageDisplay
from app.frame.status_bar import StatusBar
from app.frame.take_along import TakeAlong
from app.frame.top_bar import TopBar
from app.parts.keys import finish_typing
from app.session.checker import Checker
from app.session.comparison import Comparison
from app.session.compute import ComputeThread
from app.session.diagnoser import Diagnoser
from app.session.document import Document
from app.session.engine_loader import EngineLoader
from app.session.journal import Journal
from app.session.kept_states import KeptStates
from app.session.own_code import OwnCode
from app.session.preferences import Preferences
from app.session.recent_files import RecentFiles
from app.session.rehearser import Rehearser
from app.session.run import EngineTraining, LoadedData
from app.session.time_travel import TimeTravel
from app.session.trainer import RunState, Trainer
from app.theatre.stage_bar import StageBar
from app.theatre.theatre import Theatre
from app.theme import Appearance, Theme
from app.translation import problem_hint, problem_message
from engine.problem import Problem, Remedy
from engine.project.project import MAIN
from engine.project.store import SUFFIX
from engine.project.templates import templates

LARGEST = QSize(1600, 1000)  # at the first start; after that, as it was left
SHARE_OF_SCREEN = 0.9
EMPTY_CANVAS_EXAMPLES = 3
SAID = 5000  # milliseconds that a word of success stays


class MainWindow(QMainWindow):
    """One document in one window. `first_painted` comes once, after the first picture is on the screen."""

    first_painted = Signal()

    def __init__(
        self, application: QApplication, preferences: Preferences | None = None, dialogs: Dialogs | None = None
    ) -> None:
        super().__init__()
        self._was_painted = False
        self.preferences = preferences or Preferences()
        self.appearance = Appearance(application, self.preferences.appearance)
        theme = self.appearance.theme
        self._make_session(dialogs)
        self._make_parts(theme)
        self.actions_ = Actions(self)
        self.menus = Menus(self.actions_, self.docks, self.files, self.recent, self.appearance, self.top_bar.menu_bar)
        tools = ("undo", "redo", None, "tidy", "fit", None, "toggle_theme")
        self.top_bar.add_tools([self.actions_[name] if name else None for name in tools])
        self._connect()
        self.set_theme(theme)
        self.setAcceptDrops(True)
        self.resize((self.screen().availableSize() * SHARE_OF_SCREEN).boundedTo(LARGEST))
        self._restore_arrangement()

    # ------------------------------------------------------------------ what it is made of

    def _make_session(self, dialogs: Dialogs | None) -> None:
        self.document = Document(parent=self)
        self.compute = ComputeThread()
        self.own_code = OwnCode(self.document, self.preferences, self)
        self.checker = Checker(self.document, self.own_code.planner, parent=self)
        data = LoadedData()
        states = KeptStates(self.preferences.states_memory)
        self.trainer = Trainer(self.document, self.compute, EngineTraining(data, states), parent=self)
        self.time_travel = TimeTravel(self.document, self.trainer, states, parent=self)
        self.rehearser = Rehearser(self.document, self.compute, data, states, parent=self)
        self.diagnoser = Diagnoser(self.document, self.compute, data, parent=self)
        self.diagnoser.set_thresholds(self.preferences.changed_thresholds)
        self.comparison = Comparison(self.compute, data, parent=self)
        self.loader = EngineLoader(parent=self)
        self.journal = Journal(self.document, parent=self)
        self.recent = RecentFiles(self.preferences)
        self.dialogs = dialogs or Dialogs(self)
        self.export = PythonExport(self.document, self.compute, self)
        self.files = FileActions(
            self.document, self.checker, self.trainer, self.export, self.recent, self.dialogs, self
        )
        self.recovery = RecoveryOffer(self.journal, self.dialogs, self)

    def _make_parts(self, theme: Theme) -> None:
        shown = [(template.name, template.title) for template in templates()[:EMPTY_CANVAS_EXAMPLES]]
        self.canvas = GraphView(theme, examples=shown)
        self.canvas.set_document(self.document)
        self.messages = MessageBar(theme)
        self.status = StatusBar()
        self.panels = Panels.make(self.document, self.trainer, self.comparison, self.preferences.states_memory, theme)
        self.training = self.panels.training
        self.top_bar = TopBar()
        self.setMenuWidget(self.top_bar)
        self.setStatusBar(self.status)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(self.canvas, 1)
        self.stage_bar = StageBar(theme)
        self.stage_bar.hide()
        layout.addWidget(self.stage_bar)
        self.setCentralWidget(centre)
        self.docks = Docks(self, self.panels.by_dock)
        self.theatre = Theatre(
            self.document, self.checker, self.rehearser, self.canvas, self.stage_bar, theme, parent=self
        )
        self.display = RunDisplay(
            self.document, self.checker, self.trainer, self.canvas, self.panels, self.status, self.messages, self
        )
        self.own_layers = OwnLayers(
            self.document, self.checker, self.trainer, self.own_code, self.canvas, self.panels, self.docks,
            self.appearance, parent=self,
        )  # fmt: skip
        layout.insertWidget(0, self.own_layers.bar)
        self.history_display = HistoryDisplay(self.document, self.time_travel, self.theatre, self.panels, parent=self)
        self.take_along = TakeAlong(self.canvas, self.theatre, self.appearance, self.dialogs, parent=self)
        self.stage_display = StageDisplay(
            self.document, self.checker, self.rehearser, self.diagnoser, self.comparison, self.theatre, self.canvas,
            self.panels, parent=self,
        )  # fmt: skip

    def _connect(self) -> None:
        document, trainer, canvas = self.document, self.trainer, self.canvas
        self.appearance.changed.connect(self.set_theme)
        self.loader.ready.connect(self._engine_ready)
        self.loader.failed.connect(
            lambda reason: self.messages.show_message(self.tr("The engine could not be loaded."), code=reason)
        )
        document.modified_changed.connect(self._show_title)
        document.path_changed.connect(self._show_title)
        document.changed.connect(self._show_title)
        document.undo_stack.undoTextChanged.connect(self._show_states)
        document.undo_stack.redoTextChanged.connect(self._show_states)
        document.undo_stack.indexChanged.connect(self._show_states)
        document.weights_changed.connect(self._show_states)
        trainer.state_changed.connect(self._show_states)
        canvas.selection_changed.connect(self._show_states)
        canvas.example_wanted.connect(self.files.open_example)
        canvas.templates_wanted.connect(self._offer_examples)
        panels = self.panels
        panels.layers.kind_chosen.connect(self._place)
        panels.inspector.renamed.connect(lambda node: canvas.select([node]))
        panels.inspector.repair_wanted.connect(self._repair)
        panels.gradients.node_chosen.connect(self._go_to)
        panels.problems.node_chosen.connect(self._go_to)
        panels.diagnosis.node_chosen.connect(self._go_to)
        panels.history.memory_changed.connect(self._set_states_memory)
        self.history_display.refused.connect(self._tell)
        self.theatre.questions.failed.connect(lambda problems: self._tell(problems[0]))
        self.history_display.stage_wanted.connect(self._light_stage)
        self.stage_display.thresholds_changed.connect(self.preferences.keep_thresholds)
        self.docks["update"].visibilityChanged.connect(self.stage_display.show_update_soon)
        self.stage_display.marks_changed.connect(self.display.set_marks)
        self.stage_display.comparing.connect(lambda: self.docks.open("comparison"))
        self.take_along.said.connect(lambda text: self.status.showMessage(text, SAID))
        self.stage_display.refused.connect(lambda text: self.status.showMessage(text, SAID))
        trainer.refused.connect(
            lambda: self.status.showMessage(self.tr("Stop the comparison first: it needs the processor."), SAID)
        )
        panels.code.export_wanted.connect(self.files.export_python)
        panels.training.train_wanted.connect(self.train_or_pause)
        panels.training.step_wanted.connect(self.step_once)
        panels.training.settings_wanted.connect(lambda: self.docks.open("settings"))
        self.messages.place_wanted.connect(self._go_to)
        self.files.began.connect(lambda: self.set_mode(mode_named("design")))
        self.files.said.connect(lambda text: self.status.showMessage(text, SAID))
        self.journal.failed.connect(self._journal_failed)
        self.status.problems_wanted.connect(lambda: self.docks.open("problems"))
        self.top_bar.modes.chosen.connect(lambda name: self.set_mode(mode_named(name)))
        self.menus.mode_chosen.connect(lambda name: self.set_mode(mode_named(name)))
        self.checker.checked.connect(self._show_states)
        canvas.node_activated.connect(self.own_layers.open_node)
        search = QShortcut(QKeySequence(Qt.Key.Key_Tab), canvas, context=Qt.ShortcutContext.WidgetShortcut)
        search.activated.connect(self.find_layer)

    # ------------------------------------------------------------------ what actions ask of it

    def find_layer(self) -> None:
        """Puts the cursor into the search of the palette."""
        self.docks.open("layers")
        self.panels.layers.start_search()

    def train_or_pause(self) -> None:
        """Shows the training, then begins, pauses or goes on."""
        finish_typing()
        if self._mode.id == "design":
            self.set_mode(mode_named("train"))
        self.training.train_or_pause()

    def step_once(self) -> None:
        """Does one update."""
        finish_typing()
        self.trainer.step_once()

    def show_about(self) -> None:
        from importlib.metadata import version

        self.dialogs.show_about(version("chainrule"))

    def set_mode(self, mode: Mode) -> None:
        """Another way of looking: the canvas stays where it is, the docks change."""
        self._mode = mode
        QTimer.singleShot(0, self, self._show_states)
        showed_all = self._shows_all()
        self.docks.set_mode(mode)
        if showed_all:
            QTimer.singleShot(0, self.canvas, lambda: None if self._shows_all() else self.canvas.fit())
        if not mode.is_stage:
            self.theatre.leave()
            self.stage_display.leave()
            self.history_display.leave_stage()
        self.canvas.set_mode(mode.id)  # type: ignore[arg-type]
        if mode.is_stage:
            self.theatre.enter(is_hall=mode.id == "present")
            self.stage_display.enter()
        for bar in (self.top_bar, self.status):
            bar.set_hall(mode.id == "present")
        self.top_bar.modes.show_mode(mode.id)

    def set_theme(self, theme: Theme) -> None:
        """Hands another theme to everything that paints."""
        self.canvas.set_theme(theme)
        self.theatre.set_theme(theme)
        self.messages.set_theme(theme)
        self.panels.set_theme(theme)
        self.docks.set_theme(theme)
        self.actions_.set_theme(theme)

    def start_engine(self) -> None:
        """Makes the plots and loads torch beside the window; after the first paint."""
        self.panels.create_plots()
        self.docks.raise_floating()
        self.loader.start()
        self.recovery.ask()

    def shutdown(self) -> None:
        """Ends every thread; after the window was closed."""
        self.theatre.leave()
        self.stage_display.leave()
        self.panels.data.shutdown()
        self.take_along.close()
        self.rehearser.close()
        self.own_code.close()
        self.time_travel.close()
        self.trainer.close()
        self.loader.close()
        self.journal.close()

    # ------------------------------------------------------------------ what it shows

    def _engine_ready(self) -> None:
        self.checker.start()
        self.training.set_ready()
        self.history_display.set_ready()
        self.status.show_engine(self.display.device_text("cpu", None))
        self._show_states()

    def _show_states(self, *_: object) -> None:
        state, stack = self.trainer.state, self.document.undo_stack
        is_ready, is_idle = self.loader.is_ready, state is RunState.IDLE
        self.actions_.enable(
            {
                "undo": stack.canUndo(),
                "redo": stack.canRedo(),
                "selection": bool(self.canvas.selected_nodes),
                "source": self.checker.plan is not None,
                "trainable": state is not RunState.STOPPING,
                "stage": self._mode.is_stage,
                "steppable": is_ready and state in (RunState.IDLE, RunState.RUNNING, RunState.PAUSED),
                "stoppable": not is_idle and state is not RunState.STOPPING,
                "weights": bool(self.document.weights) or not is_idle,
            }
        )
        self.actions_.set_text("undo", self.tr("&Undo {edit}").format(edit=stack.undoText()).strip())
        self.actions_.set_text("redo", self.tr("&Redo {edit}").format(edit=stack.redoText()).strip())
        self.actions_.set_text("train", self.training.train_text)

    def _shows_all(self) -> bool:
        """Whether the whole network is in sight."""
        seen = self.canvas.mapToScene(self.canvas.viewport().rect()).boundingRect()
        return seen.contains(self.canvas.graph_scene.extent)

    def _show_title(self, *_: object) -> None:
        self.setWindowTitle(f"{self.files.name}[*]")
        self.setWindowModified(self.document.is_modified)

    def _journal_failed(self, problem: Problem) -> None:
        text = self.tr("Unsaved changes are not safe: {problem}").format(problem=problem_message(problem))
        self.messages.show_message(text, hint=problem_hint(problem), is_error=False)

    def _light_stage(self) -> None:
        """Shows the stage, with what was open beside it in front."""
        if not self._mode.is_stage:
            self.set_mode(mode_named("backprop"))
            self.docks.open("history")

    def _set_states_memory(self, megabytes: int) -> None:
        self.preferences.states_memory = megabytes
        self.time_travel.set_memory(megabytes)

    def _tell(self, problem: Problem) -> None:
        self.messages.show_message(problem_message(problem), hint=problem_hint(problem), is_error=False)

    def _offer_examples(self) -> None:
        self.menus.pop_up_examples(self.canvas.mapToGlobal(self.canvas.rect().center()))

    def _go_to(self, address: str) -> None:
        self.canvas.center_on(address.partition(".")[0])
        self.canvas.setFocus()

    def _place(self, kind: str) -> None:
        """Places a kind; the keys then belong to the canvas: Tab searches for the next, Delete removes this one."""
        self.canvas.place(kind)
        self.canvas.setFocus()

    def _repair(self, node: str, remedy: Remedy) -> None:
        if self.canvas.page == MAIN:
            self.stage_display.remedy(node, remedy)  # the node may stand inside a block
        else:
            carry_out(remedy, node, self.canvas.graph_scene, self.canvas.editor)

    # ------------------------------------------------------------------ arrangement and events of the window

    def _restore_arrangement(self) -> None:
        if not self.preferences.geometry.isEmpty():
            self.restoreGeometry(self.preferences.geometry)
        self.docks.restore(self.preferences.docks)
        self.set_mode(mode_named(self.preferences.mode or "train"))
        self._show_title()
        self._show_states()
        self.canvas.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.preferences.geometry = self.saveGeometry()
        self.preferences.docks = self.docks.saved()
        self.preferences.mode = self._mode.id
        self.preferences.appearance = self.appearance.setting
        self.preferences.sync()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.files.open(path)


def _dropped(event: QDropEvent) -> Path | None:
    """The project that is being dropped; None where it is something else."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix == SUFFIX), None)
