"""Brings the gradients of a training to the cards and edges, and repaints only what then looks different.

Colours and meters follow every look. Numbers change six times a second at most, since nobody reads faster and
flicker tires; the histories grow eight times a second.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.canvas.edge_item import EdgeItem
from app.canvas.heat import Heat, heat_of, level_of
from app.pictures.as_text import format_norm as norm_text
from app.pictures.as_text import format_value
from app.theme.colours import magnitude_fraction
from engine.compiler.plan import Plan, Step
from engine.graph.graph import PortRef
from engine.training.events import Look

if TYPE_CHECKING:
    from app.canvas.scene import GraphScene

NUMBERS_EVERY = 1 / 6  # seconds
HISTORY_EVERY = 1 / 8

EdgeKey = tuple[str, str, int]


class LookBoard:
    """Shows looks on the items of a scene. `clock` tells seconds."""

    def __init__(self, scene: GraphScene, clock: Callable[[], float]) -> None:
        self._scene = scene
        self._clock = clock
        self._look: Look | None = None
        self._prefix = ""
        self._numbers_at = self._history_at = -1.0
        self._node_keys: dict[str, str] = {}  # where a node's norm stands in a look, if not under its id
        self._edge_keys: dict[tuple[str, str], EdgeKey] = {}

    def clear(self) -> None:
        self._look = None
        self._numbers_at = self._history_at = -1.0
        self._node_keys.clear()
        self._edge_keys.clear()

    def set_plan(self, plan: Plan | None, prefix: str = "") -> None:
        """Learns from a plan where the values of blocks come out and go in; `prefix` leads to a page inside a block."""
        self._prefix = prefix
        self._node_keys.clear()
        self._edge_keys.clear()
        for step in plan.steps if plan is not None else ():
            if step.copies:
                self._node_keys |= dict(_leaving(step))
                self._edge_keys |= dict(_entering(step))

    def show(self, look: Look | None) -> None:
        """Shows a look; None takes the gradients away, and what is remembered of them."""
        self._look = look
        if look is None:
            self._forget()
            return
        now = self._clock()
        has_numbers = not 0 <= now - self._numbers_at < NUMBERS_EVERY
        has_history = not 0 <= now - self._history_at < HISTORY_EVERY
        if has_numbers:
            self._numbers_at = now
        if has_history:
            self._history_at = now
        losses = 0
        for node, item in self._scene.item_for_node.items():
            norm = look.nodes.get(self._prefix + self._node_keys.get(node, node))
            losses += item.card.is_loss
            if norm is None:
                item.set_heat(None)
                continue
            text = norm_text(norm) if has_numbers or item.heat is None else item.heat.text
            item.set_heat(Heat(text, level_of(norm)))
            if has_history:
                item.add_history(1.0 if math.isnan(norm) else magnitude_fraction(norm))
        for edge in self._scene.item_for_edge.values():
            edge.set_heat(self._heat_at(edge.edge.target))
        if has_numbers and losses == 1:
            loss = next(item for item in self._scene.item_for_node.values() if item.card.is_loss)
            loss.set_words(format_value(look.loss))

    def show_edge(self, item: EdgeItem) -> None:
        """Shows the last look on an edge that is new on the page."""
        item.set_heat(self._heat_at(item.edge.target))

    def _heat_at(self, target: PortRef) -> Heat | None:
        if self._look is None:
            return None
        node, port, index = self._edge_keys.get((target.node, target.port), _key(target))
        share = self._look.edges.get((self._prefix + node, port, index))
        return heat_of(share) if share is not None else None

    def _forget(self) -> None:
        for node in self._scene.item_for_node.values():
            node.history.clear()
            node.set_heat(None)
            node.set_words("")
        for edge in self._scene.item_for_edge.values():
            edge.set_heat(None)


def _key(target: PortRef) -> EdgeKey:
    return target.node, target.port, target.index or 0


def _leaving(step: Step) -> Iterator[tuple[str, str]]:
    """A block's gradient is that at its first Output, in the last of its copies."""
    copy = step.copies[-1]
    prefix = step.copy_prefix(len(step.copies) - 1)
    for ref in copy.forward[:1]:
        yield step.id, f"{prefix}.{ref.node}"


def _entering(step: Step) -> Iterator[tuple[tuple[str, str], EdgeKey]]:
    """An edge into a block ends at the Input of that name, in the first of its copies."""
    prefix = step.copy_prefix(0)
    for port in step.inputs:
        yield (step.id, port), (f"{prefix}.{port}", "input", 0)
