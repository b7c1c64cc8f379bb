"""The part of a drawing that can be computed already: all that is right, and all on which it depends is right, too.

Of a block in which something is wrong it is what stands before that, on a copy of the block's page that is made for
this one use; of a row of copies, those before the first that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from engine.compiler.plan import Plan, Step
from engine.compiler.planner import Planner
from engine.graph.graph import Edge, Graph, Node, PortRef, make_graph
from engine.problem import ProblemError, errors
from engine.project.project import MAIN, Project

LONGEST = 56  # of the part of a name that is kept in another one


def right_part(project: Project, planner: Planner, has_data: Callable[[Step], bool] = lambda step: True) -> Plan:
    """A plan of the nodes of the main page that can be computed, each of them needed.

    Inputs that `has_data` refuses, what is wrong, and all that is fed by either are left out. Raises ProblemError where
    nothing is left, or where the data itself is wrong.
    """
    return _Shrinking(project, planner, has_data).plan()


def as_trunk(plan: Plan) -> Plan:
    """The same nodes without the losses, which hold nothing: what a network is made from where all shall be there."""
    inner = [step for step in plan.steps if not step.is_loss]
    read = {ref.node for step in inner for refs in step.inputs.values() for ref in refs}
    ends = tuple(PortRef(step.id, next(iter(step.outputs))) for step in inner if step.id not in read)
    return replace(plan, needed=frozenset(step.id for step in inner), forward=ends, losses=())


class _Shrinking:
    """A project from which is taken what cannot be computed, until nothing of that is left."""

    def __init__(self, project: Project, planner: Planner, has_data: Callable[[Step], bool]) -> None:
        self._project, self._planner, self._has_data = project, planner, has_data
        self._copies: dict[tuple[str, str], int] = {}  # page and use of a block -> how many copies can be computed

    def plan(self) -> Plan:
        while True:
            plan = self._shortened(self._planner.plan(self._project), MAIN)
            if errors(plan.problems):
                raise ProblemError(*errors(plan.problems))
            graph = self._without_wrong(MAIN, self._project.graph, plan)
            if graph is None:
                return replace(plan, needed=frozenset(plan.by_id))
            self._project = replace(self._project, graph=graph)

    def _without_wrong(self, page: str, graph: Graph, plan: Plan) -> Graph | None:
        """A page without what cannot be computed; None where all of it can be."""
        out, entered = self._found_wrong(page, plan)
        if not out and not entered:
            return None
        graph = _without(graph, out)
        return graph.with_nodes({**graph.nodes, **{step.id: self._entered(page, step) for step in entered}})

    def _found_wrong(self, page: str, plan: Plan) -> tuple[set[str], list[Step]]:
        """What to leave out, in order of execution, so that what is fed by it follows; and the blocks to enter."""
        out: set[str] = set()
        entered: dict[str, Step] = {}
        wrong = {(problem.node or "").partition(".")[0] for problem in errors(plan.all_problems)}
        for step in plan.steps:
            fed = {ref.node for refs in step.inputs.values() for ref in refs} | {step.owner}
            is_there = not step.is_input or page != MAIN or self._has_data(step)
            if not fed.isdisjoint(out) or any(node in entered for node in fed) or not is_there:
                out.add(step.id)
            elif not step.is_known or step.id in wrong:
                if _can_be_entered(step):
                    entered[step.id] = step
                else:
                    out.add(step.id)
        return out, list(entered.values())

    def _entered(self, page: str, step: Step) -> Node:
        """The use of a block in which something is wrong, as the use of what of it can be computed."""
        right = next(number for number, copy in enumerate(step.copies) if not copy.is_right)
        self._copies[page, step.id] = max(1, right)
        if right:
            return step.node
        block = self._project.blocks[step.node.of]
        name = _free(step.node.of, {*self._project.blocks, *self._project.codes})
        graph = self._without_wrong(name, block.graph, step.copies[0])
        assert graph is not None  # it is not right
        ended = _with_ends(graph, lambda node: self._first_output(node, step.copies[0]))
        self._project = replace(self._project, blocks={**self._project.blocks, name: replace(block, graph=ended)})
        return replace(step.node, of=name)

    def _first_output(self, node: Node, plan: Plan) -> str:
        """A port from which a node gives something; empty where it has none."""
        step = plan.by_id[node.id]
        if step.is_output or step.is_loss:
            return ""
        if node.role != "block" or step.outputs:
            return next(iter(step.outputs), "")
        inside = self._project.blocks[node.of].graph.nodes.values()
        return next((one.id for one in inside if one.role == "kind" and one.of == "Output"), "")

    def _shortened(self, plan: Plan, page: str) -> Plan:
        """The plan with rows of copies that end where they can no longer be computed."""
        steps = []
        for step in plan.steps:
            most = self._copies.get((page, step.id))
            if most is not None and step.copies:
                copies = tuple(self._shortened(copy, step.node.of) for copy in step.copies[:most])
                step = replace(step, copies=copies, outputs=copies[-1].leaving)
            steps.append(step)
        return replace(plan, steps=tuple(steps)) if self._copies else plan


def _can_be_entered(step: Step) -> bool:
    """Whether it uses a block in which something is wrong, and nothing around that."""
    wrong = next((copy for copy in step.copies if not copy.is_right), None)
    return step.node.role == "block" and wrong is not None and not errors((*step.problems, *wrong.problems))


def _with_ends(graph: Graph, port_of: Callable[[Node], str]) -> Graph:
    """A block's page on which everything leads to an Output: else it would not be computed."""
    nodes, edges = dict(graph.nodes), list(graph.edges)
    for node in graph.nodes.values():
        port = port_of(node)
        if port and not graph.out_of(node.id):
            end = _free(node.id, nodes)
            nodes[end] = Node(end, "kind", "Output")
            edges.append(Edge(PortRef(node.id, port), PortRef(end, "input")))
    return make_graph(nodes.values(), edges)


def _without(graph: Graph, out: Collection[str]) -> Graph:
    nodes = {name: node for name, node in graph.nodes.items() if name not in out}
    sources = {
        target: source for target, source in graph.sources.items() if target.node not in out and source.node not in out
    }
    return Graph(nodes, sources, graph.extra)


def _free(wanted: str, taken: Collection[str]) -> str:
    """A name that is free, made from one that is not."""
    number = 2
    while f"{wanted[:LONGEST]}_{number}" in taken:
        number += 1
    return f"{wanted[:LONGEST]}_{number}"
