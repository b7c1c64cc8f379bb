"""Large graphs to measure on: rows of layers with skips, as residual networks have them."""

from __future__ import annotations

import json
import random


def large_graph_text(nodes: int = 1_000, edges: int = 1_500, seed: int = 0) -> str:
    """The file of a graph with this many nodes and edges, positions included."""
    draw = random.Random(seed)
    skips = edges - nodes + 1  # every Add has one edge more than it would need in a plain row
    adds = set(draw.sample(range(6, nodes - 1), skips))
    content: dict[str, dict[str, object]] = {"x": {"kind": "Input", "params": {"shape": [64]}}}
    lines: list[str] = []
    names = ["x"]
    for number in range(1, nodes - 1):
        if number in adds:
            name, node = f"add{number}", {"kind": "Add"}
            lines.append(f"{draw.choice(names[-30:-1])} -> {name}")
        elif draw.random() < 0.6:
            name, node = f"fc{number}", {"kind": "Linear", "params": {"out_features": 64}}
        else:
            name, node = f"relu{number}", {"kind": "ReLU"}
        content[name] = node
        lines.append(f"{names[-1]} -> {name}")
        names.append(name)
    content["loss"] = {"kind": "Loss"}
    lines.append(f"{names[-1]} -> loss")
    positions = {name: [240 * (place % 40), 140 * (place // 40)] for place, name in enumerate(content)}
    graph = {"nodes": content, "edges": lines}
    return json.dumps(
        {"format": "chainrule", "version": 1, "name": "Large", "graph": graph, "view": {"positions": positions}}
    )
