"""What `diagnose` prints: the measures of every node, and the diagnoses with what can be done about them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.backprop.diagnosis.measures import Branch, Measures, NodeMeasure, ParameterMeasure, Units
from engine.backprop.report import number
from engine.compiler.report import problem_entry
from engine.problem import Problem

Json = object


def diagnosis_report(measures: Measures, problems: Iterable[Problem]) -> dict[str, Json]:
    """The whole report as plain data; what is no finite number is a string, what there is not is null."""
    return {
        "loss": _number(measures.loss),
        "sent_back": _number(measures.sent_back),
        "nodes": {address: _node(node, measures) for address, node in measures.nodes.items()},
        "diagnoses": [
            {
                **problem_entry(problem),
                "remedies": [{"code": one.code, **one.arguments} for one in problem.remedies],
            }
            for problem in problems
        ],
    }


def _node(node: NodeMeasure, measures: Measures) -> dict[str, Json]:
    return {
        "kind": node.kind,
        "gradient": _number(node.gradient),
        "gain": _number(node.gain),
        "gains": [{"port": port, "place": place, "gain": _number(gain)} for (port, place), gain in node.gains.items()],
        "strongest": {"product": _number(node.strongest), "path": list(measures.path(node.address))},
        "weakest": {"product": _number(node.weakest), "path": list(measures.path(node.address, weakest=True))},
        "branches": {port: [_branch(branch) for branch in many] for port, many in node.branches.items()},
        "units": _units(node.units),
        "update_ratio": _number(node.ratio),
        "parameters": {name: _parameter(one) for name, one in node.parameters.items()},
    }


def _branch(branch: Branch) -> dict[str, Json]:
    node, port, place = branch.end
    return {
        "node": node,
        "port": port,
        "place": place,
        "norm": _number(branch.norm),
        "projection": _number(branch.projection),
    }


def _units(units: Units | None) -> Json:
    if units is None:
        return None
    return {
        "count": units.count,
        "values": units.values,
        "silent": units.silent,
        "dead": units.dead,
        "saturated": _number(units.saturated),
    }


def _parameter(one: ParameterMeasure) -> dict[str, Json]:
    return {
        "key": one.key,
        "weight": _number(one.weight),
        "gradient": _number(one.gradient),
        "change": _number(one.change),
        "update_ratio": _number(one.ratio),
        "gain": _number(one.gain),
    }


def _number(value: float | None) -> float | str | None:
    return None if value is None else number(value)
