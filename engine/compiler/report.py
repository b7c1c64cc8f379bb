"""What `check` prints as JSON: the layers by their addresses, their shapes and costs, and the problems."""

from __future__ import annotations

import math
from collections.abc import Iterable

from engine.compiler.plan import Leaf, Plan
from engine.problem import Problem, errors

Json = object


def check_report(plan: Plan | None, problems: Iterable[Problem]) -> dict[str, Json]:
    """The whole report; without a plan, where the file could not be read, it holds the problems alone."""
    problems = list(problems)
    leaves = plan.leaves if plan is not None else ()
    return {
        "ok": not errors(problems),
        "parameters": plan.parameter_count if plan is not None else 0,
        "nodes": {leaf.address: node_entry(leaf) for leaf in leaves},
        "problems": [problem_entry(problem) for problem in problems],
    }


def node_entry(leaf: Leaf) -> dict[str, Json]:
    """One layer: `null` stands for the batch in its shapes; `flops` are those of one sample, forward."""
    step = leaf.step
    return {
        "kind": step.kind,
        "outputs": {port: tensor.as_json() for port, tensor in step.outputs.items()},
        "dtypes": {port: tensor.dtype for port, tensor in step.outputs.items()},
        "parameters": parameter_count(leaf),
        "flops": step.flops,
    }


def parameter_count(leaf: Leaf) -> int:
    """The numbers that this layer holds itself: what is shared or tied counts where it stands first."""
    if not leaf.owns:
        return 0
    own = (tensor for name, tensor in leaf.step.parameters.items() if name not in leaf.step.node.tie)
    return sum(math.prod(tensor.sized(1)) for tensor in own)


def problem_entry(problem: Problem) -> dict[str, Json]:
    """A problem as plain data; `node` is null where it belongs to the file as a whole."""
    return {
        "node": problem.node,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
