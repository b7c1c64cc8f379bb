"""A sample in Design: what every node that is right makes of it stands on its card, after every edit anew.

It goes through the whole network, blocks and all. On the page of a block stands what goes through the copy by which
the page was entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from app.canvas.stage import Stage, lay_out_stage
from app.canvas.view import GraphView
from app.session.checker import Checker
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.rehearser import Rehearser
from app.session.run import LoadedData
from app.theatre.rows import RowMaker
from app.theatre.sample_choice import SampleChoice
from app.theatre.sample_picker import WIDTH
from app.theme import Theme
from app.translation import problem_message
from engine.problem import Problem
from engine.project.library import blocks_within
from engine.project.project import MAIN

if TYPE_CHECKING:
    from engine.backprop.moments import ShownStep
    from engine.backprop.recording import Recording
    from engine.compiler.plan import Step

SOON = 120  # milliseconds after an edit, in which another one may come
TALLEST = 44.0  # a picture: with its caption it fits between the rows of a tidy layout
MARGIN = 12


class Glimpses(QObject):
    """Off until `set_shown`, and dark but in Design. A page that is no part of the network has no sample, and says so.

    `shown_changed` says whether a sample is shown where it can be, `said` why there is none.
    """

    shown_changed = Signal(bool)
    said = Signal(str)

    def __init__(
        self,
        document: Document,
        checker: Checker,
        compute: ComputeThread,
        data: LoadedData,
        canvas: GraphView,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._checker, self._canvas, self._theme = document, checker, canvas, theme
        self._rehearser = Rehearser(document, compute, data, parent=self, rehearse=_glimpse)
        self._is_shown = self._is_design = self._is_lit = False
        self._step: ShownStep | None = None
        self._told = ""
        self._button = QPushButton(canvas)
        self._button.setProperty("chip", True)
        self._button.setToolTip(self.tr("Choose which sample goes through the network"))
        self._button.clicked.connect(self._choose)
        self._button.hide()
        self._choice = SampleChoice(checker, self._button, lambda: self._step, self, self.tr("Show it"))
        self._choice.changed.connect(self._ask)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        self._turned = QTimer(self)  # to another page of the same network, or another copy: once its plan is there
        self._turned.setSingleShot(True)
        self._turned.setInterval(0)
        self._turned.timeout.connect(self._show_step)
        self._rehearser.rehearsed.connect(self._show)
        self._rehearser.failed.connect(self._fail)
        checker.checked.connect(self._ask_soon)
        document.weights_changed.connect(self._ask_soon)
        document.replaced.connect(self._begin_anew)
        canvas.page_shown.connect(self._follow)
        for beside in (canvas, canvas.mini_map):
            beside.installEventFilter(self)

    # ------------------------------------------------------------------ what is asked for

    @property
    def is_shown(self) -> bool:
        return self._is_shown

    def set_shown(self, is_shown: bool) -> None:
        """Shows a sample wherever that is possible, or none."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self._follow()
            self.shown_changed.emit(is_shown)

    def toggle(self) -> None:
        self.set_shown(not self._is_shown)

    def attach(self, action: QAction) -> None:
        """Lets an action say whether a sample is shown."""
        action.setCheckable(True)
        action.setChecked(self._is_shown)
        self.shown_changed.connect(action.setChecked)

    def set_mode(self, mode: str) -> None:
        """Samples are shown in Design; elsewhere cards have other things to say."""
        self._is_design = mode == "design"
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Paints the numbers and pictures that are there in other colours."""
        self._theme = theme
        self._show_step()

    def close(self) -> None:
        """Asks for nothing any more."""
        self._soon.stop()
        self._turned.stop()
        self._rehearser.close()

    # ------------------------------------------------------------------ what follows

    def _follow(self) -> None:
        is_lit = self._is_shown and self._is_design
        if is_lit == self._is_lit:
            self._turned.start()
            return
        self._is_lit = is_lit
        self._place_button()
        if is_lit:
            self._ask()
        else:
            self._soon.stop()
            self._rehearser.forget()
            self._step = None
            self._canvas.graph_scene.set_stages({})

    def _begin_anew(self) -> None:
        """Another project: its first sample."""
        self._choice.forget()
        self._step, self._told = None, ""
        self._ask_soon()

    def _ask_soon(self, *_: object) -> None:
        if self._is_lit:
            self._soon.start()

    def _ask(self) -> None:
        if self._is_lit and self._checker.plan is not None:
            self._place_button()
            self._rehearser.rehearse(self._choice.samples)

    def _show(self, step: ShownStep) -> None:
        if self._is_lit:
            self._step, self._told = step, ""
            self._show_step()

    def _show_step(self) -> None:
        """Shows on the page that is open what of the sample is known there."""
        if not self._is_lit:
            return
        scene, step = self._canvas.graph_scene, self._step
        maker = RowMaker(self._theme, self._choice.shown)
        stages = {}
        for node, item in scene.item_for_node.items():
            found = scene.plan.by_id.get(node) if scene.plan is not None else None
            if step is not None and found is not None and scene.prefix is not None:
                stage = self._stage(step, scene.prefix, found, maker, item.card.frame.height)
                if stage is not None:
                    stages[node] = stage
        scene.set_stages(stages)
        self._place_button()

    def _stage(self, step: ShownStep, prefix: str, found: Step, maker: RowMaker, top: float) -> Stage | None:
        """The first value of a node as a row of its card; of a block, what leaves its last copy."""
        address = f"{prefix}{found.id}"
        if found.copies and found.copies[-1].forward:
            address = f"{prefix}{found.copy_prefix(len(found.copies) - 1)}.{found.copies[-1].forward[0].node}"
        shown = step.nodes.get(address)
        rows = maker.rows_of(address, shown, found.is_loss) if shown is not None else []
        values = [row.content for row in rows if row.content.quantity == "output"][:1]
        if not values:
            return None
        laid_out = lay_out_stage(values, top, self._canvas.graph_scene.node_painter.fonts, TALLEST)
        return laid_out.with_states(["shown"], None)

    def _fail(self, problems: tuple[Problem, ...]) -> None:
        """Says once why there is none; the cards have nothing to show."""
        self._step = None
        self._show_step()
        text = self.tr("No sample is shown: {problem}").format(problem=problem_message(problems[0]))
        if text != self._told:
            self._told = text
            self.said.emit(text)

    # ------------------------------------------------------------------ which sample

    def _choose(self) -> None:
        self._choice.ask(self._button.mapToGlobal(QPoint(WIDTH, -MARGIN // 2)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self._place_button()
        return False

    def _place_button(self) -> None:
        """In the lower right corner, above the map that may be there. Where there is nothing to choose it says why."""
        reason = self._reason
        self._button.setText(reason or self._choice.text)
        self._button.setEnabled(not reason)
        self._button.setVisible(self._is_lit)
        self._button.adjustSize()
        corner = self._canvas.rect().bottomRight() - self._button.rect().bottomRight()
        over = self._canvas.mini_map.height() + MARGIN // 2 if not self._canvas.mini_map.isHidden() else 0
        self._button.move(corner - QPoint(MARGIN, MARGIN + over))

    @property
    def _reason(self) -> str:
        """Why no sample can be seen on the page that is open; empty where one can."""
        scene, project = self._canvas.graph_scene, self._document.project
        if self._checker.plan is None or scene.page == MAIN:
            return ""
        used = blocks_within(project.blocks, [node.of for node in project.graph.nodes.values() if node.role == "block"])
        if scene.page not in used:
            return self.tr("No sample: the network does not use this block")
        computed = self._step.nodes if self._step is not None else ()
        if scene.prefix is None or (computed and not any(address.startswith(scene.prefix) for address in computed)):
            return self.tr("No sample comes here: something is wrong on its way")
        return ""


def _glimpse(*arguments: object, **named: object) -> Recording:
    from engine.training.glimpse import glimpse_project

    return glimpse_project(*arguments, **named)  # type: ignore[arg-type]
