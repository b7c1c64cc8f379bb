"""Own layers in the window: a new one, which code is shown, and the question whether code may run."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from app.canvas.frames import HEADER, WIDTH
from app.canvas.placement import STEP as COLUMN
from app.canvas.placement import snapped
from app.canvas.view import GraphView
from app.frame.docks import Docks
from app.frame.panels import Panels
from app.frame.patience_bar import PatienceBar
from app.frame.trust_bar import TrustBar
from app.panels.own_code import OwnCodePanel
from app.session.checker import CheckedPlan, Checker
from app.session.document import Document
from app.session.own_code import OwnCode
from app.session.trainer import Trainer
from app.theme import Appearance
from engine.graph.graph import Edge, PortRef
from engine.project.change import Change
from engine.project.code_edits import CODE_MARK, add_code, free_name
from engine.project.edits import connect, together
from engine.training.events import Failed

DOCK = "own_code"
WANTED = "MyLayer"
FIRST_TEXT = '''class {name}(nn.Module):
    """Says in one line what it does."""

    def __init__(self, start: float = 1.0):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(start))

    def forward(self, x):
        return x * self.scale
'''


class OwnLayers(QObject):
    """Connects the editor of own code with the canvas, the check and the person's trust.

    `bars` ask for that trust, and whether to wait on for code that does not end.
    """

    def __init__(
        self,
        document: Document,
        checker: Checker,
        trainer: Trainer,
        own_code: OwnCode,
        canvas: GraphView,
        panels: Panels,
        docks: Docks,
        appearance: Appearance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        trust = own_code.trust
        self._document, self._checker, self._trust = document, checker, trust
        self._canvas, self._panel, self._docks = canvas, panels.own_code, docks
        self.bar, self.patience_bar = TrustBar(appearance.theme), PatienceBar(appearance.theme)
        self.bars = QVBoxLayout()
        self.bars.setSpacing(0)
        for bar in (self.bar, self.patience_bar):
            appearance.changed.connect(bar.set_theme)
            self.bars.addWidget(bar)
        self._patience = own_code.patience
        self._patience.lost_changed.connect(self.patience_bar.show_lost)
        self.patience_bar.give_up_wanted.connect(own_code.patience.give_up)
        own_code.trial.answered.connect(checker.check)
        trust.changed.connect(self._on_trust)
        document.changed.connect(self._on_change)
        document.replaced.connect(self._show_bars)
        checker.checked.connect(self._show_checked)
        trainer.failed.connect(self._show_failed)
        trainer.started.connect(self._forget_failure)
        canvas.selection_changed.connect(self._show_selection)
        self.bar.show_wanted.connect(self._show_untrusted)
        self.bar.trust_wanted.connect(trust.trust)
        self._panel.trust_wanted.connect(trust.trust)
        self._panel.wrote.connect(trust.trust_written)
        self._panel.new_wanted.connect(self.create)
        self._panel.place_wanted.connect(self._place)
        QTimer.singleShot(0, self, self._show_bars)  # once they stand in the window

    def take_over(self, panel: OwnCodePanel) -> None:
        """Shows what another editor showed, whose window was made anew."""
        self._panel.take_over(panel)

    def create(self) -> None:
        """A new layer with code to begin from, on the canvas and in the editor."""
        name = free_name(self._document.project, WANTED)
        text = FIRST_TEXT.format(name=name)
        self._trust.trust_written(text)
        self._add(name, text)
        self._panel.show_code(name)
        self._docks.open(DOCK)
        self._panel.editor.setFocus()

    def open_node(self, node: str) -> None:
        """Opens what a node is edited with: its code, where it has some, else the inspector."""
        self._docks.open(DOCK if self._code_of(node) else "inspector")

    def _place(self, name: str) -> None:
        self._canvas.place(CODE_MARK + name)

    def _add(self, name: str, text: str) -> None:
        """Adds a code, and its node to the right of the selected one and joined to it, else in the middle."""
        canvas, scene, chosen = self._canvas, self._canvas.graph_scene, self._canvas.selected_nodes
        outputs = scene.item_for_node[chosen[0]].card.frame.outputs if len(chosen) == 1 else ()
        if len(chosen) == 1:
            x, y = scene.settled_places[chosen[0]]
            wanted = (x + COLUMN, y)
        else:
            middle = canvas.mapToScene(canvas.viewport().rect().center())
            wanted = (middle.x() - WIDTH / 2, middle.y() - HEADER / 2)
        x, y = canvas.editor.free_place(wanted)
        change, node = add_code(self._document.project, canvas.page, name, text, (snapped(x), snapped(y)))
        if outputs:
            after = change.apply(self._document.project)
            edge = Edge(PortRef(chosen[0], outputs[0].port), PortRef(node))
            joined = connect(after, canvas.page, edge, after.interfaces)
            change = together(change.code, [change, joined], **change.arguments)
        self._document.apply(change, self)
        scene.select([node])
        canvas.camera.let_go()
        canvas.ensureVisible(scene.item_for_node[node].scene_body, 40, 40)

    def _code_of(self, node: str) -> str:
        """The name of a node's code; empty where it has none."""
        nodes = self._document.project.page(self._canvas.page).nodes
        found = nodes.get(node)
        if found is not None and found.role == "share":
            found = nodes.get(found.of)
        return found.of if found is not None and found.role == "code" else ""

    def _show_selection(self, nodes: list[str]) -> None:
        name = self._code_of(nodes[0]) if len(nodes) == 1 else ""
        if name in self._document.project.codes:
            self._panel.show_code(name)

    def _show_untrusted(self) -> None:
        if self._trust.untrusted:
            self._panel.show_code(self._trust.untrusted[0])
            self._docks.open(DOCK)

    def _on_change(self, change: Change) -> None:
        if change.touches("code"):
            self._show_bars()

    def _on_trust(self) -> None:
        self._show_bars()
        self._panel.refresh()
        self._checker.check()

    def _show_bars(self) -> None:
        self.bar.show_names(self._trust.untrusted)
        self.patience_bar.show_lost(self._patience.is_lost)

    def _show_checked(self, checked: CheckedPlan) -> None:
        self._panel.show_problems(checked.problems)

    def _show_failed(self, failed: Failed) -> None:
        self._panel.show_failure(failed.problem)

    def _forget_failure(self) -> None:
        self._panel.show_failure(None)
