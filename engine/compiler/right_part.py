"""The part of a drawing that can be computed already: all that is right, and all on which it depends is right, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.compiler.plan import Plan, Step
from engine.compiler.planner import Planner
from engine.graph.graph import Graph, PortRef
from engine.problem import ProblemError, errors
from engine.project.project import Project


def right_part(project: Project, planner: Planner, has_data: Callable[[Step], bool] = lambda step: True) -> Plan:
    """A plan of the nodes of the main page that can be computed, each of them needed.

    Inputs that `has_data` refuses, what is wrong, and all that is fed by either are left out. Raises ProblemError where
    nothing is left, or where the data itself is wrong.
    """
    while True:
        plan = planner.plan(project)
        if errors(plan.problems):
            raise ProblemError(*errors(plan.problems))
        out = _left_out(plan, has_data)
        if not out:
            return replace(plan, needed=frozenset(plan.by_id))
        project = replace(project, graph=_without(project.graph, out))


def as_trunk(plan: Plan) -> Plan:
    """The same nodes without the losses, which hold nothing: what a network is made from where all shall be there."""
    inner = [step for step in plan.steps if not step.is_loss]
    read = {ref.node for step in inner for refs in step.inputs.values() for ref in refs}
    ends = tuple(PortRef(step.id, next(iter(step.outputs))) for step in inner if step.id not in read)
    return replace(plan, needed=frozenset(step.id for step in inner), forward=ends, losses=())


def _left_out(plan: Plan, has_data: Callable[[Step], bool]) -> set[str]:
    """What cannot be computed; in order of execution, so that what is fed by it follows."""
    out: set[str] = set()
    wrong = {(problem.node or "").partition(".")[0] for problem in errors(plan.all_problems)}
    for step in plan.steps:
        fed = {ref.node for refs in step.inputs.values() for ref in refs}
        is_there = step.is_known and step.id not in wrong and (not step.is_input or has_data(step))
        if not is_there or fed & out or step.owner in out:
            out.add(step.id)
    return out


def _without(graph: Graph, out: set[str]) -> Graph:
    nodes = {name: node for name, node in graph.nodes.items() if name not in out}
    sources = {target: source for target, source in graph.sources.items() if {target.node, source.node}.isdisjoint(out)}
    return Graph(nodes, sources, graph.extra)
