"""The window: composition only. Every piece is made here and connected here; what it does stands elsewhere."""

from __future__ import annotations

from functools import partial

import platformdirs
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.actions import Actions
from app.canvas.repairs import carry_out
from app.canvas.view import GraphView
from app.frame.action_states import states_of
from app.frame.block_display import BlockDisplay
from app.frame.design_display import DesignDisplay
from app.frame.dialogs import Dialogs
from app.frame.docks import Docks
from app.frame.file_actions import FileActions
from app.frame.file_taking import FileTakingWindow
from app.frame.focus_ring import FocusRing
from app.frame.help_display import HelpDisplay
from app.frame.history_display import HistoryDisplay
from app.frame.menus import Menus
from app.frame.message_bar import MessageBar
from app.frame.mini_map import remember_mini_map
from app.frame.modes import Mode, mode_named
from app.frame.own_layers import OwnLayers
from app.frame.page_bar import PageBar
from app.frame.pages import PageTrail
from app.frame.panels import Panels
from app.frame.pickers import Pickers
from app.frame.python_export import PythonExport
from app.frame.recovery import RecoveryOffer
from app.frame.rewording import reword
from app.frame.run_display import RunDisplay
from app.frame.stage_display import StageDisplay
from app.frame.status_bar import StatusBar
from app.frame.take_along import TakeAlong
from app.frame.telling import Telling
from app.frame.top_bar import TopBar
from app.frame.windows import Windows
from app.parts.examples import first_examples
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
from app.session.trainer import Trainer
from app.theatre.stage_bar import StageBar
from app.theatre.theatre import Theatre
from app.theme import Appearance, Theme
from app.translation import Language
from engine.problem import Remedy
from engine.project.project import MAIN

LARGEST = QSize(1600, 1000)  # at the first start; after that, as it was left
SHARE_OF_SCREEN = 0.9


