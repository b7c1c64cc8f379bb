"""Where a tie leads: from a parameter to the one that it is."""

from __future__ import annotations

from collections.abc import Mapping

from engine.graph.graph import Node


def tie_target(nodes: Mapping[str, Node], path: str) -> str:
    """The parameter behind a path (`token.weight`) that is tied to none on this page; empty where ties go round."""
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        node, _, name = path.partition(".")
        present = nodes.get(node)
        if present is None or name not in present.tie:
            return path
        path = present.tie[name]
    return ""


def tied_group(nodes: Mapping[str, Node], path: str) -> tuple[str, ...]:
    """All paths of a page that are one parameter with this one, in the order of the nodes; at least the path itself."""
    target = tie_target(nodes, path)
    tying = (f"{node.id}.{name}" for node in nodes.values() for name in node.tie)
    same = [one for one in tying if target and tie_target(nodes, one) == target]
    return tuple(dict.fromkeys([*same, target or path, path]))
