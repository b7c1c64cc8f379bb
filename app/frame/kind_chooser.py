"""Another kind for the selected layers, or for all of a kind: chosen by a few letters, with what would be kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.canvas.view import GraphView
from app.parts.kinds import words_about
from app.parts.picker import Picker
from app.parts.picker_rows import Entry
from app.session.document import Document
from engine.graph.graph import Graph
from engine.project.project import MAIN
from engine.project.swapping import Swap, fitting_params, nodes_of_kind, owner

NAMED = 3  # so many parameters are named one by one beside a kind


class KindChooser(QObject):
    """Opens the picker on the catalogue; `said` carries what was kept and what was not."""

    said = Signal(str)

    def __init__(self, document: Document, canvas: GraphView, picker: Picker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._canvas, self._picker = document, canvas, picker
        canvas.rearranging.kind_wanted.connect(self.change)

    def change(self) -> None:
        """Asks which kind shall take the place of those of the selected nodes."""
        chosen = self._canvas.selected_nodes
        if not chosen:
            self.said.emit(self.tr("Select the layers that shall become another kind"))
        elif len(chosen) == 1:
            self._ask(chosen, self.tr("Another kind for {name}").format(name=chosen[0]))
        else:
            self._ask(chosen, self.tr("Another kind for {count} layers").format(count=len(chosen)))

    def replace_all(self) -> None:
        """Asks which kind of the page shall be replaced everywhere, that of the selection first; then by which."""
        graph = self._graph
        counts: dict[str, int] = {}
        for node in graph.nodes.values():
            if node.role == "kind":
                counts[node.of] = counts.get(node.of, 0) + 1
        selected = [graph.nodes[owner(graph, node)].of for node in self._canvas.selected_nodes]
        order = [kind for kind in dict.fromkeys([*selected, *sorted(counts)]) if kind in counts]
        entries = [self._entry(kind, aside=f"×{counts[kind]}") for kind in order]
        heading = self.tr("Replace all of a kind on this page")
        none = self.tr("No layer is of such a kind") if entries else self.tr("There is no layer yet")
        self._picker.ask(entries, self.tr("Which kind shall be replaced?"), self._replace, heading, none)

    def _replace(self, entry: Entry) -> None:
        nodes = nodes_of_kind(self._graph, entry.id)
        if nodes:
            self._ask(nodes, self.tr("Another kind for all {kind} ({count})").format(kind=entry.id, count=len(nodes)))

    @property
    def _graph(self) -> Graph:
        return self._document.project.page(self._canvas.page)

    def _ask(self, nodes: Sequence[str], heading: str) -> None:
        graph, kinds = self._graph, self._document.catalogue
        owners = [graph.nodes[owner(graph, node)] for node in nodes]
        present = {node.of for node in owners}
        near = {kinds[kind].category for kind in present if kind in kinds}
        params = {name: value for node in owners for name, value in node.params.items()}
        kept = {kind: list(fitting_params(params, kinds[kind])) for kind in kinds if present != {kind}}
        order = sorted(kept, key=lambda kind: (kinds[kind].category not in near, -len(kept[kind])))
        entries = [self._entry(kind, aside=_kept_text(kept[kind]) if params else "") for kind in order]
        chosen = partial(self._swap, tuple(nodes))
        self._picker.ask(entries, self.tr("Search {count} kinds").format(count=len(entries)), chosen, heading)

    def _entry(self, kind: str, aside: str) -> Entry:
        declared = self._document.catalogue.get(kind)
        if declared is None:
            return Entry(kind, kind, aside=aside)
        more = " ".join((*declared.synonyms, *words_about(declared)))
        return Entry(kind, kind, aside=aside, more=more, category=declared.category)

    def _swap(self, nodes: Sequence[str], entry: Entry) -> None:
        present = self._graph.nodes
        nodes = [node for node in nodes if node in present]
        if nodes:
            learned = set(self._document.weights)
            swap = self._canvas.editor.swap(nodes, entry.id)
            self._canvas.select(nodes)
            text = swap_text(swap, entry.id)
            if learned - set(self._document.weights):
                text += "; " + self.tr("what was learned there is gone until this is undone")
            elif any(_is_of(key, self._canvas.page, swap.nodes) for key in learned):
                text += "; " + self.tr("what was learned there stays where its shape fits")
            self.said.emit(text)


def swap_text(swap: Swap, kind: str) -> str:
    """What was kept and what was not, in one line."""
    translate = QCoreApplication.translate
    if not swap.nodes:
        return translate("KindChooser", "It is {kind} already").format(kind=kind)
    if len(swap.nodes) == 1:
        parts = [translate("KindChooser", "{name} is {kind} now").format(name=swap.nodes[0], kind=kind)]
    else:
        parts = [translate("KindChooser", "{count} layers are {kind} now").format(count=len(swap.nodes), kind=kind)]
    if swap.kept:
        parts.append(translate("KindChooser", "kept {names}").format(names=", ".join(swap.kept)))
    if swap.dropped:
        parts.append(translate("KindChooser", "without {names}").format(names=", ".join(swap.dropped)))
    if swap.starts:
        parts.append(translate("KindChooser", "without the start of {names}").format(names=", ".join(swap.starts)))
    if swap.edges == 1:
        parts.append(translate("KindChooser", "1 edge is gone"))
    elif swap.edges:
        parts.append(translate("KindChooser", "{count} edges are gone").format(count=swap.edges))
    return "; ".join(parts)


def _is_of(key: str, page: str, nodes: Collection[str]) -> bool:
    """Whether a key of the weights is that of a node on a page; those of a block stand below its uses."""
    path = key.split(".")[:-1]
    return any(node in path[1:] if page != MAIN else path[:1] == [node] for node in nodes)


def _kept_text(names: Sequence[str]) -> str:
    """Which parameters a kind would keep."""
    if not names:
        return QCoreApplication.translate("KindChooser", "keeps no parameter")
    if len(names) > NAMED:
        return QCoreApplication.translate("KindChooser", "keeps {count} parameters").format(count=len(names))
    return QCoreApplication.translate("KindChooser", "keeps {names}").format(names=", ".join(names))
