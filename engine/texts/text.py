"""What a problem says: what was expected and what came, and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """`{name}` stands for an argument of the problem."""

    message: str
    hint: str = ""
