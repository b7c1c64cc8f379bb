"""A toy catalogue of a few kinds, and the smallest document that a canvas can follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.compiler.plan import Plan, Step
from engine.graph.graph import Edge, Node, PortRef, make_graph
from engine.graph.ports import Interfaces
from engine.layers.layer import ExpressionLayer, Layer, LossLayer, Port
from engine.layers.parameters import Int
from engine.layers.tensor_type import BATCH, TensorType
from engine.problem import Problem
from engine.project.change import Change
from engine.project.library import LibraryBlock
from engine.project.project import Project
from engine.training.events import Look


class Input(Layer):
    """Where a value enters."""

    inputs = ()


class Output(ExpressionLayer):
    """Where a value leaves."""


class Dense(Layer):
    """Takes rows of numbers."""

    inputs = (Port("input", accepts="float", dims=(2,)),)
    captions = ("{units} unit|{units} units",)
    units = Int(required=True, initial=8, minimum=1)


class Sum(ExpressionLayer):
    """Adds any number of values."""

    inputs = (Port("input", variadic=True),)


class Split(Layer):
    """Has two outputs and an input that may stay open."""

    inputs = (Port("input"), Port("hint", required=False))
    outputs = ("first", "second")


class Distance(LossLayer):
    """A loss."""


KINDS: Mapping[str, type[Layer]] = {kind.kind(): kind for kind in (Input, Output, Dense, Sum, Split, Distance)}
ROWS = TensorType((BATCH, 4))
PICTURES = TensorType((BATCH, 3, 8, 8))


def project(
    nodes: Mapping[str, str], edges: Iterable[str] = (), places: Mapping[str, tuple[float, float]] | None = None
) -> Project:
    """A project of nodes (id -> kind) and edges (`a -> b.port`); ports that are left out are the first of the kind."""
    made = [Node(name, "kind", kind, {"units": 8} if kind == "Dense" else {}) for name, kind in nodes.items()]
    graph = make_graph(made)
    interfaces = Interfaces(KINDS, {})
    drawn = []
    for text in edges:
        source, target = (PortRef.parse(part) for part in text.split("->"))
        drawn.append(Edge(interfaces.resolved_source(source, graph), interfaces.resolved_target(target, graph)))
    return Project(graph=make_graph(made, drawn), view={"positions": dict(places or {})})


def chain(*, placed: bool = True) -> Project:
    """x -> a -> b -> loss, y -> loss.target; 300 apart."""
    nodes = {"x": "Input", "a": "Dense", "b": "Dense", "y": "Input", "loss": "Distance"}
    places = {"x": (0, 0), "a": (300, 0), "b": (600, 0), "loss": (900, 0), "y": (600, 200)}
    return project(nodes, ["x -> a", "a -> b", "b -> loss.input", "y -> loss.target"], places if placed else {})


def residual(*, placed: bool = True) -> Project:
    """x -> a -> sum, x -> sum, sum -> out; the straight way from x to sum leads through a."""
    nodes = {"x": "Input", "a": "Dense", "sum": "Sum", "out": "Output"}
    places = {"x": (0, 0), "a": (300, 0), "sum": (600, 0), "out": (900, 0)}
    return project(nodes, ["x -> a", "a -> sum.input[0]", "x -> sum.input[1]", "sum -> out"], places if placed else {})


class ToyDocument(QObject):
    """A document with undo, as small as the canvas needs it."""

    changed = Signal(object, object)
    replaced = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.done: list[tuple[Change, str]] = []
        self.undone: list[tuple[Change, str]] = []

    @property
    def catalogue(self) -> Mapping[str, type[Layer]]:
        return KINDS

    @property
    def interfaces(self) -> Interfaces:
        return Interfaces(KINDS, self.project.blocks)

    @property
    def libraries(self) -> tuple[Mapping[str, LibraryBlock], ...]:
        return ()

    def apply(self, change: Change, origin: object = None, merge_key: str = "") -> None:
        if not change:
            return
        self._perform(change, origin)
        self.undone.clear()
        if merge_key and self.done and self.done[-1][1] == merge_key:
            self.done[-1] = (self.done[-1][0].then(change), merge_key)
        else:
            self.done.append((change, merge_key))

    def undo(self) -> None:
        self.undone.append(self.done.pop())
        self._perform(self.undone[-1][0].inverse(), None)

    def redo(self) -> None:
        self.done.append(self.undone.pop())
        self._perform(self.done[-1][0], None)

    def open(self, project: Project) -> None:
        self.project = project
        self.done.clear()
        self.replaced.emit()

    def _perform(self, change: Change, origin: object) -> None:
        self.project = change.apply(self.project)
        self.changed.emit(change, origin)


def plan_of(project: Project, types: Mapping[str, TensorType] | None = None, problems: Iterable[Problem] = ()) -> Plan:
    """A plan that says what comes out of the named nodes, and what is wrong with some."""
    found = list(problems)
    steps = []
    for node in project.graph.nodes.values():
        kind = KINDS.get(node.of)
        type_ = (types or {}).get(node.id)
        outputs = dict.fromkeys(kind.outputs, type_) if kind is not None and type_ is not None else {}
        own = tuple(problem for problem in found if problem.node == node.id)
        steps.append(Step(node, {}, {}, frozenset(), outputs=outputs, problems=own))
    return Plan("Toy", project.graph, tuple(steps), (), (), frozenset())


def look(nodes: Mapping[str, float], edges: Mapping[tuple[str, str, int], float] | None = None, **given: Any) -> Look:
    """A look at these norms."""
    return replace(Look(1, 0.25, nodes, dict(edges or {}), {}, {}), **given)
