"""The canvas as a widget: what it is shown goes to the scene, what is done to it becomes gestures and edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.canvas.background import Background
from app.canvas.clipboard import mime_data, text_in
from app.canvas.cost_heat import Tint
from app.canvas.editing import Editor
from app.canvas.frames import HEADER, WIDTH
from app.canvas.keys import command_for
from app.canvas.layout import GRID
from app.canvas.mini_map import MiniMap
from app.canvas.overlays import Mode, Overlays
from app.canvas.placement import STEP as COLUMN
from app.canvas.pointing import Pointing
from app.canvas.rearranging import Rearranging
from app.canvas.right_button import menu_at, stage_menu_at
from app.canvas.scene import GraphScene
from app.canvas.sharing import Sharing
from app.canvas.sight_view import SightView
from app.canvas.suggestions import Held
from app.canvas.walking import Walking
from app.theme.tokens import LIGHT, Theme
from app.translation import problem_hint, problem_message
from engine.compiler.plan import Plan
from engine.graph.graph import PortRef
from engine.problem import ProblemError
from engine.project.project import MAIN
from engine.training.events import Look

ON_STAGE = ("backprop", "present")
HURRY_ITEMS = 250  # with more cards, a zoom shows boxes until it rests
HURRY_MS = 140


class GraphView(SightView):
    """The canvas. Without a document it is an empty ground.

    `examples` are the names and titles of the few that an empty canvas offers. `selection_changed` carries the ids of
    the selected nodes, also where only that of edges, comments and frames changed.
    """

    selection_changed = Signal(object)
    example_wanted = Signal(str)
    templates_wanted = Signal()
    element_chosen = Signal(object, object)  # on the stage: the row of a card, and which element of its tensor
    card_clicked = Signal(str)  # on the stage
    run_to_wanted = Signal(str)
    page_shown = Signal()  # another scene, or another project in it
    refused = Signal(str)  # what could not be done, and why

    def __init__(
        self, theme: Theme = LIGHT, parent: QWidget | None = None, examples: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document: Any = None
        self._scene: GraphScene | None = None
        self._mode: Mode = "design"
        self._titles: Mapping[str, str] = {}
        self.stage_keys: Mapping[Qt.Key, Callable[[], object]] = {}  # what plain keys do on the stage
        self._is_unseen = True  # the first sight waits until the size is known
        self._background = Background(theme)
        self._overlays = Overlays(theme, examples, self)
        self._overlays.empty.example_wanted.connect(self.example_wanted)
        self._overlays.empty.templates_wanted.connect(self.templates_wanted)
        self._rest = _timer(self, HURRY_MS)
        self._rest.timeout.connect(self._stop_hurrying)
        self._selection = _timer(self, 0)  # many items are selected at once: it is told once
        self._selection.timeout.connect(self._tell_selection)
        self._told: tuple[Sequence[object], ...] = ([], [], [])  # the nodes, edges, comments and frames selected
        self.rearranging = Rearranging(self)
        self.sharing = Sharing(self)
        self.walking: Walking = Walking(self)

    # ------------------------------------------------------------------ what it is handed

    @property
    def graph_scene(self) -> GraphScene:
        """The scene of the present page. Raises RuntimeError without a document."""
        if self._scene is None:
            raise RuntimeError("the canvas has no document")
        return self._scene

    @property
    def editor(self) -> Editor:
        """The edits of the present page. Raises RuntimeError without a document."""
        return self.pointing.editor

    @property
    def pointing(self) -> Pointing:
        """The mouse over the present page. Raises RuntimeError without a document."""
        if self._pointing is None:
            raise RuntimeError("the canvas has no document")
        return self._pointing

    @property
    def mini_map(self) -> MiniMap:
        return self._overlays.mini_map

    @property
    def page(self) -> str:
        return self._scene.page if self._scene is not None else MAIN

    @property
    def selected_nodes(self) -> list[str]:
        return self._scene.selected_nodes if self._scene is not None else []

    def set_document(self, document: Any) -> None:
        """Shows the main page of a document, and follows it from now on."""
        if self._document is not None:
            self._document.replaced.disconnect(self._on_replaced)
        self._document = document
        self._show_page(MAIN)
        document.replaced.connect(self._on_replaced)

    def set_page(self, page: str) -> None:
        """Shows another page of the document: a block, or the main one."""
        if page != self.page:
            self._show_page(page)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._background = Background(theme)
        self._overlays.set_theme(theme)
        if self._scene is not None:
            self._scene.set_theme(theme)
        if self._pointing is not None:
            self._pointing.set_theme(theme)
        self.viewport().update()

    def set_plan(self, plan: Plan | None, prefix: str | None = "") -> None:
        """Shows shapes and problems of a plan of the present page; `prefix` as `GraphScene.set_plan` takes it."""
        if self._scene is not None:
            before = self._scene.prefix
            self._scene.set_plan(plan, prefix)
            if before != prefix:
                self.page_shown.emit()

    def set_mode(self, mode: Mode) -> None:
        """Design shows the graph alone, train its gradients with a legend; the others are stages."""
        self._mode = mode
        if self._scene is not None:
            self.pointing.forget()
            self._scene.set_training(mode == "train")
            self._scene.set_staged(mode in ON_STAGE)
        self._place_overlays()

    def show_look(self, look: Look | None) -> None:
        """Shows the gradients of one step; None takes them away."""
        if self._scene is not None:
            self._scene.show_look(look)

    def set_tints(self, tints: Mapping[str, Tint], legend: str) -> None:
        """Colours cards by what their nodes cost, with a legend; the others are as they were."""
        self._overlays.cost_legend.set_title(legend)
        if self._scene is not None:
            self._scene.set_tints(tints)
        self._place_overlays()

    def set_data_titles(self, titles: Mapping[str, str]) -> None:
        """Says how the columns of the data are called on the cards of Inputs, by the name of the column."""
        self._titles = dict(titles)
        if self._scene is not None:
            self._scene.set_titles(titles)

    def _show_page(self, page: str) -> None:
        if self._scene is not None:
            self.keep_sight(self._scene.page)
            self.pointing.forget()
            self.pointing.deleteLater()
            self._scene.deleteLater()
        scene = self._scene = GraphScene(self._document, page, self._theme, self)
        self._pointing = Pointing(self, scene, self._theme)
        scene.set_titles(self._titles)
        scene.set_training(self._mode == "train")
        scene.set_staged(self._mode in ON_STAGE)
        self._pointing.element_chosen.connect(self.element_chosen)
        self._pointing.card_clicked.connect(self.card_clicked)
        scene.selectionChanged.connect(self._on_selection)
        scene.graph_changed.connect(self._on_graph_changed)
        self.setScene(scene)
        self._first_sight()
        if not self._is_unseen:
            self.restore_sight(page)
        self._on_graph_changed()
        self._selection.start()
        self.page_shown.emit()

    def _on_replaced(self) -> None:
        self.forget_sights()
        if self.page != MAIN:
            self._show_page(MAIN)
        self._first_sight()
        self._selection.start()

    def _first_sight(self) -> None:
        """Shows the whole page, now or as soon as the size of the view is known."""
        self._is_unseen = not self.isVisible()
        extent = self.graph_scene.extent
        self.camera.set_reach(extent)
        if not self._is_unseen:
            self.show_all()

    def _on_selection(self) -> None:
        self._selection.start()

    def _tell_selection(self) -> None:
        scene = self.graph_scene
        present = (scene.selected_nodes, scene.selected_edges, scene.annotations.selected)
        if self._told != present:
            self._told = present
            self.selection_changed.emit(list(scene.selected_nodes))

    def _on_graph_changed(self) -> None:
        self.pointing.forget()
        if self.page != MAIN and self.page not in self._document.project.blocks:
            self._show_page(MAIN)
            return
        self.camera.set_reach(self.graph_scene.extent)
        self.sharing.mark()
        self._place_overlays()

    # ------------------------------------------------------------------ commands

    def tidy(self) -> None:
        """Arranges the page anew and shows all of it; of several selected nodes, only those."""
        chosen = self.selected_nodes
        self.editor.tidy(chosen if len(chosen) > 1 else ())
        if len(chosen) < 2:
            self.show_all()

    def select(self, nodes: Sequence[str]) -> None:
        """Selects exactly these nodes."""
        self.graph_scene.select(nodes)

    def select_all(self) -> None:
        scene = self.graph_scene
        scene.select(scene.item_for_node, scene.item_for_edge, scene.annotations.items)

    def delete_selection(self) -> None:
        self.editor.remove(self.selected_nodes, self.graph_scene.selected_edges, self.graph_scene.annotations.selected)

    def copy(self) -> None:
        """Puts what is selected on the clipboard; where nothing is, leaves it as it is."""
        if self.selected_nodes or self.graph_scene.annotations.selected:
            QGuiApplication.clipboard().setMimeData(mime_data(self.editor.copied_text(self.selected_nodes)))

    def cut(self) -> None:
        self.copy()
        self.editor.remove(self.selected_nodes, (), self.graph_scene.annotations.selected)

    def paste(self) -> None:
        """Adds what lies on the clipboard, beside its original if that is in sight, else in the middle."""
        text = text_in(QGuiApplication.clipboard().mimeData())
        if pasted := self.editor.paste(text, self.rearranging.seen):
            self.rearranging.keep_selection_in_sight()
        if lacks := pasted.lacks():
            self.refused.emit(lacks)

    def duplicate(self) -> None:
        self.editor.duplicate(self.selected_nodes)

    def freeze(self) -> None:
        """Freezes the selected nodes, or lets them learn again if all are frozen."""
        chosen = self.selected_nodes
        nodes = self.graph_scene.graph.nodes
        self.editor.set_frozen(chosen, not all(nodes[node].frozen for node in chosen))

    def make_block(self) -> None:
        """Makes a block of the selected nodes; says why where that cannot be."""
        self._try(lambda: self.editor.make_block(self.selected_nodes))

    def take_apart(self) -> None:
        """Puts the nodes of the selected blocks in their place; says why where that cannot be."""
        for node in self.selected_nodes:
            self._try(partial(self.editor.take_apart, node))

    def _try(self, edit: Callable[[], object]) -> None:
        try:
            edit()
        except ProblemError as error:
            hint = problem_hint(error.problem)
            self.refused.emit(problem_message(error.problem) + (f" ({hint})" if hint else ""))

    def place(self, kind: str, connect: bool = True) -> str:
        """Places a kind to the right of the selected node, joined to it where possible; else in the middle.

        Returns the id of the new node.
        """
        scene, chosen = self.graph_scene, self.selected_nodes
        if len(chosen) == 1:
            item = scene.item_for_node[chosen[0]]
            outputs = item.card.frame.outputs
            lower = outputs[0].y - self.editor.entrance(kind) if outputs else 0.0  # so that the edge runs straight
            x, y = scene.settled_places[item.node]
            at = self.editor.free_place((x + COLUMN, y + lower))
            source = Held(PortRef(item.node, outputs[0].port), True) if connect and outputs else None
            node = self.editor.add(kind, at, source)
        else:
            middle = self._middle
            node = self.editor.add(kind, self.editor.free_place((middle.x() - WIDTH / 2, middle.y() - HEADER / 2)))
        self.camera.let_go()
        self.ensureVisible(scene.item_for_node[node].scene_body, 40, 40)
        return node

    def nudge(self, x: float, y: float) -> None:
        """Moves what is selected by steps of the grid."""
        self.pointing.nudging.step(x * GRID, y * GRID)

    def cancel(self) -> None:
        """Cancels the gesture that is going on; without one, selects nothing."""
        if self.pointing.is_busy:
            self.pointing.cancel()
        else:
            self.graph_scene.select(())

    @property
    def _middle(self) -> QPointF:
        return self.mapToScene(self.viewport().rect().center())

    # ------------------------------------------------------------------ what is done to it

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        if self._scene is not None and len(self._scene.item_for_node) > HURRY_ITEMS:
            self._scene.node_painter.is_hurried = True
            self._rest.start()
        super().zoom_by(factor, at)
        self.zoom_changed.emit(self.camera.zoom)

    def _stop_hurrying(self) -> None:
        if self._scene is not None:
            self._scene.node_painter.is_hurried = False
            self.viewport().update()

    @property
    def pushes_with_space(self) -> bool:
        return self._mode not in ON_STAGE

    def run_key(self, event: QKeyEvent) -> bool:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._mode in ON_STAGE and is_plain and (asked := self.stage_keys.get(Qt.Key(event.key()))) is not None:
            asked()
            return True
        command = command_for(event)
        if command is not None:
            command(self)
        return command is not None

    def menu(self, position: QPointF) -> QMenu:
        return stage_menu_at(self, position) if self.graph_scene.is_staged else menu_at(self, position)

    def set_dragged_over(self, is_dragged_over: bool) -> None:
        self._place_overlays()
        if is_dragged_over:
            self._overlays.empty.hide()  # it would take the drop where it stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()
        if self._scene is None or not self.isVisible():
            return
        if self._is_unseen:
            self._first_sight()
        else:
            self.camera.fit_again(self.graph_scene.extent)
            self.zoom_changed.emit(self.camera.zoom)

    def drawBackground(self, painter: QPainter, rect: QRectF | Any) -> None:
        self._background.paint(painter, rect, self.devicePixelRatioF())

    def _place_overlays(self) -> None:
        self._overlays.place(self._mode, None if self._scene is None else bool(self._scene.item_for_node))


def _timer(view: QWidget, milliseconds: int) -> QTimer:
    timer = QTimer(view)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer
