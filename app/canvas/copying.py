"""Copies of nodes, with the blocks they use and the comments and frames about them: to and from a text, or beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.canvas.clipboard import Pasted, fragment_from_text, text_of_fragment
from app.canvas.frames import HEADER, WIDTH
from app.canvas.layout import GRID, Point
from app.canvas.page_edits import PageEdits
from app.canvas.placement import free_shift, snapped
from engine.project.annotations import Annotation, add_annotation
from engine.project.change import Change, Patch, Place
from engine.project.edits import Fragment, add_fragment, copy_fragment, together
from engine.project.rearranging import Box

PASTE_STEP = 3 * GRID


class Copying(PageEdits):
    """Copies and pastes on the page that a scene shows."""

    def copied_text(self, nodes: Collection[str]) -> str:
        """The nodes, the edges among them, the blocks they use and the frames around them, as the text of a project.

        With them what is selected beside them.
        """
        return text_of_fragment(self._project, self._fragment(nodes), self._annotations_about(nodes))

    def paste(self, text: str, seen: Box | None = None) -> Pasted:
        """Adds what a text holds beside its original; where that would be out of what is seen, in its middle.

        Returns what was read; it is false where the text holds nothing of that kind.
        """
        pasted = fragment_from_text(text)
        if pasted:
            present = self._project
            new: dict[Place, Any] = {
                Place("block", "", name): it for name, it in pasted.blocks.items() if name not in present.blocks
            }
            new |= {Place("code", "", name): it for name, it in pasted.codes.items() if name not in present.codes}
            self._add(pasted.fragment, pasted.annotations, seen, "paste", new)
        return pasted

    def duplicate(self, nodes: Collection[str]) -> None:
        """Adds a copy of these nodes, and of the frames around them, beside them."""
        fragment, annotations = self._fragment(nodes), self._annotations_about(nodes)
        if fragment.nodes or annotations:
            self._add(fragment, annotations, None, "duplicate", {})

    def _add(
        self, fragment: Fragment, annotations: Iterable[Annotation], seen: Box | None, code: str,
        new: Mapping[Place, Any],
    ) -> None:  # fmt: skip
        page, keys = self._scene.page, []
        annotations = tuple(annotations)
        x, y = self._offset(fragment.positions or {}, [note.at for note in annotations], seen)
        first = Change(code, tuple(Patch(place, None, brought) for place, brought in new.items()))
        added, ids = add_fragment(first.apply(self._project), page, fragment, (x, y))
        changes = [first, added]
        for annotation in annotations:
            present = together(code, changes).apply(self._project)
            change, key = add_annotation(present, page, annotation.moved(x, y))
            changes.append(change)
            keys.append(key)
        self._apply(together(code if ids else "add_comment", changes, names=ids))
        self._scene.select(ids, (), keys)

    def _annotations_about(self, nodes: Collection[str]) -> list[Annotation]:
        """The frames that hold only these nodes, with all that lies in them, and those that are selected."""
        board = self._scene.annotations
        keys = dict.fromkeys(board.selected)
        for key, item in board.items.items():
            inside, others = board.inside(item)
            if inside and set(inside) <= set(nodes):
                keys |= dict.fromkeys([key, *others])
        return [board.items[key].shown for key in keys]

    def _fragment(self, nodes: Collection[str]) -> Fragment:
        fragment = copy_fragment(self._project, self._scene.page, nodes)
        places = self._scene.settled_places
        return replace(fragment, positions={node.id: places[node.id] for node in fragment.nodes})

    def _offset(self, nodes: Mapping[str, Point], notes: Collection[Point], seen: Box | None) -> Point:
        """How far a copy is moved: beside its original steps down and right until nothing stands just there.

        A copy from elsewhere covers no card, and comes to the middle of what is seen if it would be out of it.
        """
        standing = self._scene.settled_places
        noted = {item.shown.at for item in self._scene.annotations.items.values()}
        taken, places = {*standing.values(), *noted}, [*nodes.values(), *notes]
        if not places:
            return 0.0, 0.0
        has_original = any(standing.get(node) == place for node, place in nodes.items()) or not noted.isdisjoint(notes)
        if seen is None or has_original:
            step = PASTE_STEP
            while any((x + step, y + step) in taken for x, y in places):
                step += PASTE_STEP
            return step, step
        across, down = [x for x, _ in places], [y for _, y in places]
        centre = (min(across) + max(across) + WIDTH) / 2, (min(down) + max(down) + HEADER) / 2
        middle = seen.x + seen.width / 2 - centre[0], seen.y + seen.height / 2 - centre[1]
        start = (0.0, 0.0) if _is_within(centre, seen) else (snapped(middle[0]), snapped(middle[1]))
        return free_shift(taken, places, start)


def _is_within(point: Point, box: Box) -> bool:
    return box.x <= point[0] <= box.x + box.width and box.y <= point[1] <= box.y + box.height
