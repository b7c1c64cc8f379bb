"""Makes the plan: orders a page, checks every node, and asks for shapes, keeping what an edit did not touch.

A planner remembers each node's step with what it depended on. After an edit only the nodes whose own text or whose
incoming types differ are looked at again; the rest of the plan is the same objects as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.compiler.node_check import NodeCheck, Page
from engine.compiler.plan import Plan, Step, held_ids
from engine.compiler.shapes import AskOwn, ShapeMemory
from engine.compiler.shares import share_problems
from engine.compiler.ties import tie_problems
from engine.data.columns import Column
from engine.graph.graph import Graph, Node
from engine.graph.ordering import Order, ancestors, execution_order, losses, outputs, returned
from engine.graph.ports import Interfaces, Kinds
from engine.layers.catalogue import catalogue
from engine.layers.tensor_type import TensorType
from engine.problem import Problem
from engine.project.project import MAIN, Project

StepKey = tuple[Any, ...]
REMEMBERED_PAGES = 500  # of blocks, each for what once entered it


class Planner:
    """Plans projects one after another, quickly where they differ little. Not for several threads at once.

    `ask_own` is asked about the project's own code, where that is trusted; left out, its answer is waited for.
    """

    def __init__(self, kinds: Kinds | None = None, ask_own: AskOwn | None = None) -> None:
        self._kinds = catalogue() if kinds is None else kinds
        self._shapes = ShapeMemory(ask_own)
        self._steps: dict[Any, dict[str, tuple[StepKey, Step]]] = {}  # by page and what enters it, then by id
        self._orders: dict[str, tuple[Any, tuple[Any, ...], list[tuple[str, str, str]], Order]] = {}

    def plan(self, project: Project) -> Plan:
        """The plan of the whole network."""
        if len(self._steps) > REMEMBERED_PAGES:
            self._steps.clear()
        return self._plan(project, MAIN, None, {}, ())

    def plan_page(self, project: Project, page: str) -> Plan:
        """The plan of one page alone: of a block with its defaults, and inputs of unknown type."""
        if page == MAIN:
            return self.plan(project)
        defaults = {name: parameter.default for name, parameter in project.blocks[page].parameters.items()}
        return self._plan(project, page, defaults, {}, (page,))

    def _plan(
        self,
        project: Project,
        name: str,
        names: Mapping[str, Any] | None,
        entering: Mapping[str, TensorType | None],
        inside: tuple[str, ...],
    ) -> Plan:
        graph = project.page(name)
        interfaces = Interfaces(self._kinds, project.blocks, project.own_codes.kinds)
        order = self._order(name, graph, interfaces)
        forward = returned(graph, interfaces)
        minimized = losses(graph, self._kinds)
        columns, problems = _columns(project) if name == MAIN else ({}, [])
        needed = frozenset(ancestors(graph, [*(ref.node for ref in forward), *minimized]))
        page = Page(
            project, name, graph, columns, names, entering, inside, order, needed, self._kinds, interfaces,
            self._shapes, lambda *block: self._plan(project, *block),
        )  # fmt: skip
        remembered = self._steps.setdefault((inside, tuple((names or {}).items()), tuple(entering.items())), {})
        steps: dict[str, Step] = {}
        for node in order.nodes:
            steps[node] = _step(page, graph.nodes[node], steps, remembered)
        ranks = order.ranks
        if name == MAIN and outputs(graph):  # the outputs of a block are its ports, by id
            forward.sort(key=lambda ref: ranks[ref.node])
        for node, problem in [*share_problems(steps, needed), *tie_problems(steps, held_ids(steps.values(), needed))]:
            steps[node] = replace(steps[node], problems=(*steps[node].problems, problem))
        return Plan(
            name=project.name if name == MAIN else name,
            graph=graph,
            steps=tuple(steps[node] for node in order.nodes),
            forward=tuple(forward),
            losses=tuple(sorted(minimized, key=ranks.__getitem__)),
            needed=needed,
            problems=tuple(problems),
            parameters=dict(names or {}),
        )

    def _order(self, name: str, graph: Graph, interfaces: Interfaces) -> Order:
        """The order of a page; as it was, where neither edges nor what the nodes are have changed."""
        roles: list[tuple[str, str, str]] = [(node.id, node.role, node.of) for node in graph.nodes.values()]
        known, named = self._orders.get(name), (interfaces.blocks, interfaces.codes)
        if known is not None and known[0] is graph.sources and _are_same(known[1], named) and known[2] == roles:
            return known[3]
        order = execution_order(graph, interfaces)
        self._orders[name] = (graph.sources, named, roles, order)
        return order


def _step(page: Page, node: Node, steps: Mapping[str, Step], remembered: dict[str, tuple[StepKey, Step]]) -> Step:
    """The step of a node: the one that is remembered, where nothing that it depends on has changed."""
    graph = page.graph
    incoming = graph.into(node.id)
    known = {
        edge.source: steps[edge.source.node].outputs.get(edge.source.port)
        for edge in incoming
        if edge.source.node in steps
    }
    wired = frozenset([edge.source.port for edge in graph.out_of(node.id)])
    shared = graph.nodes.get(node.of) if node.role == "share" else None
    columns = tuple(_column(page, name) for name in (node.id, *(edge.source.node for edge in incoming)))
    key = (node, incoming, tuple(known.items()), wired, node.id in page.needed, page.order.cyclic.get(node.id), shared,
           columns, _behind(page.project, shared or node))  # fmt: skip
    found = remembered.get(node.id)
    if found is not None and found[0] == key:
        return found[1]
    step = NodeCheck(page, node, steps, wired).make(known)
    if not any(problem.code == "code_pending" for problem in step.problems):
        remembered[node.id] = (key, step)
    return step


def _are_same(some: tuple[Any, ...], others: tuple[Any, ...]) -> bool:
    return all(one is other for one, other in zip(some, others, strict=True))


def _behind(project: Project, node: Node) -> tuple[Any, ...]:
    """What a node depends on that stands elsewhere in the project: blocks, and code with whether it may run."""
    codes = ((*project.codes.items(), project.trusted),) if project.codes and node.role in ("block", "code") else ()
    return (*project.blocks.items(), *codes) if node.role == "block" else codes


def _column(page: Page, node: str) -> Column | None:
    """The column that an Input reads: its own, or that of what feeds a loss, which counts its classes."""
    params = page.graph.nodes[node].params if node in page.graph.nodes else {}
    return page.columns.get(str(params.get("column", "")))


def _columns(project: Project) -> tuple[dict[str, Column], list[Problem]]:
    columns, problems = project.data.columns()
    return dict(columns), problems
