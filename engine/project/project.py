"""The project: one immutable value that holds everything that is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.data.settings import DataSettings
from engine.graph.graph import Block, Graph
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.own_code.codes import OwnCodes, read_codes
from engine.own_code.reading import fingerprint
from engine.settings.training import TrainingSettings

Json = Any
MAIN = ""  # the page that is the network itself; every other page is a block, by its name
Position = tuple[float, float]


@dataclass(frozen=True)
class WeightsRef:
    """The weights that lie beside the project's file, and after which step they were taken."""

    file: str
    step: int = 0
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """What a `.chainrule` file holds. `extra` keeps keys that this version does not know.

    `codes` are the texts of own layers, by name. `trusted` holds the fingerprints of those that may run: it is handed
    in by whoever opened the file, and stands in no file.
    """

    name: str = "Untitled"
    graph: Graph = field(default_factory=Graph)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    data: DataSettings = field(default_factory=DataSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    weights: WeightsRef | None = None
    view: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)
    trusted: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def own_codes(self) -> OwnCodes:
        """The codes, read; none of them is run for it."""
        return read_codes(self.codes)

    @property
    def interfaces(self) -> Interfaces:
        """Finds the ports of every node."""
        return Interfaces(catalogue(), self.blocks, self.own_codes.kinds)

    def is_trusted(self, code: str) -> bool:
        """Whether the code of this name may run."""
        return fingerprint(self.codes[code]) in self.trusted

    def trusting(self) -> Project:
        """The same project with all of its code trusted."""
        return replace(self, trusted=self.trusted | {fingerprint(text) for text in self.codes.values()})

    @property
    def pages(self) -> Iterator[str]:
        yield MAIN
        yield from self.blocks

    def page(self, page: str) -> Graph:
        """The graph that is drawn on a page. Raises KeyError where there is no such block."""
        return self.graph if page == MAIN else self.blocks[page].graph

    def view_of(self, page: str) -> Mapping[str, Json]:
        return self.view if page == MAIN else self.blocks[page].view

    def positions(self, page: str = MAIN) -> Mapping[str, Position]:
        """Where the nodes of a page stand, as far as they were placed."""
        placed: Mapping[str, Position] = self.view_of(page).get("positions", {})
        return placed

    def __hash__(self) -> int:
        return hash((self.name, self.graph))
