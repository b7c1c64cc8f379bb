"""Plain JSON values: copies that nobody else can change, and a limit on what is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Any

MAXIMUM_DEPTH = 64  # nested deeper than any parameter, and less deep than Python can recurse
MAXIMUM_BITS = 4096  # a whole number beyond this could not even be printed


def is_plain(value: Json) -> bool:
    """Whether this is JSON of a sensible depth, with whole numbers of a sensible length."""
    level = [value]
    for _ in range(MAXIMUM_DEPTH):
        below: list[Json] = []
        for item in level:
            if isinstance(item, Mapping):
                if not all(isinstance(key, str) for key in item):
                    return False
                below += item.values()
            elif isinstance(item, (list, tuple)):
                below += item
            elif isinstance(item, int):
                if item.bit_length() > MAXIMUM_BITS:
                    return False
            elif item is not None and not isinstance(item, (str, float)):
                return False
        if not below:
            return True
        level = below
    return False


def copied(value: Json) -> Json:
    """The value in objects and lists of its own."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(item) for item in value]
    return value


def shown(value: Json) -> str:
    """The value as a problem shows it: short, whatever it is."""
    if isinstance(value, (Mapping, list, tuple)) and not is_plain(value):
        return "a value nested too deeply"
    text = repr(value) if not isinstance(value, int) or value.bit_length() <= MAXIMUM_BITS else "a huge number"
    return text if len(text) <= 80 else text[:77] + "..."
