"""Moving what is selected by keys: steps in a row are one edit, and a frame takes along what lies inside it."""

from __future__ import annotations

from typing import NamedTuple

from app.canvas.annotating import Annotator
from app.canvas.scene import GraphScene
from engine.project.annotations import Key
from engine.project.project import Project


class Moved(NamedTuple):
    """Cards, comments and frames that move together."""

    nodes: tuple[str, ...]
    keys: tuple[Key, ...]


class Nudging:
    """Moves the selection of a scene."""

    def __init__(self, scene: GraphScene, annotator: Annotator) -> None:
        self._scene = scene
        self._annotator = annotator
        self._chosen = self._taken = Moved((), ())
        self._after: Project | None = None  # the project that the last step left

    def step(self, x: float, y: float) -> None:
        """Moves everything that is selected this far right and down."""
        chosen = Moved(tuple(self._scene.selected_nodes), tuple(self._scene.annotations.selected))
        if chosen != self._chosen or self._scene.document.project is not self._after:
            self._chosen, self._taken = chosen, self._with_inside(chosen)  # a frame picks nothing up on its way
        nodes, keys = self._taken
        if nodes or keys:
            names = sorted([*nodes, *(f"{key.group}.{key.name}" for key in keys)])
            self._annotator.move(keys, nodes, x, y, merge_key=f"nudge {self._scene.page}: {' '.join(names)}")
            self._after = self._scene.document.project

    def _with_inside(self, chosen: Moved) -> Moved:
        nodes, keys = dict.fromkeys(chosen.nodes), dict.fromkeys(chosen.keys)
        for key in chosen.keys:
            inner_nodes, inner_keys = self._scene.annotations.inside(self._scene.annotations.items[key])
            nodes |= dict.fromkeys(inner_nodes)
            keys |= dict.fromkeys(inner_keys)
        return Moved(tuple(nodes), tuple(keys))
