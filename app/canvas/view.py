"""The canvas as a widget: what it is shown goes to the scene, what is done to it becomes gestures and edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QMenu, QWidget

from app.canvas.background import Background
from app.canvas.camera import LEGIBLE, STEP
from app.canvas.clipboard import mime_data, text_in
from app.canvas.cost_heat import Tint
from app.canvas.editing import Editor
from app.canvas.frames import HEADER, WIDTH
from app.canvas.input_view import InputView
from app.canvas.keys import command_for
from app.canvas.layout import GRID
from app.canvas.overlays import Mode, Overlays
from app.canvas.placement import STEP as COLUMN
from app.canvas.pointing import Pointing
from app.canvas.right_button import menu_at, stage_menu_at
from app.canvas.scene import GraphScene
from app.theme.tokens import LIGHT, Theme
from engine.compiler.plan import Plan
from engine.graph.graph import PortRef
from engine.project.project import MAIN
from engine.training.events import Look

ON_STAGE = ("backprop", "present")
HURRY_ITEMS = 250  # with more cards, a zoom shows boxes until it rests
HURRY_MS = 140


class GraphView(InputView):
    """The canvas. Without a document it is an empty ground.

    `examples` are the names and titles of the few that an empty canvas offers. `selection_changed` carries the ids of
    the selected nodes.
    """

    selection_changed = Signal(object)
    example_wanted = Signal(str)
    templates_wanted = Signal()
    zoom_changed = Signal(float)
    element_chosen = Signal(object, object)  # on the stage: the row of a card, and which element of its tensor
    card_clicked = Signal(str)  # on the stage
    run_to_wanted = Signal(str)
    page_shown = Signal()  # another scene, or another project in it

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
        self._told: list[str] = []
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

    def set_plan(self, plan: Plan | None) -> None:
        """Shows shapes and problems of a plan of the present page."""
        if self._scene is not None:
            self._scene.set_plan(plan)

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
        self._on_graph_changed()
        self._selection.start()
        self.page_shown.emit()

    def _on_replaced(self) -> None:
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
            self.camera.open_on(extent)
            self.zoom_changed.emit(self.camera.zoom)

    def _on_selection(self) -> None:
        self._selection.start()

    def _tell_selection(self) -> None:
        if self._told != self.selected_nodes:
            self._told = self.selected_nodes
            self.selection_changed.emit(list(self._told))

    def _on_graph_changed(self) -> None:
        self.pointing.forget()
        if self.page != MAIN and self.page not in self._document.project.blocks:
            self._show_page(MAIN)
            return
        self.camera.set_reach(self.graph_scene.extent)
        self._place_overlays()

    # ------------------------------------------------------------------ commands

    def fit(self) -> None:
        """Shows all cards, at most in their real size."""
        self.camera.fit(self.graph_scene.extent)
        self.zoom_changed.emit(self.camera.zoom)

    def tidy(self) -> None:
        """Arranges the page anew and shows all of it; of several selected nodes, only those."""
        chosen = self.selected_nodes
        self.editor.tidy(chosen if len(chosen) > 1 else ())
        if len(chosen) < 2:
            self.camera.open_on(self.graph_scene.extent)

    def zoom_in(self) -> None:
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / STEP)

    def zoom_reset(self) -> None:
        """Shows everything in its real size."""
        self.zoom_by(1 / self.camera.zoom)

    def center_on(self, node: str) -> None:
        """Selects a node, and brings it to the middle where it is out of sight or too small to be read."""
        item = self.graph_scene.item_for_node.get(node)
        if item is None:
            return
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if self.camera.zoom < LEGIBLE or not seen.contains(item.scene_body):
            self.camera.let_go()
            if self.camera.zoom < LEGIBLE:
                self.zoom_by(0.8 / self.camera.zoom)
            self.centerOn(item.scene_body.center())
        self.graph_scene.select([node])

    def keep_in_sight(self, rect: QRectF, margin: int = 60) -> None:
        """Moves the view as little as is needed for a part of the scene to be seen; of what is too high its top."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        room = seen.height() - 2 * margin / self.camera.zoom
        rect = QRectF(rect.topLeft(), QSizeF(rect.width(), min(rect.height(), room)))
        if not seen.contains(rect):
            self.camera.let_go()
            self.ensureVisible(rect, margin, margin)

    def select(self, nodes: Sequence[str]) -> None:
        """Selects exactly these nodes."""
        self.graph_scene.select(nodes)

    def select_all(self) -> None:
        scene = self.graph_scene
        scene.select(scene.item_for_node, scene.item_for_edge)

    def delete_selection(self) -> None:
        self.editor.remove(self.selected_nodes, self.graph_scene.selected_edges)

    def copy(self) -> None:
        """Puts the selected nodes on the clipboard; without any, leaves it as it is."""
        if self.selected_nodes:
            QGuiApplication.clipboard().setMimeData(mime_data(self.editor.copied_text(self.selected_nodes)))

    def cut(self) -> None:
        self.copy()
        self.editor.remove(self.selected_nodes)

    def paste(self) -> None:
        """Adds what lies on the clipboard, beside its original if that is in sight, else in the middle."""
        text = text_in(QGuiApplication.clipboard().mimeData())
        if not self.editor.paste(text) and text:
            self.pointing.show_message(self.tr("The clipboard holds no layers"), self._middle, True)

    def duplicate(self) -> None:
        self.editor.duplicate(self.selected_nodes)

    def freeze(self) -> None:
        """Freezes the selected nodes, or lets them learn again if all are frozen."""
        chosen = self.selected_nodes
        nodes = self.graph_scene.graph.nodes
        self.editor.set_frozen(chosen, not all(nodes[node].frozen for node in chosen))

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
            source = PortRef(item.node, outputs[0].port) if connect and outputs else None
            node = self.editor.add(kind, at, source)
        else:
            middle = self._middle
            node = self.editor.add(kind, self.editor.free_place((middle.x() - WIDTH / 2, middle.y() - HEADER / 2)))
        self.camera.let_go()
        self.ensureVisible(scene.item_for_node[node].scene_body, 40, 40)
        return node

    def nudge(self, x: float, y: float) -> None:
        """Moves the selected nodes by steps of the grid."""
        self.editor.nudge(self.selected_nodes, x * GRID, y * GRID)

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
