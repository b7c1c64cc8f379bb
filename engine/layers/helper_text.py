"""The source text of the classes in modules.py, for the network and for exported files."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


def helper_source(name: str) -> str:
    """The text of a class of modules.py, from `class` to its last line. Raises KeyError for any other name."""
    return _sources()[name]


@cache
def _sources() -> dict[str, str]:
    text = Path(__file__).with_name("modules.py").read_text(encoding="utf-8")
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in classes}
