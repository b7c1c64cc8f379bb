"""Brings a step to the cards and edges of the canvas, and repaints only what looks different at another moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from app.canvas.edge_item import EdgeItem, EdgeTone
from app.canvas.scene import GraphScene
from app.canvas.stage import RowState, Stage, Tone, lay_out_stage
from app.pictures.as_cells import Numbers
from app.theatre.rows import Due, RowMaker
from engine.backprop.moments import Moment, Phase, ShownStep
from engine.compiler.plan import Plan, Step

Group = Literal["all", "forward", "backward", "update"]
TONES: Mapping[Phase, Tone] = {"forward": "forward", "loss": "forward", "backward": "backward", "update": "update"}


class StageBoard:
    """Shows one step on a scene's page, as far as `show` says it has come.

    At a desk a card has room for all its rows, and they stay where they are. In a hall letters are large: it shows
    those that belong to the present phase.
    """

    def __init__(
        self, scene: GraphScene, step: ShownStep, plan: Plan | None, maker: RowMaker, is_hall: bool = False
    ) -> None:
        self._scene, self._step, self._is_hall = scene, step, is_hall
        self._prefix = scene.prefix or ""
        self._when = {(moment.phase, moment.address): place for place, moment in enumerate(step.moments)}
        self._entries = dict(_entries(plan))
        self._all_rows = {
            node: [row for row in self._rows_of(node, plan, maker) if self._comes(row)] for node in scene.item_for_node
        }
        self._rows: dict[str, list[Due]] = {}
        self._stages: dict[str, Stage] = {}
        self._group: Group | None = None
        self._wrong = scene.local(step.problem.node or "") if step.problem is not None else ""

    @property
    def step(self) -> ShownStep:
        return self._step

    def show(self, position: int, covered: Iterable[Moment] = ()) -> None:
        """Shows the step after so many moments; the numbers of what is covered are hidden."""
        hidden = {(moment.phase, moment.address) for moment in covered}
        present = self._step.moments[position - 1] if 0 < position <= len(self._step.moments) else None
        active = self._scene.local(present.address) if present is not None else ""
        is_over = position >= len(self._step.moments)
        self._choose_rows(present.phase if present is not None else "forward")
        for node, rows in self._rows.items():
            item = self._scene.item_for_node.get(node)
            if item is None:
                continue  # removed since; the next step is on its way
            tone = TONES[present.phase] if present is not None and node == active else None
            states = [self._state(row, position, hidden) for row in rows]
            stage = self._stages[node].with_states(states, tone, is_over and node == self._wrong)
            self._stages[node] = stage
            item.set_stage(stage)
        for edge in self._scene.item_for_edge.values():
            edge.set_tone(self._tone(edge, position))

    def edges_of(self, moment: Moment) -> list[EdgeItem]:
        """The edges along which a moment's numbers travel: those that end at its node, or enter a block there."""
        if moment.phase == "update":
            return []
        found = []
        for edge in self._scene.item_for_edge.values():
            address, port = self._end(edge)
            if address == moment.address and (moment.phase != "backward" or self._sends(address, port)):
                found.append(edge)
        return found

    def rows_at(self, node: str) -> list[Due]:
        """The rows of a card, in order."""
        return self._rows.get(node, [])

    def _choose_rows(self, phase: Phase) -> None:
        """Lays the cards out where other rows are to be seen than before."""
        group: Group = "all" if not self._is_hall else "forward" if phase == "loss" else phase
        if group == self._group:
            return
        self._group = group
        for node, rows in self._all_rows.items():
            item = self._scene.item_for_node.get(node)
            if item is None:
                continue
            self._rows[node] = [row for row in rows if _belongs(row, group)]
            contents = [row.content for row in self._rows[node]]
            fonts = self._scene.node_painter.fonts
            self._stages[node] = lay_out_stage(contents, item.card.frame.height, fonts)
        self._scene.set_stages(self._stages)

    def _comes(self, row: Due) -> bool:
        """Whether there is a moment for a row: a layer that is used twice is updated where it stands first."""
        return row.phase is None or (row.phase, row.address) in self._when

    def _state(self, row: Due, position: int, hidden: set[tuple[Phase, str]]) -> RowState:
        if row.phase is None:
            return "shown"
        place = self._when.get((row.phase, row.address))
        if place is None or place >= position:
            return "to come"
        return "covered" if (row.phase, row.address) in hidden else "shown"

    def _tone(self, edge: EdgeItem, position: int) -> EdgeTone:
        """Blue from when its value was taken, orange from when a gradient came back along it."""
        address, port = self._end(edge)
        back = self._when.get(("backward", address))
        if back is not None and back < position and self._sends(address, port):
            return "backward"
        taken = self._when.get(("forward", address), self._when.get(("loss", address)))
        return "forward" if taken is not None and taken < position else "quiet"

    def _sends(self, address: str, port: str) -> bool:
        """Whether a gradient comes back out of an input."""
        node = self._step.nodes.get(address)
        return node is not None and port in node.grad_inputs

    def _end(self, edge: EdgeItem) -> tuple[str, str]:
        """Where an edge ends, as the step names it: a node and its input, or the Input inside a block."""
        target = edge.edge.target
        entered = self._entries.get((target.node, target.port))
        if entered is not None:
            return self._prefix + entered, "input"
        return self._prefix + target.node, target.port if target.index is None else f"{target.port}[{target.index}]"

    def _rows_of(self, node: str, plan: Plan | None, maker: RowMaker) -> list[Due]:
        step = plan.by_id.get(node) if plan is not None else None
        if step is not None and step.copies:
            return self._block_rows(step, maker)
        address = self._prefix + node
        shown = self._step.nodes.get(address)
        return maker.rows_of(address, shown, ("loss", address) in self._when) if shown is not None else []

    def _block_rows(self, step: Step, maker: RowMaker) -> list[Due]:
        """A block shows what leaves it: the values and gradients at the Outputs of its last copy."""
        prefix = step.copy_prefix(len(step.copies) - 1)
        rows: list[Due] = []
        for ref in step.copies[-1].forward:
            address = f"{self._prefix}{prefix}.{ref.node}"
            shown = self._step.nodes.get(address)
            if shown is not None:
                rows += maker.rows_of(address, shown, False)
        return rows


def _belongs(row: Due, group: Group) -> bool:
    """Whether a row is seen: in a hall a phase shows its own numbers, and those from which they are made."""
    is_small = isinstance(row.content.cells, Numbers)
    match group:
        case "all":
            return True
        case "forward":
            return row.phase in ("forward", "loss") or (row.phase is None and is_small)
        case "backward":
            return row.phase in ("forward", "loss", "backward") or (row.phase is None and is_small)
        case _:
            return row.phase in (None, "update") or row.content.quantity == "grad_parameter"


def _entries(plan: Plan | None) -> Iterator[tuple[tuple[str, str], str]]:
    """For each input of a block on the page: the address of the Input in its first copy."""
    for step in plan.steps if plan is not None else ():
        if step.copies:
            for port in step.inputs:
                yield (step.id, port), f"{step.copy_prefix(0)}.{port}"
