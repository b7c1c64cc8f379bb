"""What other pages know of a block's page: its ports, by the names of its Inputs and Outputs, and ties that lead in.

Who gives nodes of a page other names, or other places behind the walls of blocks, changes that with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.graph.graph import Graph, PortRef
from engine.project.change import Patch, Place, edge_patches
from engine.project.project import MAIN, Project


def patches_outside(project: Project, page: str, paths: Mapping[str, str]) -> list[Patch]:
    """The patches of the other pages where nodes of a page have other paths: those before, each with that after."""
    patches: list[Patch] = []
    for other in project.pages if page != MAIN else ():
        if other == page:
            continue
        graph = project.page(other)
        uses = _uses(graph, page)
        sources = {_port(target, uses, paths): _port(source, uses, paths) for target, source in graph.sources.items()}
        patches += edge_patches(other, graph, sources)
        for node in graph.nodes.values():
            tie = {name: _led(project, other, path, page, paths) for name, path in node.tie.items()}
            if tie != node.tie:
                patches.append(Patch(Place("node", other, node.id), node, replace(node, tie=tie)))
    return patches


def _uses(graph: Graph, block: str) -> frozenset[str]:
    """The nodes that have the ports of a block."""
    uses = {node.id for node in graph.nodes.values() if (node.role, node.of) == ("block", block)}
    return frozenset(uses | {node.id for node in graph.nodes.values() if node.role == "share" and node.of in uses})


def _port(ref: PortRef, uses: frozenset[str], paths: Mapping[str, str]) -> PortRef:
    return replace(ref, port=paths.get(ref.port, ref.port)) if ref.node in uses else ref


def _led(project: Project, start: str, path: str, page: str, paths: Mapping[str, str]) -> str:
    """The path of a parameter, which may come through a page on which it goes on otherwise now."""
    rest, done = path.split("."), list[str]()
    present = start
    while rest and (present == MAIN or present in project.blocks):
        if present == page:
            inner = ".".join(rest)
            new = next((new + inner[len(old) :] for old, new in paths.items() if inner.startswith(f"{old}.")), inner)
            return ".".join([*done, new])
        node = project.page(present).nodes.get(rest[0])
        if node is None or node.role != "block":
            return path
        count = 2 if node.repeat > 1 and len(rest) > 1 and rest[1].isdecimal() else 1
        done, rest, present = [*done, *rest[:count]], rest[count:], node.of
    return path
