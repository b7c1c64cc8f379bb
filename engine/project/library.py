"""Blocks that can be placed in any project: those that come along, and the user's own, one file each.

A file is a project without a graph: its name is the block's, and its blocks are that one and those that it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.graph.graph import Block
from engine.problem import Problem, ProblemError, errors
from engine.project.project import Project
from engine.project.reader import read_text
from engine.project.store import SUFFIX
from engine.project.writer import project_bytes, write_atomically

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "blocks"


@dataclass(frozen=True)
class LibraryBlock:
    """A block of the library: its name, what it is in a sentence, and all blocks that come with it."""

    name: str
    description: str
    blocks: Mapping[str, Block]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, LibraryBlock]:
    """The blocks that come along, by name."""
    return read_folder(FOLDER)


def read_folder(folder: Path) -> dict[str, LibraryBlock]:
    """The blocks of a folder, by name; files that are no blocks are passed over."""
    found = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            result = read_text(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
        project = result.project
        if project is not None and not errors(result.problems) and project.name in project.blocks:
            description = str(project.extra.get("description", ""))
            found[project.name] = LibraryBlock(project.name, description, project.blocks)
    return found


def blocks_within(blocks: Mapping[str, Block], names: Iterable[str]) -> dict[str, Block]:
    """Blocks and all that they use, at any depth."""
    found: dict[str, Block] = {}
    waiting = list(names)
    while waiting:
        present = waiting.pop()
        if present in blocks and present not in found:
            found[present] = blocks[present]
            waiting += [node.of for node in blocks[present].graph.nodes.values() if node.role == "block"]
    return found


def keep(folder: Path, project: Project, block: str, description: str = "") -> Path:
    """Writes a block of a project, with those that it uses, into a folder. Raises ProblemError."""
    extra = {"description": description} if description else {}
    alone = Project(name=block, blocks=blocks_within(project.blocks, [block]), extra=extra)
    path = folder / f"{block}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, project_bytes(alone))
    except OSError as error:
        raise ProblemError(Problem("file_not_writable", {"received": str(error)})) from error
    return path


def find(name: str, libraries: Iterable[Mapping[str, LibraryBlock]]) -> LibraryBlock | None:
    """A block by its name, in the first library that has it."""
    return next((library[name] for library in libraries if name in library), None)
