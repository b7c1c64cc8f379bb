"""Layers and blocks that are used again: whether they are there, and fit what enters them the second time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.compiler.plan import Plan, Step
from engine.problem import Problem
from engine.texts.phrase import Phrase


def share_problems(steps: Mapping[str, Step], needed: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """What is wrong with what is shared on a page, each with the id of the node that shares.

    The layer is built where it stands first, even if its value there leads nowhere, from what enters it there.
    """
    for step in steps.values():
        owner = steps.get(step.owner)
        if owner is None or step.node.role != "share" or not built(step):
            continue
        if not built(owner):
            problem = Problem("share_unbuilt", {"received": owner.id}, node=step.id)
            yield step.id, problem if step.id in needed else problem.as_warning()
            continue
        mine, theirs = built(step), built(owner)
        if mine != theirs:
            place = next(key for key in {**theirs, **mine} if theirs.get(key) != mine.get(key))
            nothing = Phrase("nothing")
            arguments = {"expected": theirs.get(place, nothing), "received": mine.get(place, nothing)}
            yield step.id, Problem("share_unfit", arguments, node=step.id)


def built(step: Step) -> dict[str, str]:
    """What constructs the layer, or each layer of a block, by its address in there."""
    if not step.copies:
        return {} if step.constructor is None else {"": step.constructor}
    return {
        f"{number}.{address}": text
        for number, copy in enumerate(step.copies)
        for address, text in _built_inside(copy).items()
    } or {"": step.kind}


def _built_inside(plan: Plan) -> dict[str, str]:
    return {
        f"{step.id}.{address}": text
        for step in plan.steps
        if step.id in plan.held and step.node.role != "share"
        for address, text in built(step).items()
    }
