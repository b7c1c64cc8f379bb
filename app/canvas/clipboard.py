"""Copy and paste: a piece of a graph as the text of a project, so that it can be read, mailed and pasted anywhere.

What is pasted goes through the reader of project files, which trusts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QMimeData

from app.translation import problem_message
from engine.graph.graph import Block, make_graph
from engine.problem import Problem, errors
from engine.project.annotations import Annotation, add_annotation, annotations_on
from engine.project.edits import Fragment
from engine.project.library import blocks_within
from engine.project.project import MAIN, Project
from engine.project.reader import read_text
from engine.project.writer import drawing_text

MIME = "application/x-chainrule-fragment"


def text_of_fragment(project: Project, fragment: Fragment, annotations: Iterable[Annotation] = ()) -> str:
    """The text of a project that holds the fragment, the blocks and codes that it uses, and comments and frames."""
    graph = make_graph(fragment.nodes, fragment.edges)
    used = blocks_within(project.blocks, [node.of for node in fragment.nodes if node.role == "block"])
    nodes = [*fragment.nodes, *(node for block in used.values() for node in block.graph.nodes.values())]
    named = {node.of for node in nodes if node.role == "code"}
    codes = {name: text for name, text in project.codes.items() if name in named}
    view = {"positions": dict(fragment.positions or {})}
    copied = Project(graph=graph, blocks=used, codes=codes, view=view)
    for annotation in annotations:
        copied = add_annotation(copied, MAIN, annotation)[0].apply(copied)
    return drawing_text(copied)


@dataclass(frozen=True)
class Pasted:
    """What a text held: nodes, edges and places, blocks and codes they use, comments and frames, and what was wrong."""

    fragment: Fragment
    blocks: Mapping[str, Block]
    problems: tuple[Problem, ...]
    annotations: tuple[Annotation, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fragment.nodes or self.annotations)

    def lacks(self) -> str:
        """What of the text was not pasted, and why; empty where all of it was."""
        wrong = errors(self.problems)
        reason = problem_message(wrong[0]) if wrong else ""
        if not self:
            none = QCoreApplication.translate("Canvas", "The clipboard holds no layers")
            return f"{none}: {reason}" if reason else none
        if not reason:
            return ""
        partly = QCoreApplication.translate("Canvas", "Not all that the clipboard holds could be pasted")
        place = f"{wrong[0].node}: " if wrong[0].node else ""
        return f"{partly}: {place}{reason}"


def fragment_from_text(text: str) -> Pasted:
    """What a text holds; nothing where it is no project."""
    if not text.strip():
        return Pasted(Fragment(()), {}, ())
    read = read_text(text)
    if read.project is None:
        return Pasted(Fragment(()), {}, read.problems)
    graph = read.project.graph
    edges = tuple(sorted(graph.edges, key=lambda edge: edge.target.sort_key))
    fragment = Fragment(tuple(graph.nodes.values()), edges, read.project.positions())
    annotations = tuple(annotations_on(read.project, MAIN).values())
    return Pasted(fragment, read.project.blocks, read.problems, annotations, read.project.codes)


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
