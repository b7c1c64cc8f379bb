"""What a figure or a film is of, as plain values: the drawing, and what training or a step has shown on it.

The values are taken once. What is edited or played in the window afterwards does not reach a film that is being made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.canvas.heat import Heat
from app.canvas.scene import GraphScene
from engine.backprop.moments import Moment, ShownStep
from engine.compiler.plan import Plan
from engine.graph.graph import PortRef
from engine.project.project import MAIN, Json, Project

if TYPE_CHECKING:
    from app.theatre.theatre import Theatre


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training has shown on the drawing: gradients by node and by edge, how they went, and the loss."""

    nodes: Mapping[str, Heat | None]
    edges: Mapping[PortRef, Heat | None]
    histories: Mapping[str, tuple[float, ...]]
    words: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Staged:
    """A step, and how far it has come: `position` moments are over, of the numbers of `covered` nothing is seen.

    `sample` of the batch is shown on the cards; `subtitle` says in words which samples these are.
    """

    step: ShownStep
    position: int
    sample: int = 0
    subtitle: str = ""
    covered: frozenset[Moment] = frozenset()


@dataclass(frozen=True, eq=False)
class Subject:
    """One page of a project with its plan; at most one of `trained` and `staged` is there."""

    project: Project
    plan: Plan | None
    page: str = MAIN
    titles: Mapping[str, str] = field(default_factory=dict)
    trained: Trained | None = None
    staged: Staged | None = None

    @property
    def title(self) -> str:
        return self.project.name if self.page == MAIN else f"{self.project.name}: {self.page}"


def subject_of(scene: GraphScene, theatre: Theatre | None = None) -> Subject:
    """What a canvas shows now. `theatre` is that of the window, whose step is shown where the scene is staged."""
    reading = scene.reading
    project = _placed(scene.document.project, scene)
    subject = Subject(project, reading.plan, scene.page, reading.titles)
    if scene.is_training:
        return replace(subject, trained=_trained(scene))
    step = theatre.step if theatre is not None else None
    if not scene.is_staged or theatre is None or step is None or scene.page != MAIN:
        return subject
    staged = Staged(step, theatre.player.position, theatre.sample, theatre.samples_text, theatre.covered)
    return replace(subject, staged=staged)


def _trained(scene: GraphScene) -> Trained:
    return Trained(
        nodes={node: item.heat for node, item in scene.item_for_node.items()},
        edges={target: item.heat for target, item in scene.item_for_edge.items()},
        histories={node: tuple(item.history) for node, item in scene.item_for_node.items()},
        words={node: item.words for node, item in scene.item_for_node.items()},
    )


def _placed(project: Project, scene: GraphScene) -> Project:
    """The project with a place for every node of the page: where it stands on the canvas."""
    view: dict[str, Json] = {**project.view_of(scene.page), "positions": dict(scene.settled_places)}
    if scene.page == MAIN:
        return replace(project, view=view)
    block = replace(project.blocks[scene.page], view=view)
    return replace(project, blocks={**project.blocks, scene.page: block})
