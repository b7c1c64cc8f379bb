"""What every edit of the canvas rests on: the page that a scene shows, and how a change reaches the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.canvas.enclosing import following
from app.canvas.layout import Point
from app.canvas.placement import room_between
from app.canvas.scene import GraphScene
from engine.graph.graph import Graph
from engine.project.annotations import set_annotations
from engine.project.change import Change, Patch, Place
from engine.project.project import Project


class PageEdits:
    """The page that a scene shows, as edits see it."""

    def __init__(self, scene: GraphScene) -> None:
        self._scene = scene
        self._document: Any = scene.document

    @property
    def _project(self) -> Project:
        project: Project = self._document.project
        return project

    @property
    def _graph(self) -> Graph:
        return self._project.page(self._scene.page)

    def apply(self, change: Change, merge_key: str = "") -> None:
        """Does an edit that was made elsewhere, and selects the nodes that it brought."""
        self._apply(change, merge_key)
        new = [patch.place.key for patch in change.patches if patch.place.part == "node" and patch.before is None]
        if new:
            self._scene.select(new)

    def room(self, project: Project, left: str, right: str) -> tuple[Point | None, Mapping[str, Point]]:
        """Where a new card goes between two others, and which make room; the project may be ahead of the scene."""
        return room_between({**self._scene.settled_places, **project.positions(self._scene.page)}, left, right)

    def _apply(self, change: Change, merge_key: str = "") -> None:
        self._document.apply(self._with_places(change), self._scene, merge_key)

    def _with_places(self, change: Change) -> Change:
        """The change; where it alters the drawing, it also saves the places that a tidy layout chose on opening.

        Else the layout of what is left would come out otherwise at the next opening. Frames go with their nodes.
        """
        if not change.touches("position", "node", "edge"):
            return change
        page = self._scene.page
        touched = {patch.place.key for patch in change.patches if patch.place.part in ("node", "position")}
        places = {node: at for node, at in self._scene.unsaved_places.items() if node not in touched}
        patches = tuple(Patch(Place("position", page, node), None, at) for node, at in places.items())
        change = replace(change, patches=(*change.patches, *patches))
        if change.touches("view"):
            return change
        frames = set_annotations(self._project, page, following(self._scene, change))
        return replace(change, patches=(*change.patches, *frames.patches))
