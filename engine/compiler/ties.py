"""Parameters that are one and the same: where a tie leads, and whether it may."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.compiler.plan import Plan, Step
from engine.graph.ties import tie_target
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


def tie_problems(steps: Mapping[str, Step], held: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the ties of a page, each with the id of the node that ties.

    Only a layer of the page itself can tie a parameter, and only to one that the network holds: `held` are the nodes
    whose layers it does.
    """
    tying = [step for step in steps.values() if step.node.tie and step.is_known]
    nodes = {name: step.node for name, step in steps.items()}
    for step in tying:
        for name, given in step.node.tie.items():
            own = step.parameters.get(name)
            path = tie_target(nodes, f"{step.id}.{name}")
            found = parameter_at(steps, path)
            if own is None or found is None or (step.id in held and path.partition(".")[0] not in held):
                yield step.id, Problem("tie_unknown", {"name": name, "received": given}, node=step.id)
            elif found.shape != own.shape:
                arguments = {"name": name, "expected": own.told, "received": found.told}
                yield step.id, Problem("tie_shape", arguments, node=step.id)


def tie_choices(plan: Plan, node: str, name: str) -> list[str]:
    """The paths of all parameters of a page to which one of a layer may be tied: those of its shape."""
    nodes = {step.id: step.node for step in plan.steps}
    own = plan.by_id[node].parameters.get(name)
    mine = f"{node}.{name}"
    return [
        path
        for path, tensor in _parameters(plan)
        if own is not None and tensor.shape == own.shape and path != mine and tie_target(nodes, path) == path
    ]


def _parameters(plan: Plan) -> Iterator[tuple[str, TensorType]]:
    """Every parameter that the network holds of a page, by its path, through the walls of blocks."""
    for step in plan.steps:
        if step.id not in plan.held or step.node.role == "share":
            continue
        for name, tensor in step.parameters.items() if not step.copies else ():
            yield f"{step.id}.{name}", tensor
        for number, copy in enumerate(step.copies):
            for path, tensor in _parameters(copy):
                yield f"{step.copy_prefix(number)}.{path}", tensor


def parameter_at(steps: Mapping[str, Step], path: str) -> TensorType | None:
    """The type of the parameter that a path on this page leads to, through the walls of blocks."""
    node, _, rest = path.partition(".")
    step = steps.get(node)
    if step is None or step.node.role == "share":
        return None
    if not step.copies:
        return step.parameters.get(rest)
    number, copies = 0, step.copies
    if step.is_repeated:
        head, _, rest = rest.partition(".")
        if not head.isdigit() or int(head) >= len(copies):
            return None
        number = int(head)
    inner = {one.id: one for one in copies[number].steps if one.id in copies[number].held}
    return parameter_at(inner, rest)


def tied_keys(plan: Plan) -> dict[str, str]:
    """For the key of each tied parameter, in the network and in its blocks, the key of what it is."""
    found: dict[str, str] = {}
    _gather(plan, "", found)
    return found


def _gather(plan: Plan, prefix: str, found: dict[str, str]) -> None:
    nodes = {step.id: step.node for step in plan.steps}
    for step in plan.steps:
        for name in step.node.tie:
            target = tie_target(nodes, f"{step.id}.{name}")
            if target:
                found[f"{prefix}{step.id}.{name}"] = f"{prefix}{target}"
        for number, copy in enumerate(step.copies):
            _gather(copy, f"{prefix}{step.copy_prefix(number)}.", found)
