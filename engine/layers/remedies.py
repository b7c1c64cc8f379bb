"""Repairs that can be offered with a problem; `engine/project/remedies.py` makes the change of each.

`insert_layer`: put a new layer on the edge into `port`; arguments `kind`, `params`, `port`, `nodes`.
`set_parameter`: give a parameter of the node, or of another `node` of its page, another value; arguments `parameter`,
`value`.
`change_kind`: let another kind take a layer's place, with the parameters that fit; arguments `kind`, `params`, `nodes`,
and `starts` for the layers around.
`set_init`: choose how parameters start; argument `starts`, each a value for each parameter and the nodes.
`add_skip`: add what one node gives to what another one gives; argument `pairs` of both, in order of execution.
`set_training`: set what stands at a path of the training settings (`optimizer.params.lr`); arguments `path`, `value`.
`unfreeze`: let the weights of a node be updated again.

`nodes` names those of the page on which it is done, and may be left out for the node itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.problem import Remedy

Start = tuple[Mapping[str, object], tuple[str, ...]]  # a value for each parameter's name, and the nodes


def insert(kind: str, port: str, **params: object) -> Remedy:
    """Put a layer of this kind on the edge into the port."""
    return Remedy("insert_layer", {"kind": kind, "params": params, "port": port})


def insert_before(kind: str, port: str, nodes: Sequence[str]) -> Remedy:
    """Put a layer of this kind before each of these nodes."""
    return Remedy("insert_layer", {"kind": kind, "params": {}, "port": port, "nodes": tuple(nodes)})


def change(parameter: str, value: object, node: str = "") -> Remedy:
    """Set a parameter to this value, on the node itself or on another one."""
    return Remedy("set_parameter", {"parameter": parameter, "value": value, **({"node": node} if node else {})})


def change_kind(kind: str, nodes: Sequence[str], starts: Sequence[Start] = ()) -> Remedy:
    """Let this kind take the place of these nodes' kinds, and start layers around them so that it suits them."""
    return Remedy("change_kind", {"kind": kind, "params": {}, "nodes": tuple(nodes), "starts": tuple(starts)})


def start(starts: Sequence[Start]) -> Remedy:
    """Choose how parameters start."""
    return Remedy("set_init", {"starts": tuple(starts)})


def skip(pairs: Sequence[tuple[str, str]]) -> Remedy:
    """Add what the first node of each pair gives to what the second one gives."""
    return Remedy("add_skip", {"pairs": tuple(pairs)})


def training(path: str, value: object) -> Remedy:
    """Set what stands at a path of the training settings."""
    return Remedy("set_training", {"path": path, "value": value})


def unfreeze() -> Remedy:
    """Let the weights of the node be updated again."""
    return Remedy("unfreeze")
