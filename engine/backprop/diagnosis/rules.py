"""Names what is wrong with the gradient, on the node where it happens, as warnings with numbers and remedies.

What one fault brings about elsewhere is not told again: a layer behind a dead one gets no gradient, and is not sick
itself. So the rules that name causes come first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from engine.backprop.diagnosis import offers
from engine.backprop.diagnosis.case import Case
from engine.backprop.diagnosis.measures import Measures, NodeMeasure
from engine.backprop.diagnosis.thresholds import USUAL_UPDATE, Thresholds
from engine.compiler.plan import Plan
from engine.problem import Problem, Remedy
from engine.settings.training import TrainingSettings
from engine.texts.phrase import Phrase

Arguments = dict[str, object]
NOT_FINITE: Mapping[str, str] = {
    "value": "diagnosis_not_finite_value",
    "gradient": "diagnosis_not_finite_gradient",
    "weight": "diagnosis_not_finite_weight",
}
EVERYWHERE: Mapping[str, str] = {
    "diagnosis_not_learning": "diagnosis_not_learning_everywhere",
    "diagnosis_update_large": "diagnosis_update_large_everywhere",
}


def diagnose(
    plan: Plan,
    measures: Measures,
    thresholds: Thresholds | None = None,
    training: TrainingSettings | None = None,
) -> tuple[Problem, ...]:
    """What is wrong with a step, by node in order of execution; what concerns the whole network comes first.

    The training settings are those of the project; they are needed for remedies that change them.
    """
    case = Case(plan, measures, thresholds or Thresholds(), training)
    frozen = list(_frozen(case))
    if measures.not_finite is not None:
        return _in_order(case, [*frozen, _not_finite(case)])
    causes = [*_dead(case), *_saturated(case)]
    stopped = _places(causes) | _all_zero(case)
    causes += _lost_on_the_way(case, stopped)
    return _in_order(case, [*frozen, *causes, *_updates(case, causes, stopped | _places(causes))])


def _in_order(case: Case, found: Sequence[Problem]) -> tuple[Problem, ...]:
    places = {address: place for place, address in enumerate(case.leaves)}
    return tuple(sorted(found, key=lambda problem: places.get(problem.node or "", -1)))


def _warning(code: str, arguments: Arguments, node: str | None, remedies: Sequence[Remedy]) -> Problem:
    return Problem(code, arguments, "warning", node, remedies=tuple(remedies))


def shown(value: float, digits: int = 2) -> float:
    """A number as it stands in a sentence."""
    return float(f"{value:.{digits}g}")


# ------------------------------------------------------------------ numbers that are none, frozen layers


def _not_finite(case: Case) -> Problem:
    found = case.measures.not_finite
    assert found is not None
    kind = case.leaves[found.address].step.kind if found.address in case.leaves else found.address
    received = Phrase("infinite") if found.shown == "infinite" else found.shown
    arguments: Arguments = {"kind": kind, "received": received, "name": found.name}
    return _warning(NOT_FINITE[found.quantity], arguments, found.address, offers.for_no_number(case, found.address))


def _frozen(case: Case) -> Iterator[Problem]:
    """Each frozen node once, if a gradient would come to weights of it."""
    for address in sorted(case.frozen):
        inside = [leaf for leaf in case.leaves.values() if f"{leaf.address}.".startswith(f"{address}.")]
        count = sum(leaf.step.parameter_count for leaf in inside)
        if count:
            arguments: Arguments = {"count": count}
            yield _warning("diagnosis_frozen", arguments, address, offers.for_frozen())


# ------------------------------------------------------------------ activations


def _dead(case: Case) -> Iterator[Problem]:
    """Activations of whose units too many are 0 throughout; not those behind a layer that gives nothing but zeros."""
    silenced: set[str] = set()
    for address, node in case.measures.nodes.items():
        units = node.units
        if units is None or not units.dead or units.values < case.thresholds.least_values:
            continue
        is_first = not silenced & case.behind[address]
        if units.dead == units.count:
            silenced.add(address)
        part = units.dead / units.count
        if part >= case.thresholds.dead and is_first:
            arguments: Arguments = {
                "kind": node.kind, "received": units.dead, "count": units.count, "values": units.values,
                "expected": shown(case.thresholds.dead),
            }  # fmt: skip
            yield _warning("diagnosis_dead", arguments, address, offers.for_dead(case, address))


def _all_zero(case: Case) -> set[str]:
    """Activations that give nothing but zeros in this step: no gradient comes through, whatever is said of them."""
    return {
        address
        for address, node in case.measures.nodes.items()
        if node.units is not None and node.units.dead is not None and node.units.dead == node.units.count
    }


def _saturated(case: Case) -> Iterator[Problem]:
    for address, node in case.measures.nodes.items():
        part = node.units.saturated if node.units is not None else None
        if part is None or part < case.thresholds.saturated or offers.is_read_as_probability(case, address):
            continue
        arguments: Arguments = {
            "kind": node.kind, "received": f"{part:.0%}", "expected": f"{case.thresholds.saturated:.0%}",
        }  # fmt: skip
        yield _warning("diagnosis_saturated", arguments, address, offers.for_saturated(case, address))


# ------------------------------------------------------------------ vanishing and exploding


def _lost_on_the_way(case: Case, stopped: set[str]) -> Iterator[Problem]:
    """Where the gradient falls below the limit, or rises above it, on its way to weights that are to learn.

    Not behind a place where it is `stopped` already.
    """
    sick = set(stopped)
    for node in case.trained:
        code = _beyond(case, node.reached if node.gradient is not None else None)
        if not code or _is_behind(case, node.address, sick):
            continue
        place, received = _crossing(case, node.address, code)
        if place in sick:
            continue
        sick.add(place)
        yield _on_the_way(case, code, place, received, case.measures.path(node.address))


def _places(problems: Sequence[Problem]) -> set[str]:
    return {problem.node for problem in problems if problem.node is not None}


def _is_behind(case: Case, address: str, places: set[str]) -> bool:
    """Whether the gradient of a node comes through one of these places."""
    return any(address in case.behind[place] for place in places if place in case.behind)


def _beyond(case: Case, reached: float | None) -> str:
    if reached is None:
        return ""
    if reached < case.thresholds.vanishing:
        return "diagnosis_vanishing"
    return "diagnosis_exploding" if reached > case.thresholds.exploding else ""


def _crossing(case: Case, address: str, code: str) -> tuple[str, float]:
    """The first node of the strongest path that sends back less, or more, than the limit; and what it sends back."""
    path = case.measures.path(address)
    whole = case.measures.sent_back or 1.0
    for before, after in pairwise(path):
        sent = _sent(case, before, after) / whole
        if _beyond(case, sent) == code:
            return before, sent
    return address, case.measures.nodes[address].reached or 0.0


def _sent(case: Case, before: str, after: str) -> float:
    """The norm of what one node sends back to another, over all edges between them."""
    leaf, node = case.leaves[before], case.measures.nodes[before]
    return math.hypot(
        *(
            norm
            for (port, place), norm in node.sent.items()
            if leaf.sources[port][place][0] == after
        )
    )  # fmt: skip


def _on_the_way(case: Case, code: str, place: str, received: float, path: tuple[str, ...]) -> Problem:
    gains = {
        before: case.measures.nodes[before].gain
        for before in path
        if not case.leaves[before].step.is_loss and case.measures.nodes[before].gain is not None
    }
    choose = min if code == "diagnosis_vanishing" else max
    worst = choose(gains, key=lambda address: gains[address] or 0.0, default=place)
    limit = case.thresholds.vanishing if code == "diagnosis_vanishing" else case.thresholds.exploding
    arguments: Arguments = {
        "kind": case.leaves[place].step.kind, "expected": shown(limit), "received": shown(received),
        "place": worst, "gain": shown(gains.get(worst) or 0.0),
    }  # fmt: skip
    remedies = offers.for_vanishing if code == "diagnosis_vanishing" else offers.for_exploding
    return _warning(code, arguments, place, remedies(case, place, path))


# ------------------------------------------------------------------ updates


def _updates(case: Case, causes: Sequence[Problem], sick: set[str]) -> Iterator[Problem]:
    """Layers whose weights an update hardly changes, or changes too much; where all are so, it is the learning rate."""
    if not case.measures.sent_back or not case.measures.is_whole:
        return  # the loss is at its minimum, or there was no way back: nothing to learn from this step
    well = [node for node in case.holders if node.address not in sick and not _is_behind(case, node.address, sick)]
    for node in well:
        if node.parameter_gradient == 0 or (node.parameter_gradient is None and node.gradient is None):
            yield _warning("diagnosis_no_gradient", {"kind": node.kind}, node.address, ())
    limits = case.thresholds
    slow = [node for node in well if _is_slow(node, limits.update_low)]
    fast = [node for node in well if node.ratio is not None and node.ratio > limits.update_high]
    if any(problem.code == "diagnosis_exploding" for problem in causes):
        fast = []  # values that have grown as well make large updates on both sides of the place
    yield from _named(case, "diagnosis_not_learning", slow, len(well), limits.update_low)
    yield from _named(case, "diagnosis_update_large", fast, len(well), limits.update_high)


def _is_slow(node: NodeMeasure, limit: float) -> bool:
    """Whether weights stay as they are although their gradient says that they should move.

    Near a minimum the gradient itself is small beside the weights, and an update is, too: that is no fault.
    """
    gradient, weight, ratio = node.parameter_gradient, node.weight, node.ratio
    return bool(gradient and weight and ratio is not None and ratio < limit and gradient >= USUAL_UPDATE * weight)


def _named(case: Case, code: str, nodes: Sequence[NodeMeasure], of: int, limit: float) -> Iterator[Problem]:
    if not nodes:
        return
    middle = median(node.ratio or 0.0 for node in nodes)
    remedies = offers.for_updates(case, middle)
    if len(nodes) == of:
        arguments: Arguments = {"expected": shown(limit), "received": shown(middle), "usual": USUAL_UPDATE}
        yield _warning(EVERYWHERE[code], arguments, None, remedies)
        return
    for node in nodes:
        arguments = {"expected": shown(limit), "received": shown(node.ratio or 0.0), "usual": USUAL_UPDATE}
        yield _warning(
            code, {**arguments, "kind": node.kind}, node.address, offers.for_updates(case, node.ratio or 0.0)
        )
