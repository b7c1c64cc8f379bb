"""Drawing an edge from port to port, in either direction, or picking one up at its end to put it elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, Qt

from app.canvas.edge_item import EdgeItem
from app.canvas.frames import Slot
from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.loose_edge import LooseEdge
from app.canvas.matching import Verdict, Wiring
from app.canvas.node_item import Light, NodeItem, SlotKey, slot_key
from app.canvas.suggestions import Held


class DrawEdge(Gesture):
    """One end is held at a port, the other follows the pointer; ports where it fits light up.

    Pressed on an input that has an edge, it takes that edge's end off; dropped on nothing, that edge is gone. A new
    edge that is dropped on nothing asks for a layer to be joined to.
    """

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, surface: Surface, pointer: Pointer, node: NodeItem, slot: Slot) -> None:
        self._surface = surface
        self._start = pointer
        self._pressed = node
        scene = surface.graph_scene
        self._picked: EdgeItem | None = None if slot.is_output else scene.item_for_edge.get(slot.ref(node.node))
        held = self._picked.edge.source if self._picked is not None else slot.ref(node.node)
        self._held_is_output = slot.is_output or self._picked is not None
        picked = self._picked.edge.target if self._picked is not None else None
        self._wiring = Wiring(scene.reading, held, self._held_is_output, picked)
        ends = self._picked.ends[0] if self._picked is not None else None
        at = QPointF(*ends) if ends is not None else node.slot_position(slot)
        self._target: tuple[NodeItem, Slot | None] | None = None
        self._line = LooseEdge(at, self._held_is_output, surface.accent)
        self._is_drawing = False

    def move(self, pointer: Pointer) -> None:
        if not self._is_drawing:
            if not pointer.is_far_from(self._start):
                return
            self._begin()
        self._look_for_target(pointer)
        node, slot = self._target or (None, None)
        free = node.slot_position(slot) if node is not None and slot is not None else pointer.scene
        self._line.lead_to(free)

    def finish(self, pointer: Pointer) -> None:
        if not self._is_drawing:
            self._surface.graph_scene.select([self._pressed.node])
            return
        self._look_for_target(pointer)
        target, picked = self._target, self._picked
        cycle = self._verdict_at_target() is Verdict.CYCLE
        self._end()
        if target is not None and target[1] is not None and not cycle:
            edge = self._wiring.edge(target[0].node, target[1])
            self._surface.editor.connect(edge, picked.edge.target if picked is not None else None)
        elif target is None and picked is not None:
            self._surface.editor.disconnect([picked.edge.target])
        elif target is None and self._surface.hit(pointer.scene).is_empty:
            self._surface.offer_kinds(pointer.scene, Held(self._wiring.held, self._held_is_output))
        if cycle:
            self._surface.show_message(_cycle_text(), pointer.scene, True)

    def cancel(self) -> None:
        if self._is_drawing:
            self._end()

    # ------------------------------------------------------------------ what is shown meanwhile

    def _begin(self) -> None:
        self._is_drawing = True
        scene = self._surface.graph_scene
        scene.addItem(self._line)
        if self._picked is not None:
            self._picked.hide()
        for item in scene.item_for_node.values():
            self._light(item)

    def _light(self, item: NodeItem) -> None:
        lights: dict[SlotKey, Light] = {}
        fits = item.node == self._wiring.held.node
        for slot in (*item.card.frame.inputs, *item.card.frame.outputs):
            verdict = self._wiring.verdict(item.node, slot)
            is_held = slot.is_output == self._held_is_output and slot.ref(item.node) == self._wiring.held
            lights[slot_key(slot)] = "target" if is_held else "lit" if verdict is Verdict.FITS else "dim"
            fits |= verdict is Verdict.FITS
        item.set_lights(lights, not fits)

    def _look_for_target(self, pointer: Pointer) -> None:
        """The port under the pointer, or the best one of the card under it."""
        before = self._target
        hit = self._surface.hit(pointer.scene)
        self._target = None
        if hit.node is not None and hit.node.node != self._wiring.held.node:
            item, slot = hit.node, hit.slot
            if slot is None or slot.is_output == self._held_is_output:
                slots = item.card.frame.inputs if self._held_is_output else item.card.frame.outputs
                slot = self._wiring.best(item.node, slots) or next(iter(slots), None)
            self._target = (item, slot)
        if before != self._target:
            for node, lit in ((before, False), (self._target, True)):
                if node is not None:
                    self._show_target(*node, lit)
        if self._verdict_at_target() is Verdict.CYCLE:
            self._surface.show_message(_cycle_text(), pointer.scene, True)
        else:
            self._surface.hide_message()

    def _verdict_at_target(self) -> Verdict | None:
        if self._target is None or self._target[1] is None:
            return None
        return self._wiring.verdict(self._target[0].node, self._target[1])

    def _show_target(self, item: NodeItem, slot: Slot | None, is_lit: bool) -> None:
        self._light(item)
        takes = slot is not None and self._wiring.verdict(item.node, slot) in (Verdict.FITS, Verdict.DOES_NOT_FIT)
        item.set_target(is_lit and takes)
        if is_lit and takes and slot is not None:
            item.set_lights({**item.lights, slot_key(slot): "target"}, False)

    def _end(self) -> None:
        scene = self._surface.graph_scene
        self._line.take_away()
        if self._picked is not None:
            self._picked.show()
        for item in scene.item_for_node.values():
            item.set_lights({})
            item.set_target(False)
        self._surface.hide_message()


def _cycle_text() -> str:
    return QCoreApplication.translate("Canvas", "This edge would close a cycle")