class MainWindow(FileTakingWindow):
    """One document in one window. `first_painted` comes once, after the first picture is on the screen."""

    first_painted = Signal()

    def __init__(
        self, application: QApplication, preferences: Preferences | None = None, dialogs: Dialogs | None = None
    ) -> None:
        super().__init__()
        self._was_painted = False
        self.preferences = preferences or Preferences()
        self.appearance = Appearance(application, self.preferences.appearance)
        self.appearance.chosen.connect(partial(setattr, self.preferences, "appearance"))  # also for the next window
        self.language = Language(application, self.preferences.language)
        self._make_session(dialogs)
        self.docks = Docks(self)
        self._centre = QStackedWidget()  # it and the docks stay, whatever is put in: so everything keeps its size
        self.setCentralWidget(self._centre)
        self._session = self.children()
        self._connect_session()
        self._compose()
        self.setAcceptDrops(True)
        self.resize((self.screen().availableSize() * SHARE_OF_SCREEN).boundedTo(LARGEST))
        self._restore_arrangement()

    # ------------------------------------------------------------------ what it is made of

    def _compose(self) -> None:
        """Makes everything that has words: at first, and again in each other language."""
        theme = self.appearance.theme
        self._make_parts(theme)
        self.actions_ = Actions(self)
        remember_mini_map(self.canvas.mini_map, self.actions_["mini_map"], self.preferences)
        self.menus = Menus(
            self.actions_, self.docks, self.files, self.recent, self.appearance, self.language, self.top_bar.menu_bar
        )
        self.design_display.fill(self.menus.view, self.actions_)
        tools = ("undo", "redo", None, "tidy", "fit", None, "toggle_theme")
        self.top_bar.add_tools([self.actions_[name] if name else None for name in tools])
        self._connect_parts()
        self.set_theme(theme)

    def _make_session(self, dialogs: Dialogs | None) -> None:
        self.document = Document(parent=self)
        self.compute = ComputeThread()
        self.own_code = OwnCode(self.document, self.compute, self.preferences, self)
        self.checker = Checker(self.document, self.own_code.planner, parent=self)
        self.data, states = LoadedData(), KeptStates(self.preferences.states_memory)
        data = self.data
        self.trainer = Trainer(self.document, self.compute, EngineTraining(data, states), parent=self)
        self.time_travel = TimeTravel(self.document, self.trainer, states, parent=self)
        self.rehearser = Rehearser(self.document, self.compute, data, states, parent=self)
        self.diagnoser = Diagnoser(self.document, self.compute, data, parent=self)
        self.diagnoser.set_thresholds(self.preferences.changed_thresholds)
        self.comparison = Comparison(self.compute, data, parent=self)
        self.loader = EngineLoader(parent=self)
        self.journal = Journal(self.document, parent=self)
        self.document.library_folder = platformdirs.user_data_path("chainrule", appauthor=False) / "blocks"
        self.recent = RecentFiles(self.preferences)
        self.dialogs = dialogs or Dialogs(self)
        self.export = PythonExport(self.document, self.compute, self)
        self.files = FileActions(
            self.document, self.checker, self.trainer, self.export, self.recent, self.dialogs, self
        )
        self.recovery = RecoveryOffer(self.journal, self.dialogs, self)
        self.windows = Windows(self, self.document, self.dialogs)

    def _make_parts(self, theme: Theme) -> None:
        self.canvas = GraphView(theme, examples=first_examples())
        self.canvas.set_document(self.document)
        self.pages = PageTrail(self.document, self.canvas, self)
        self.messages = MessageBar(self.document, theme)
        self.status = StatusBar()
        self.telling = Telling(
            self.messages, self.status, self.loader, self.journal, self.trainer, self.files, self.windows, self
        )
        self.panels = Panels.make(self.document, self.trainer, self.comparison, self.preferences.states_memory, theme)
        self.training = self.panels.training
        self.top_bar = TopBar()
        self.pickers = Pickers(
            self, self.document, self.canvas, self.pages.show, self.top_bar.menu_bar, self.preferences,
            self.appearance,
        )  # fmt: skip
        self.setMenuWidget(self.top_bar)
        self.setStatusBar(self.status)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.page_bar = PageBar(self.document, self.pages)
        layout.addWidget(self.messages)
        layout.addWidget(self.page_bar)
        layout.addWidget(self.canvas, 1)
        self.stage_bar = StageBar(theme)
        self.stage_bar.hide()
        layout.addWidget(self.stage_bar)
        self._centre.addWidget(centre)
        self._centre.setCurrentWidget(centre)
        self.docks.fill(self.panels.by_dock)
        self.help_display = HelpDisplay(
            self.document, self.checker, self.canvas, self.pages, self.panels, self.docks, self
        )  # fmt: skip
        self.focus_ring = FocusRing(self.canvas, self.docks, self)
        self.theatre = Theatre(self.document, self.checker, self.rehearser, self.canvas, self.stage_bar, theme, self)
        self.display = RunDisplay(
            self.document, self.checker, self.trainer, self.canvas, self.pages, self.panels, self.status,
            self.messages, self,
        )  # fmt: skip
        self.blocks = BlockDisplay(
            self.document, self.checker, self.canvas, self.pages, self.page_bar, self.display, self.panels,
            lambda node: self.own_layers.open_node(node), self,
        )  # fmt: skip
        self.own_layers = OwnLayers(
            self.document, self.checker, self.trainer, self.own_code, self.canvas, self.panels, self.docks,
            self.appearance, parent=self,
        )  # fmt: skip
        layout.insertLayout(0, self.own_layers.bars)
        self.history_display = HistoryDisplay(self.document, self.time_travel, self.theatre, self.panels, parent=self)
        self.design_display = DesignDisplay(
            self.document, self.checker, self.compute, self.data, self.canvas, self.panels.costs, self.docks,
            self.preferences, self.appearance, parent=self,
        )  # fmt: skip
        self.take_along = TakeAlong(self.canvas, self.theatre, self.appearance, self.dialogs, parent=self)
        self.stage_display = StageDisplay(
            self.document, self.checker, self.rehearser, self.diagnoser, self.comparison, self.theatre, self.canvas,
            self.panels, parent=self,
        )  # fmt: skip

    def _connect_session(self) -> None:
        document, stack = self.document, self.document.undo_stack
        self.language.changed.connect(self._speak_soon)
        self.appearance.changed.connect(self.set_theme)
        self.loader.ready.connect(self._engine_ready)
        self.files.began.connect(lambda: self.set_mode(mode_named("design")))
        for named in (document.modified_changed, document.path_changed, document.changed):
            named.connect(self._show_title)
        for changed in (stack.undoTextChanged, stack.redoTextChanged, stack.indexChanged, document.weights_changed):
            changed.connect(self._show_states)
        self.trainer.state_changed.connect(self._show_states)
        self.checker.checked.connect(self._show_states)

    def _connect_parts(self) -> None:
        canvas, panels = self.canvas, self.panels
        canvas.selection_changed.connect(self._show_states)
        canvas.example_wanted.connect(self.files.open_example)
        canvas.templates_wanted.connect(lambda: self.menus.pop_up_examples(canvas.mapToGlobal(canvas.rect().center())))
        panels.layers.kind_chosen.connect(self._place)
        panels.inspector.renamed.connect(lambda node: canvas.select([node]))
        panels.inspector.repair_wanted.connect(self._repair)
        for panel in (panels.gradients, panels.costs, panels.problems, panels.diagnosis):
            panel.node_chosen.connect(self.blocks.go_to)
        panels.history.memory_changed.connect(self._set_states_memory)
        self.history_display.refused.connect(self.telling.tell)
        self.theatre.questions.failed.connect(lambda problems: self.telling.tell(problems[0]))
        self.history_display.stage_wanted.connect(self._light_stage)
        self.stage_display.thresholds_changed.connect(self.preferences.keep_thresholds)
        self.docks["update"].visibilityChanged.connect(self.stage_display.show_update_soon)
        self.stage_display.marks_changed.connect(self.display.set_marks)
        self.stage_display.comparing.connect(lambda: self.docks.open("comparison"))
        for said in (self.take_along.said, self.design_display.said, self.stage_display.refused,
                     self.pickers.kinds.said):  # fmt: skip
            said.connect(self.telling.say)
        canvas.refused.connect(self.telling.refuse)
        panels.code.export_wanted.connect(self.files.export_python)
        panels.training.train_wanted.connect(self.train_or_pause)
        panels.training.step_wanted.connect(self.step_once)
        panels.training.settings_wanted.connect(lambda: self.docks.open("settings"))
        self.messages.place_wanted.connect(self.blocks.go_to)
        canvas.rearranging.edges_focused.connect(lambda is_on: self.actions_.set_on("focus_edges", is_on))
        self.status.problems_wanted.connect(lambda: self.docks.open("problems"))
        self.top_bar.modes.chosen.connect(lambda name: self.set_mode(mode_named(name)))
        self.menus.mode_chosen.connect(lambda name: self.set_mode(mode_named(name)))
        self.pages.changed.connect(self._show_states)
        panels.inspector.block_wanted.connect(self.pages.open)

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
        self.design_display.set_mode(mode.id)
        if mode.is_stage:
            self.theatre.enter(is_hall=mode.id == "present")
            self.stage_display.enter()
        for bar in (self.top_bar, self.status, self.pickers.picker, self.panels.help):
            bar.set_hall(mode.id == "present")
        self.top_bar.modes.show_mode(mode.id)

    @property
    def mode(self) -> Mode:
        return self._mode

    def _speak_soon(self) -> None:
        """Another language: not at once, for the menu in which it was chosen goes, too."""
        self.preferences.language = self.language.setting
        QTimer.singleShot(0, self, lambda: reword(self, self._session, self._compose))

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
        self.blocks.read_library()
        self.docks.raise_floating()
        self.loader.start()
        self.recovery.ask()

    def shutdown(self) -> None:
        """Ends every thread; after the window was closed."""
        self.theatre.leave()
        self.stage_display.leave()
        self.panels.data.shutdown()
        own = (self.take_along, self.rehearser, self.own_code, self.design_display, self.time_travel)
        for part in (*own, self.trainer, self.loader, self.journal, self.windows):
            part.close()

    # ------------------------------------------------------------------ what it shows

    def _engine_ready(self) -> None:
        self.checker.start()
        self.training.set_ready()
        self.history_display.set_ready()
        self.status.show_engine(self.display.device_text("cpu", None))
        self._show_states()

    def _show_states(self, *_: object) -> None:
        states = states_of(self.document, self.checker, self.trainer, self.canvas, self.pages)
        is_ready = self.loader.is_ready and states["steppable"]
        self.actions_.enable({**states, "stage": self._mode.is_stage, "steppable": is_ready})
        stack = self.document.undo_stack
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

    def _light_stage(self) -> None:
        """Shows the stage, with what was open beside it in front."""
        if not self._mode.is_stage:
            self.set_mode(mode_named("backprop"))
            self.docks.open("history")

    def _set_states_memory(self, megabytes: int) -> None:
        self.preferences.states_memory = megabytes
        self.time_travel.set_memory(megabytes)

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
        self.preferences.sync()
        event.accept()
