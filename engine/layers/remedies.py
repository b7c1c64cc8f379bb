"""Repairs that a layer kind can offer with a problem; the window and the command line carry them out.

`insert_layer`: put a new layer on the edge into `port`; arguments `kind`, `params`, `port`.
`set_parameter`: give a parameter of the node, or of another `node` of its page, another value; arguments `parameter`,
`value`.
"""

from __future__ import annotations

from engine.problem import Remedy


def insert(kind: str, port: str, **params: object) -> Remedy:
    """Put a layer of this kind on the edge into the port."""
    return Remedy("insert_layer", {"kind": kind, "params": params, "port": port})


def change(parameter: str, value: object, node: str = "") -> Remedy:
    """Set a parameter to this value, on the node itself or on another one."""
    return Remedy("set_parameter", {"parameter": parameter, "value": value, **({"node": node} if node else {})})
