"""Nodes become a block, and a block becomes its nodes again: edits, as those of `edits`, that keep trained weights."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.graph.expressions import expressions_in, names_in, substituted
from engine.graph.graph import Block, Edge, Graph, Node, PortRef
from engine.graph.ids import free_id
from engine.graph.ordering import is_loss
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import Problem, ProblemError
from engine.project.change import Change, Patch, Place
from engine.project.edits import closed_up, edge_patches, moved, renamed_path
from engine.project.outside import patches_outside
from engine.project.project import Position, Project

COLUMN = 216.0  # between an Input of a block and what it feeds, and between copies that are laid out in a row


# ---------------------------------------------------------------------------------------------- nodes -> block


def groupable(project: Project, page: str, nodes: Collection[str]) -> list[str]:
    """Those of the nodes that can be in a block: ports of the page and losses stay outside."""
    graph = project.page(page)
    return [name for name in graph.nodes if name in nodes and not _stays_outside(graph.nodes[name])]


def _stays_outside(node: Node) -> bool:
    return node.role == "kind" and (node.of in ("Input", "Output") or is_loss(catalogue(), node.of))


def group(
    project: Project, page: str, nodes: Collection[str], name: str, positions: Mapping[str, Position]
) -> tuple[Change, str]:
    """Puts nodes into a new block of that name and a use of it in their place. Returns the change and the use's id.

    What comes from outside enters by Inputs, what is used outside leaves by Outputs; where nothing is, the last values
    do. `positions` are where the nodes stand. Raises ProblemError where the nodes cannot be one block.
    """
    return _Grouping(project, page, groupable(project, page, nodes), name, positions).change()


class _Grouping:
    def __init__(
        self, project: Project, page: str, chosen: list[str], name: str, positions: Mapping[str, Position]
    ) -> None:
        self._project, self._page, self._name = project, page, name
        self._graph = project.page(page)
        self._inside = frozenset(chosen)
        self._places = {node: positions.get(node, (0.0, 0.0)) for node in chosen}
        self._use = free_id(name.lower(), set(self._graph.nodes) - self._inside)
        self._refuse()
        interfaces = project.interfaces
        self._entering: dict[PortRef, str] = {}  # what comes from outside -> the Input that brings it
        self._leaving: dict[PortRef, str] = {}  # what is used outside -> the Output that gives it
        taken = set(self._inside)
        for edge in sorted(self._graph.edges, key=self._where):
            if edge.target.node in self._inside and edge.source.node not in self._inside:
                _named(self._entering, edge.source, "input", taken)
            elif edge.source.node in self._inside and edge.target.node not in self._inside:
                _named(self._leaving, edge.source, "output", taken)
        for end in [] if self._leaving else self._ends(interfaces):
            _named(self._leaving, end, "output", taken)

    def change(self) -> tuple[Change, str]:
        page, use, graph = self._page, self._use, self._graph
        x, y = _corner(self._places.values())
        names = self._parameters()
        node = Node(use, "block", self._name, {parameter: f"={parameter}" for parameter in names})
        sources = {}
        for edge in graph.edges:
            if edge.target.node not in self._inside:
                source = edge.source
                if source.node in self._inside:
                    source = PortRef(use, self._leaving[source])
                sources[edge.target] = source
        sources |= {PortRef(use, port): source for source, port in self._entering.items()}
        patches = [Patch(Place("block", "", self._name), None, self._block(names))]
        patches += edge_patches(page, graph, sources)
        patches += [Patch(Place("node", page, name), graph.nodes[name], None) for name in sorted(self._inside)]
        patches += [
            Patch(Place("position", page, name), place, None)
            for name, place in self._project.positions(page).items()
            if name in self._inside
        ]
        patches += [Patch(Place("node", page, use), None, node), Patch(Place("position", page, use), None, (x, y))]
        inner = {name: f"{use}.{name}" for name in self._inside}
        for other in graph.nodes.values():
            tie = {key: renamed_path(path, inner) for key, path in other.tie.items()}
            if other.id not in self._inside and tie != other.tie:
                patches.append(Patch(Place("node", page, other.id), other, replace(other, tie=tie)))
        patches += patches_outside(self._project, page, inner)
        renamed = {(page, old): new for old, new in inner.items()}
        arguments = {"names": sorted(self._inside), "name": self._name}
        return Change("group", _in_order(patches), arguments, renamed), use

    def _refuse(self) -> None:
        """Raises ProblemError where these nodes cannot be one block."""
        if not self._inside:
            raise ProblemError(Problem("group_nothing"))
        behind, waiting = set[str](), [edge.target.node for name in self._inside for edge in self._graph.out_of(name)]
        while waiting:
            name = waiting.pop()
            if name in self._inside or name in behind:
                continue
            behind.add(name)
            waiting += [edge.target.node for edge in self._graph.out_of(name)]
        for name in self._inside:
            for edge in self._graph.into(name):
                if edge.source.node in behind:
                    raise ProblemError(Problem("group_cycle", {"received": edge.source.node}, node=name))
        for node in self._graph.nodes.values():
            is_inside = node.id in self._inside
            if node.role == "share" and (node.of in self._inside) != is_inside:
                raise ProblemError(Problem("group_share", {"received": node.id, "owner": node.of}, node=node.id))
            for path in node.tie.values():
                if is_inside and path.partition(".")[0] not in self._inside:
                    raise ProblemError(Problem("group_tie", {"received": path}, node=node.id))

    def _where(self, edge: Edge) -> tuple[float, float, str]:
        """From the top to the bottom, so that ports are numbered as they stand."""
        inner = edge.target.node if edge.target.node in self._inside else edge.source.node
        x, y = self._places.get(inner, (0.0, 0.0))
        return (y, x, str(edge))

    def _ends(self, interfaces: Interfaces) -> Iterator[PortRef]:
        """The first outputs of the nodes after which nothing comes."""
        for name in sorted(self._inside, key=lambda one: self._places[one]):
            interface = interfaces.of(self._graph.nodes[name], self._graph)
            if not self._graph.out_of(name) and interface is not None and interface.outputs:
                yield PortRef(name, interface.outputs[0])

    def _parameters(self) -> dict[str, Any]:
        """The parameters of the page's own block that expressions inside name: the new block has them too."""
        if self._page not in self._project.blocks:
            return {}
        known = self._project.blocks[self._page].parameters
        used = {
            name
            for node in self._inside
            for text in expressions_in(self._graph.nodes[node].params)
            for name in names_in(text)
        }
        return {name: parameter for name, parameter in known.items() if name in used}

    def _block(self, parameters: Mapping[str, Any]) -> Block:
        """The page of the block: the nodes where they stood, Inputs left of them, Outputs right."""
        left, top = _corner(self._places.values())
        right = max(x for x, _ in self._places.values())
        nodes = {name: self._graph.nodes[name] for name in self._graph.nodes if name in self._inside}
        places: dict[str, Position] = dict(self._places)
        sources = {
            edge.target: PortRef(self._entering[edge.source], "output")
            if edge.source in self._entering
            else edge.source
            for edge in self._graph.edges
            if edge.target.node in self._inside
        }
        for number, port in enumerate(self._entering.values()):
            nodes[port] = Node(port, "kind", "Input")
            places[port] = (left - COLUMN, top + 96.0 * number)
        for number, (source, port) in enumerate(self._leaving.items()):
            nodes[port] = Node(port, "kind", "Output")
            places[port] = (right + COLUMN, top + 96.0 * number)
            sources[PortRef(port, "input")] = source
        return Block(Graph(nodes, sources), dict(parameters), {"positions": places})


