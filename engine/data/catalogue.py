"""Every data source by the name that a project file uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.data import cells, inline, mnist, pairs, points, sequences, shapes, tables, teacher, tokens
from engine.data.source import Source

FAMILIES = (inline, points, tables, mnist, teacher, shapes, pairs, cells, sequences, tokens)


def sources() -> Mapping[str, type[Source]]:
    """The sources in the order in which they are offered: a source is any class of a family that has a name."""
    found = {
        item.name: item
        for family in FAMILIES
        for item in vars(family).values()
        if isinstance(item, type) and issubclass(item, Source) and item.name
    }
    return MappingProxyType(found)
