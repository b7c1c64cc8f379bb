"""Copy and paste: a piece of a graph as the text of a project, so that it can be read, mailed and pasted anywhere.

What is pasted goes through the reader of project files, which trusts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QMimeData

from engine.graph.graph import Block, make_graph
from engine.project.annotations import Annotation, add_annotation, annotations_on
from engine.project.edits import Fragment
from engine.project.project import MAIN, Project
from engine.project.reader import read_text
from engine.project.writer import project_text

MIME = "application/x-chainrule-fragment"


def text_of_fragment(project: Project, fragment: Fragment, annotations: Iterable[Annotation] = ()) -> str:
    """The text of a project that holds the fragment, the blocks that it uses, and comments and frames."""
    graph = make_graph(fragment.nodes, fragment.edges)
    used = _used_blocks(project.blocks, [node.of for node in fragment.nodes if node.role == "block"])
    copied = Project(name="", graph=graph, blocks=used, view={"positions": dict(fragment.positions or {})})
    for annotation in annotations:
        copied = add_annotation(copied, MAIN, annotation)[0].apply(copied)
    return project_text(copied)


def fragment_from_text(text: str) -> tuple[Fragment, Mapping[str, Block], tuple[Annotation, ...]]:
    """The nodes, edges, places, blocks, comments and frames that a text holds; nothing where it is no project."""
    project = read_text(text).project
    if project is None:
        return Fragment(()), {}, ()
    graph = project.graph
    edges = tuple(sorted(graph.edges, key=lambda edge: edge.target.sort_key))
    fragment = Fragment(tuple(graph.nodes.values()), edges, project.positions())
    return fragment, project.blocks, tuple(annotations_on(project, MAIN).values())


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
