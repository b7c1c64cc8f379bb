"""Copy and paste: a piece of a graph as the text of a project, so that it can be read, mailed and pasted anywhere.

What is pasted goes through the reader of project files, which trusts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QMimeData

from engine.graph.graph import Block, make_graph
from engine.project.edits import Fragment
from engine.project.project import Project
from engine.project.reader import read_text
from engine.project.writer import project_text

MIME = "application/x-chainrule-fragment"


class Pasted(NamedTuple):
    """What a text brings: a piece of a graph, and the blocks and codes that it uses."""

    fragment: Fragment
    blocks: Mapping[str, Block] = {}
    codes: Mapping[str, str] = {}


def text_of_fragment(project: Project, fragment: Fragment) -> str:
    """The text of a project that holds the fragment, and the blocks and codes that it uses."""
    graph = make_graph(fragment.nodes, fragment.edges)
    used = _used_blocks(project.blocks, [node.of for node in fragment.nodes if node.role == "block"])
    nodes = [*fragment.nodes, *(node for block in used.values() for node in block.graph.nodes.values())]
    named = {node.of for node in nodes if node.role == "code"}
    codes = {name: text for name, text in project.codes.items() if name in named}
    view = {"positions": dict(fragment.positions or {})}
    return project_text(Project(name="", graph=graph, blocks=used, codes=codes, view=view))


def fragment_from_text(text: str) -> Pasted:
    """The nodes, edges, places, blocks and codes that a text holds; nothing where it is no project."""
    project = read_text(text).project
    if project is None:
        return Pasted(Fragment(()))
    graph = project.graph
    edges = tuple(sorted(graph.edges, key=lambda edge: edge.target.sort_key))
    fragment = Fragment(tuple(graph.nodes.values()), edges, project.positions())
    return Pasted(fragment, project.blocks, project.codes)


def mime_data(text: str) -> QMimeData:
    """What goes to the clipboard: the text for everyone, and a mark that it is ours."""
    data = QMimeData()
    data.setText(text)
    data.setData(MIME, text.encode())
    return data


def text_in(data: QMimeData | None) -> str:
    """The text of a fragment on the clipboard, or any other text; the reader sees what it is."""
    if data is None:
        return ""
    if data.hasFormat(MIME):
        return bytes(data.data(MIME).data()).decode("utf-8", "replace")
    return data.text()


def _used_blocks(blocks: Mapping[str, Block], names: list[str]) -> dict[str, Block]:
    found: dict[str, Block] = {}
    while names:
        name = names.pop()
        if name in blocks and name not in found:
            found[name] = blocks[name]
            names += [node.of for node in blocks[name].graph.nodes.values() if node.role == "block"]
    return found
