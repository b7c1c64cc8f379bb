"""What is wrong with code that was only read, and where."""

from __future__ import annotations

import ast

from engine.problem import Problem


class UnreadableError(ValueError):
    """Raised where code cannot be made a layer; it holds the problem, whose argument `line` counts from 1."""

    def __init__(self, code: str, line: int, **arguments: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, {"line": line, **arguments})


def at(code: str, node: ast.stmt | ast.expr | ast.arg, **arguments: object) -> UnreadableError:
    """The error at the line where a part of the code begins."""
    return UnreadableError(code, node.lineno, **arguments)
