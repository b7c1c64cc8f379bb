"""Which moment of a step a person means: `end`, `loss`, or a phase and a node as `backward:fc1`."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from engine.backprop.moments import PHASES, ShownStep
from engine.problem import Problem, ProblemError

DESIGN, END, LOSS = "design", "end", "loss"


def position_at(text: str, step: ShownStep, nodes: Collection[str]) -> int:
    """How many moments of a step are over at a place; of a node inside which there are others, when all are.

    `nodes` are those of the project. Raises ProblemError where there is no such place.
    """
    moments = step.moments
    if text == END:
        return len(moments)
    phase, colon, node = text.partition(":")
    if text != LOSS and (not colon or phase not in PHASES):
        raise ProblemError(Problem("call_moment", {"received": text}))
    known = {moment.address for moment in moments}
    if colon and node not in known and node not in nodes and not _inside(node, known):
        near = get_close_matches(node, [*nodes, *known], n=1)
        raise ProblemError(Problem("call_moment_node", {"received": node, "suggestion": near[0] if near else ""}))
    found = [
        place + 1
        for place, moment in enumerate(moments)
        if moment.phase == phase and (not colon or moment.address == node or _inside(node, {moment.address}))
    ]
    if found:
        return found[-1]
    if step.problem is not None:
        raise ProblemError(step.problem)  # it ends before it comes there
    there = [
        f"{moment.phase}:{moment.address}"
        for moment in moments
        if colon and (moment.address == node or _inside(node, {moment.address}))
    ]
    raise ProblemError(Problem("call_moment_none", {"received": text, "expected": there or [END]}))


def _inside(node: str, addresses: Collection[str]) -> bool:
    return any(address.startswith(f"{node}.") for address in addresses)
