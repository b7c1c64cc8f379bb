"""Layers that are used again: whether the layer is there, and fits what enters the second time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.compiler.plan import Step
from engine.problem import Problem


def share_problems(steps: Mapping[str, Step], needed: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the shared layers of a page, each with the id of the node that shares.

    The layer is built where it stands first, even if its value there leads nowhere, from what enters it there.
    """
    for step in steps.values():
        owner = steps.get(step.owner)
        if owner is None or step.node.role != "share" or step.constructor is None:
            continue
        if owner.constructor is None:
            problem = Problem("share_unbuilt", {"received": owner.id}, node=step.id)
            yield step.id, problem if step.id in needed else problem.as_warning()
        elif owner.constructor != step.constructor:
            arguments = {"expected": owner.constructor, "received": step.constructor}
            yield step.id, Problem("share_unfit", arguments, node=step.id)
