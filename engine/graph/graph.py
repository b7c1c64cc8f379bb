"""Nodes, edges and blocks: immutable values, compared by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

Json = Any  # what json.loads returns; checked where it is read

Role = Literal["kind", "block", "code", "share"]
ROLES: tuple[Role, ...] = ("kind", "block", "code", "share")

_PORT = re.compile(r"([^.\[\]\s]+)(?:\.([^.\[\]\s]+)(?:\[(\d{1,6})\])?)?")


@dataclass(frozen=True)
class PortRef:
    """One place where an edge ends: a node, one of its ports, and which edge of a variadic port.

    An empty port stands for the first of its side, and is left empty only where the node's kind is not known.
    `index` is None except at a variadic input, where it counts from 0.
    """

    node: str
    port: str = ""
    index: int | None = None

    @classmethod
    def parse(cls, text: str) -> PortRef:
        """Reads `node`, `node.port` or `node.port[2]`. Raises ValueError on any other form."""
        match = _PORT.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        node, port, index = match.groups()
        return cls(node, port or "", None if index is None else int(index))

    @property
    def sort_key(self) -> tuple[str, str, int]:
        return (self.node, self.port, -1 if self.index is None else self.index)

    def __str__(self) -> str:
        port = f".{self.port}" if self.port else ""
        index = f"[{self.index}]" if self.index is not None else ""
        return f"{self.node}{port}{index}"


@dataclass(frozen=True)
class Edge:
    """A value that flows from an output to an input. An input takes one edge, so the target identifies it."""

    source: PortRef
    target: PortRef

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


@dataclass(frozen=True, eq=False)
class Node:
    """A placed layer. `role` and `of` say what it is: a kind, a block, own code, or another node's layer again.

    Nodes are equal where their files are: 1 is not 1.0, which makes another dtype, and not true.
    """

    id: str
    role: Role
    of: str
    params: Mapping[str, Json] = field(default_factory=dict)
    repeat: int = 1
    title: str = ""
    frozen: bool = False
    tie: Mapping[str, str] = field(default_factory=dict)
    init: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)  # keys of a file that we do not know, kept

    def with_param(self, name: str, value: Json) -> Node:
        return replace(self, params={**self.params, name: value})

    def without_param(self, name: str) -> Node:
        return replace(self, params={key: value for key, value in self.params.items() if key != name})

    @cached_property
    def _exact(self) -> tuple[object, ...]:
        held = [sorted(part.items()) for part in (self.params, self.tie, self.init, self.extra)]
        return (self.id, self.role, self.of, self.repeat, self.title, self.frozen, repr(held))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Node) and self._exact == other._exact)

    def __hash__(self) -> int:
        return hash((self.id, self.role, self.of))


@dataclass(frozen=True)
class Graph:
    """What is drawn on one page: nodes by id, and for each connected input the output that feeds it."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    sources: Mapping[PortRef, PortRef] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def edges(self) -> Iterator[Edge]:
        return (Edge(source, target) for target, source in self.sources.items())

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges into each node, by port and index."""
        return self._grouped(lambda edge: edge.target.node)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges out of each node."""
        return self._grouped(lambda edge: edge.source.node)

    def _grouped(self, key: Any) -> dict[str, tuple[Edge, ...]]:
        groups: dict[str, list[Edge]] = {}
        for edge in self.edges:
            groups.setdefault(key(edge), []).append(edge)
        return {node: tuple(sorted(edges, key=lambda edge: edge.target.sort_key)) for node, edges in groups.items()}

    def with_nodes(self, nodes: Mapping[str, Node]) -> Graph:
        """The same edges between other nodes; what is known of the edges is kept."""
        graph = replace(self, nodes=nodes)
        for name in ("incoming", "outgoing"):
            if name in self.__dict__:
                graph.__dict__[name] = self.__dict__[name]
        return graph

    def into(self, node: str) -> tuple[Edge, ...]:
        return self.incoming.get(node, ())

    def out_of(self, node: str) -> tuple[Edge, ...]:
        return self.outgoing.get(node, ())

    def __hash__(self) -> int:
        return hash((len(self.nodes), len(self.sources)))


@dataclass(frozen=True)
class BlockParameter:
    """A parameter of a block: its type, and what a use of the block gets that does not set it."""

    type: Literal["int", "float", "bool", "text"]
    default: Json
    extra: Mapping[str, Json] = field(default_factory=dict)

    def takes(self, value: Json) -> bool:
        """Whether a use of the block may give this value."""
        wanted = BLOCK_TYPES[self.type]
        return isinstance(value, wanted) and (self.type == "bool" or not isinstance(value, bool))


BLOCK_TYPES: Mapping[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "bool": (bool,), "text": (str,)}


@dataclass(frozen=True)
class Block:
    """A graph with parameters of its own; its Input and Output nodes are its ports."""

    graph: Graph
    parameters: Mapping[str, BlockParameter] = field(default_factory=dict)
    view: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.graph)


def make_graph(nodes: Iterable[Node], edges: Iterable[Edge] = ()) -> Graph:
    """A graph of these nodes and edges; of two edges into one place the later counts."""
    return Graph({node.id: node for node in nodes}, {edge.target: edge.source for edge in edges})
