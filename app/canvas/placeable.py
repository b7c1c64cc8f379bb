"""Which own layers and blocks can be placed on a page, beside the kinds of the catalogue."""

from __future__ import annotations

from typing import Any

from app.parts.kinds import LIBRARY, OWN_BLOCKS, OWN_LAYERS, BlockKind, CodeKind, ListedKind
from engine.project.block_edits import contains
from engine.project.project import MAIN, Project


def placeable(document: Any, page: str, with_library: bool = True) -> list[ListedKind]:
    """All that can be placed there: the own layers of the project, then blocks."""
    return [*own_layers(document.project), *placeable_blocks(document, page, with_library)]


def own_layers(project: Project) -> list[CodeKind]:
    """The layers whose code the project keeps; one that cannot be read yet is there too, without a word about it."""
    kinds = project.own_codes.kinds
    return [CodeKind(name, OWN_LAYERS, kinds[name].summary_line() if name in kinds else "") for name in project.codes]


def placeable_blocks(document: Any, page: str, with_library: bool = True) -> list[BlockKind]:
    """The blocks of the project that the page may hold, and those of the libraries that the project lacks."""
    project = document.project
    names = [name for name in project.blocks if page == MAIN or not contains(project, name, page)]
    found = [BlockKind(name, OWN_BLOCKS) for name in names]
    known = set(project.blocks)
    for library in document.libraries if with_library else ():
        found += [BlockKind(name, LIBRARY, one.description) for name, one in library.items() if name not in known]
        known |= set(library)
    return found
