"""Plain JSON values: copies that nobody else can change, and a limit on what is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from engine.texts.phrase import Phrase, Words

Json = Any

MAXIMUM_DEPTH = 64  # nested deeper than any parameter, and less deep than Python can recurse
MAXIMUM_BITS = 4096  # a whole number beyond this could not even be printed

_SINGLE = frozenset({str, int, float, bool, type(None)})
_PLAIN = _SINGLE | {dict, list, tuple}


def is_plain(value: Json) -> bool:
    """Whether this is JSON of a sensible depth, with whole numbers of a sensible length.

    Works level by level and type by type, since a table in a project file may hold a million numbers.
    """
    level = [value]
    for _ in range(MAXIMUM_DEPTH):
        kinds = set(map(type, level))
        if not kinds <= _PLAIN:
            return False
        if int in kinds and any(item.bit_length() > MAXIMUM_BITS for item in level if type(item) is int):
            return False
        objects = [item for item in level if type(item) is dict] if dict in kinds else []
        if not all(type(key) is str for item in objects for key in item):
            return False
        lists = [item for item in level if type(item) is list or type(item) is tuple]
        level = [*chain.from_iterable(lists), *chain.from_iterable(item.values() for item in objects)]
        if not level:
            return True
    return False


def copied(value: Json) -> Json:
    """The value in objects and lists of its own."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        if set(map(type, value)) <= _SINGLE:
            return list(value)
        return [copied(item) for item in value]
    return value


def shown(value: Json) -> Words:
    """The value as a problem shows it: short, whatever it is."""
    if isinstance(value, (Mapping, list, tuple)) and not is_plain(value):
        return Phrase("too_deep")
    if isinstance(value, int) and value.bit_length() > MAXIMUM_BITS:
        return Phrase("huge_number")
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