def _named(ports: dict[PortRef, str], ref: PortRef, stem: str, taken: set[str]) -> None:
    if ref not in ports:
        ports[ref] = free_id(stem, taken)
        taken.add(ports[ref])


def _corner(places: Collection[Position] | Any) -> Position:
    places = list(places)
    return (min(x for x, _ in places), min(y for _, y in places)) if places else (0.0, 0.0)


def _in_order(patches: list[Patch]) -> tuple[Patch, ...]:
    """Without patches that change nothing."""
    return tuple(patch for patch in patches if patch.before != patch.after)


# ---------------------------------------------------------------------------------------------- block -> nodes


def ungroup(project: Project, page: str, node: str) -> Change:
    """Puts the nodes of a block where its use stands, once for each copy; the block goes when nobody else uses it.

    Expressions become what they are worth in this use. Raises ProblemError where the use cannot be taken apart.
    """
    return _Ungrouping(project, page, node).change()


@dataclass
class _Brought:
    """What one copy brings: its nodes under new ids, and what its Outputs give."""

    ids: dict[str, str] = field(default_factory=dict)
    results: dict[str, PortRef | None] = field(default_factory=dict)


class _Ungrouping:
    def __init__(self, project: Project, page: str, node: str) -> None:
        self._project, self._page = project, page
        self._graph = project.page(page)
        self._use = self._graph.nodes[node]
        if self._use.role != "block" or self._use.of not in project.blocks:
            raise ProblemError(Problem("ungroup_no_block", {"received": node}, node=node))
        for other in self._graph.nodes.values():
            if other.role == "share" and other.of == node:
                raise ProblemError(Problem("ungroup_shared", {"received": other.id}, node=node))
        self._block = project.blocks[self._use.of]
        self._values = {name: one.default for name, one in self._block.parameters.items()} | dict(self._use.params)
        self._inner = [one for one in self._block.graph.nodes.values() if not _is_port(one)]
        self._inputs = sorted(one.id for one in self._block.graph.nodes.values() if _is_port(one) and one.of == "Input")
        self._outputs = sorted(
            one.id for one in self._block.graph.nodes.values() if _is_port(one) and one.of == "Output"
        )

    def change(self) -> Change:
        page, graph, use = self._page, self._graph, self._use
        nodes: dict[str, Node] = {}
        places: dict[str, Position] = {}
        sources = {
            edge.target: edge.source for edge in graph.edges if use.id not in (edge.source.node, edge.target.node)
        }
        feeding: dict[str, PortRef | None] = {
            port: next((edge.source for edge in graph.into(use.id) if edge.target.port == port), None)
            for port in self._inputs
        }
        renamed: dict[tuple[str, str], str] = {}
        paths: dict[str, str] = {}
        taken = set(graph.nodes) - {use.id}
        for number in range(max(use.repeat, 1)):
            brought = self._copy(number, feeding, taken, nodes, places, sources)
            prefix = f"{use.id}.{number}." if use.repeat > 1 else f"{use.id}."
            paths |= {prefix + old: new for old, new in brought.ids.items()}
            if self._inputs and self._outputs:
                feeding = {**feeding, self._inputs[0]: brought.results[self._outputs[0]]}
        for edge in graph.out_of(use.id):
            source = brought.results.get(edge.source.port or (self._outputs or [""])[0])
            if source is not None and edge.target.node != use.id:
                sources[edge.target] = source
        renamed = {(page, old): new for old, new in paths.items()}
        gone = [edge.target for edge in graph.out_of(use.id) if edge.target not in sources]
        patches = edge_patches(page, graph, closed_up(sources, gone))
        patches.append(Patch(Place("node", page, use.id), use, None))
        patches.append(Patch(Place("position", page, use.id), self._project.positions(page).get(use.id), None))
        patches += [Patch(Place("node", page, name), None, one) for name, one in nodes.items()]
        patches += [Patch(Place("position", page, name), None, place) for name, place in places.items()]
        for other in graph.nodes.values():
            tie = {key: _led(path, paths) for key, path in other.tie.items()}
            if other.id != use.id and tie != other.tie:
                patches.append(Patch(Place("node", page, other.id), other, replace(other, tie=tie)))
        patches += patches_outside(self._project, page, paths)
        if not any(True for _ in self._other_uses()):
            patches.append(Patch(Place("block", "", use.of), self._block, None))
        # an id of the block may be that of its use: what goes, goes first
        patches.sort(key=lambda patch: (patch.place.part == "block", patch.after is not None))
        arguments = {"name": use.of, "names": sorted(nodes)}
        return Change("ungroup", _joined(patches), arguments, renamed)

    def _copy(
        self, number: int, feeding: Mapping[str, PortRef | None], taken: set[str], nodes: dict[str, Node],
        places: dict[str, Position], sources: dict[PortRef, PortRef],
    ) -> _Brought:  # fmt: skip
        """Adds one copy's nodes, places and edges to those that there are."""
        graph, brought = self._block.graph, _Brought()
        for one in self._inner:
            brought.ids[one.id] = free_id(one.id, taken) if one.id in taken else one.id
            taken.add(brought.ids[one.id])
        inside = dict(self._block.view.get("positions", {}))
        left, top = _corner([place for name, place in inside.items() if name in brought.ids])
        right = max((place[0] for name, place in inside.items() if name in brought.ids), default=left)
        x, y = self._project.positions(self._page).get(self._use.id, (left, top))
        shift = x - left + number * (right - left + COLUMN), y - top
        for one in self._inner:
            of = brought.ids.get(one.of, one.of) if one.role == "share" else one.of
            tie = {name: renamed_path(path, brought.ids) for name, path in one.tie.items()}
            params = {name: substituted(value, self._values) for name, value in one.params.items()}
            frozen = one.frozen or self._use.frozen
            new = replace(one, id=brought.ids[one.id], of=of, tie=tie, params=params, frozen=frozen)
            nodes[new.id] = new
            if one.id in inside:
                places[new.id] = (inside[one.id][0] + shift[0], inside[one.id][1] + shift[1])
        lost: list[PortRef] = []
        added: dict[PortRef, PortRef] = {}
        for edge in graph.edges:
            source = (
                feeding.get(edge.source.node) if edge.source.node in self._inputs else moved(edge.source, brought.ids)
            )
            if edge.target.node in self._outputs:
                brought.results[edge.target.node] = source
            elif source is None:
                lost.append(moved(edge.target, brought.ids))
            else:
                added[moved(edge.target, brought.ids)] = source
        sources |= closed_up(added, lost)
        for port in self._outputs:
            brought.results.setdefault(port, None)
        return brought

    def _other_uses(self) -> Iterator[Node]:
        """Uses of the block beside the one that is taken apart."""
        for page in self._project.pages:
            for node in self._project.page(page).nodes.values():
                if node.role == "block" and node.of == self._use.of and (page, node.id) != (self._page, self._use.id):
                    yield node


def _is_port(node: Node) -> bool:
    return node.role == "kind" and node.of in ("Input", "Output")


def _led(path: str, paths: Mapping[str, str]) -> str:
    """The path of a parameter in the block, where it is now."""
    for old, new in paths.items():
        if path.startswith(f"{old}."):
            return new + path[len(old) :]
    return path


def _joined(patches: list[Patch]) -> tuple[Patch, ...]:
    """One patch for each place, where something goes and something else comes to the same place."""
    found: dict[Place, Patch] = {}
    for patch in patches:
        before = found[patch.place].before if patch.place in found else patch.before
        found[patch.place] = Patch(patch.place, before, patch.after)
    return tuple(patch for patch in found.values() if patch.before != patch.after)
