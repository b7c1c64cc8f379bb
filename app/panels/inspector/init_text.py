"""How a parameter's start is written in one line: `kaiming_uniform_`, `0.5`, `normal_(mean=0.0, std=0.02)`.

Nothing is executed: a call is read as a name and plain keyword values.
"""

from __future__ import annotations

import ast
import json
import keyword
from typing import Any


def init_to_text(value: Any) -> str:
    """The line that stands for a value of `init`; empty where torch decides."""
    if value is None:
        return ""
    if isinstance(value, dict):
        keywords = ", ".join(f"{name}={item!r}" for name, item in value.items() if name != "function")
        return f"{value.get('function')}({keywords})"
    return value if isinstance(value, str) else json.dumps(value)


def init_from_text(text: str) -> Any:
    """The value of `init` that a line stands for, None for an empty one. Raises ValueError where it cannot be read."""
    text = text.strip()
    if not text:
        return None
    if text.isidentifier() and not keyword.iskeyword(text):
        return text
    try:
        tree = ast.parse(text, mode="eval").body
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.args:
            keywords = {word.arg: ast.literal_eval(word.value) for word in tree.keywords if word.arg is not None}
            return {"function": tree.func.id, **keywords} if keywords else tree.func.id
        value = ast.literal_eval(tree)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(text) from error
    if isinstance(value, bool) or not isinstance(value, (int, float, list, tuple)):
        raise ValueError(text)
    return _listed(value)


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, (list, tuple)) else value
