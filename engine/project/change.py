"""A change: an invertible edit of a project, as a plain value.

A change is a list of patches; a patch says what stood at one place before, and what stands there after. So every
edit there is can be applied, inverted and joined by the same few lines, and the canvas can follow a change without
asking what kind of edit it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal, NamedTuple

from engine.graph.graph import Graph, PortRef
from engine.project.project import MAIN, Project

Part = Literal["node", "edge", "position", "view", "block", "code", "data", "training", "name"]


class Place(NamedTuple):
    """Where in a project: a part of it, the page, and the key there.

    The key is a node's id (`node`, `position`), the target of an edge (`edge`, a PortRef), a name (`block`, `code`,
    `view`), and empty for the parts that stand once (`data`, `training`, `name`).
    """

    part: Part
    page: str = MAIN
    key: Any = ""


class Patch(NamedTuple):
    """What stands at a place before and after; None where nothing does."""

    place: Place
    before: Any
    after: Any


class StaleChangeError(ValueError):
    """Raised where a change meets a project other than the one it was made for."""


class Copied(NamedTuple):
    """Weights that begin as a copy of others: all below the path `new` of a page as those below `old`.

    Both are paths of ids in the project after the change. Taken back, the copies go (`is_back`).
    """

    page: str
    new: str
    old: str
    is_back: bool = False


@dataclass(frozen=True)
class Change:
    """An edit: patches, and the code and arguments from which its name in the Edit menu is made.

    `renamed` tells which nodes kept their weights under another id, (page, old id) -> new id, or under the same one as
    another kind. `copied` tells which weights begin as copies of others.
    """

    code: str
    patches: tuple[Patch, ...] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    copied: tuple[Copied, ...] = ()

    def __bool__(self) -> bool:
        return any(patch.before != patch.after for patch in self.patches)

    def apply(self, project: Project) -> Project:
        """The project after this change. Raises StaleChangeError where the project is not the one before it."""
        for patches in _stretches(self.patches):
            for page in dict.fromkeys(patch.place.page for patch in patches):
                project = _apply_to_page(project, page, [patch for patch in patches if patch.place.page == page])
        return project

    def inverse(self) -> Change:
        """The change that takes this one back."""
        patches = tuple(Patch(patch.place, patch.after, patch.before) for patch in reversed(self.patches))
        renamed = {(page, new): old for (page, old), new in self.renamed.items()}
        copied = tuple(one._replace(is_back=not one.is_back) for one in self.copied)
        return replace(self, patches=patches, renamed=renamed, copied=copied)

    def then(self, later: Change) -> Change:
        """One change that does this one and then `later`, under the name of this one."""
        patches = (*self.patches, *later.patches)
        if not any(patch.place.part == "block" for patch in patches):  # where no page comes or goes, order is free
            first: dict[Place, Patch] = {}
            for patch in patches:
                before = first[patch.place].before if patch.place in first else patch.before
                first[patch.place] = Patch(patch.place, before, patch.after)
            patches = tuple(first.values())
        new = dict(later.renamed)
        renamed = {(page, old): new.pop((page, middle), middle) for (page, old), middle in self.renamed.items()}
        copied = tuple(one._replace(new=later._now(one.page, one.new), old=later._now(one.page, one.old))
                       for one in self.copied)  # fmt: skip
        return replace(self, patches=patches, renamed={**renamed, **new}, copied=(*copied, *later.copied))

    def _now(self, page: str, path: str) -> str:
        """What a path of a page is called after this change."""
        node, dot, rest = path.partition(".")
        return self.renamed.get((page, node), node) + dot + rest

    def touches(self, *parts: Part) -> bool:
        """Whether anything of these parts of the project differs afterwards."""
        return any(patch.place.part in parts and patch.before != patch.after for patch in self.patches)

    @property
    def alters_plan(self) -> bool:
        """Whether the network may be another one afterwards; moving and titles leave it as it is."""
        return any(_alters_plan(patch) for patch in self.patches)

    @property
    def places(self) -> frozenset[Place]:
        return frozenset(patch.place for patch in self.patches)


def edge_patches(page: str, graph: Graph, sources: Mapping[PortRef, PortRef]) -> list[Patch]:
    """The patches that give a page these edges in place of its own."""
    targets = sorted({*graph.sources, *sources}, key=lambda ref: ref.sort_key)
    return [
        Patch(Place("edge", page, target), graph.sources.get(target), sources.get(target))
        for target in targets
        if graph.sources.get(target) != sources.get(target)
    ]


def _alters_plan(patch: Patch) -> bool:
    if patch.before == patch.after or patch.place.part in ("position", "view", "name"):
        return False
    if patch.place.part == "node" and patch.before is not None and patch.after is not None:
        return bool(replace(patch.before, title="") != replace(patch.after, title=""))
    return True


def _stretches(patches: Iterable[Patch]) -> Iterator[list[Patch]]:
    """The patches in order, parted where a block comes or goes: its page is edited only while it is there."""
    return (list(group) for _, group in groupby(patches, key=lambda patch: patch.place.part == "block"))


def _apply_to_page(project: Project, page: str, patches: list[Patch]) -> Project:
    by_part: dict[Part, list[Patch]] = {}
    for patch in patches:
        by_part.setdefault(patch.place.part, []).append(patch)
    for part, found in by_part.items():
        match part:
            case "node":
                graph = project.page(page)
                project = _with_graph(project, page, graph.with_nodes(_patched(graph.nodes, found)))
            case "edge":
                graph = project.page(page)
                project = _with_graph(project, page, replace(graph, sources=_patched(graph.sources, found)))
            case "position":
                view = {**project.view_of(page), "positions": _patched(project.positions(page), found)}
                project = _with_view(project, page, view)
            case "view":
                project = _with_view(project, page, _patched(project.view_of(page), found))
            case "block":
                project = replace(project, blocks=_patched(project.blocks, found))
            case "code":
                project = replace(project, codes=_patched(project.codes, found))
            case "data" | "training" | "name":
                for patch in found:
                    _expect(patch, getattr(project, part))
                    project = replace(project, **{part: patch.after})
    return project


def _patched(mapping: Mapping[Any, Any], patches: list[Patch]) -> dict[Any, Any]:
    result = dict(mapping)
    for patch in patches:
        _expect(patch, result.get(patch.place.key))
        if patch.after is None:
            result.pop(patch.place.key, None)
        else:
            result[patch.place.key] = patch.after
    return result


def _expect(patch: Patch, present: Any) -> None:
    if present is not patch.before and present != patch.before:
        raise StaleChangeError(f"{patch.place}: expected {patch.before!r}, found {present!r}")


def _with_graph(project: Project, page: str, graph: Graph) -> Project:
    if page == MAIN:
        return replace(project, graph=graph)
    return replace(project, blocks={**project.blocks, page: replace(project.blocks[page], graph=graph)})


def _with_view(project: Project, page: str, view: Mapping[str, Any]) -> Project:
    if page == MAIN:
        return replace(project, view=view)
    return replace(project, blocks={**project.blocks, page: replace(project.blocks[page], view=view)})
