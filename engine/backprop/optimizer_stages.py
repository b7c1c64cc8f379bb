"""What an optimizer did to a parameter in a recorded step: the stages from its gradient to its change, as plain values.

For one weight the numbers are its own; for a whole parameter each stands for all its weights by their L2 norm. Where
torch holds a number itself (what it remembers, the clipped gradient, the weight after), that very number is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.explanation import Explanation, Factor, Note, Place, Term
from engine.backprop.optimizer_formulas import work_of
from engine.backprop.optimizer_work import Number, Symbol, Work, difference
from engine.backprop.recording import Recording, Updated

Index = tuple[int, ...]
ENDS = ("step", "after", "change_only")  # stages that the formula of an explanation tells itself


@dataclass(frozen=True)
class Stage:
    """One stage of an update. Its words are the text of its code in `optimizer_texts`.

    `formula` says in LaTeX how `symbol` follows from the `numbers`, in their order. `result` is torch's own number
    where it keeps one; `computed` is what its operations gave when they were repeated, the same to the bit unless torch
    took another road (a fused kernel). `place` is where the step shows the result, if it does.
    """

    code: str
    symbol: str
    formula: str
    numbers: tuple[Factor, ...]
    result: float
    computed: float
    place: Place | None = None


@dataclass(frozen=True)
class OptimizerWork:
    """An update of a parameter, told stage by stage; `index` is the weight, or None for all of them by their norms.

    `kind` is torch's name of the optimizer, empty where none has the parameter. Without `is_known` the stages between
    gradient and change are not told. Without a gradient there are no stages, and nothing changed. `change` is what came
    of it, `after - before` in double precision: the step, as far as the dtype could hold it. `ratio` is the norm of the
    change of the whole parameter over that of its weights before; infinite where these are all zero.
    """

    kind: str
    address: str
    name: str
    key: str
    index: Index | None
    stages: tuple[Stage, ...]
    before: float
    gradient: float | None
    clipped: float | None
    change: float
    after: float
    ratio: float
    is_known: bool = True


def stages_of(recording: Recording, address: str, name: str, index: Index | None = None) -> OptimizerWork:
    """The stages of the update of a parameter of a node, of one weight or of all.

    Raises LookupError where there is no such weight, or the step did not come to the update.
    """
    key, updated = _updated(recording, address, name)
    if index is not None:
        _check(updated.before, index, address, name)
    work = work_of(updated, recording.clipped)
    change = difference(updated.after, updated.before)
    return OptimizerWork(
        kind=updated.state_before.kind if updated.state_before is not None else "",
        address=address,
        name=name,
        key=key,
        index=index,
        stages=_stages(work, address, name, index),
        before=_plain(updated.before, index),
        gradient=_plain(updated.gradient, index) if updated.gradient is not None else None,
        clipped=_plain(updated.clipped, index) if updated.clipped is not None else None,
        change=_plain(change, index),
        after=_plain(updated.after, index),
        ratio=_ratio(_plain(change, None), _plain(updated.before, None)),
        is_known=work.is_known,
    )


def explain_after(recording: Recording, place: Place) -> Explanation:
    """Why a weight is what it is after the update: what it was, and what the optimizer added.

    The notes tell the stages before that, each with its own formula.

    Raises LookupError where there is no such weight, or the step did not come to the update.
    """
    _, updated = _updated(recording, place.address, place.name)
    _check(updated.before, place.index, place.address, place.name)
    work = work_of(updated, recording.clipped)
    many = [tuple(_factor(one, place.address, place.name, place.index) for one in symbols) for symbols in work.terms]
    terms = sorted((Term(Term(0.0, one).product, one) for one in many), key=lambda term: -abs(term.value))
    value = _plain(updated.after, place.index)
    notes = _told_before(work, place)
    if not work.is_known and updated.state_before is not None:
        notes.append(Note("optimizer_change_only", {"kind": updated.state_before.kind}))
    if updated.gradient is None:
        notes.append(Note("optimizer_no_gradient"))
    return Explanation(
        place=place,
        value=value,
        formula=work.formula,
        terms=tuple(terms),
        rounding=value - _total([term.value for term in terms]),
        notes=tuple(notes),
    )


def _told_before(work: Work, place: Place) -> list[Note]:
    """The gradient and every stage between it and the step."""
    notes = []
    for one in work.stages:
        value = _plain(one.result.value, place.index)
        if one.code == "gradient":
            where = _place(one.result, place.address, place.name, place.index)
            notes.append(Note("number", {"symbol": one.result.latex, "value": value, "place": where}))
        elif one.code not in ENDS:
            notes.append(Note("inside", {"symbol": one.result.latex, "formula": one.right_side, "value": value}))
    return notes


def _updated(recording: Recording, address: str, name: str) -> tuple[str, Updated]:
    key = recording.keys_of(address).get(name, "")
    updated = recording.update.get(key)
    if updated is None:
        raise LookupError(f"no update of {address}.{name}")
    return key, updated


def _check(tensor: Tensor, index: Index, address: str, name: str) -> None:
    inside = len(index) == tensor.ndim and all(0 <= i < size for i, size in zip(index, tensor.shape, strict=True))
    if not inside:
        raise LookupError(f"no weight {list(index)} in {address}.{name} of shape {list(tensor.shape)}")


def _stages(work: Work, address: str, name: str, index: Index | None) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            code=one.code,
            symbol=one.result.latex,
            formula=one.formula,
            numbers=tuple(_factor(number, address, name, index) for number in one.numbers),
            result=_plain(one.result.value, index),
            computed=_plain(one.computed, index),
            place=_place(one.result, address, name, index),
        )
        for one in work.stages
    )


def _factor(symbol: Symbol, address: str, name: str, index: Index | None) -> Factor:
    return Factor(symbol.latex, _plain(symbol.value, index), symbol.role, _place(symbol, address, name, index))


def _place(symbol: Symbol, address: str, name: str, index: Index | None) -> Place | None:
    """Where the step shows a number of one weight."""
    if symbol.quantity is None or index is None:
        return None
    return Place(symbol.quantity, address, name, index)


def _plain(number: Number, index: Index | None) -> float:
    """A number of one weight, or the L2 norm of all, in double precision; what is one for all is itself."""
    if not isinstance(number, Tensor):
        return float(number)
    if index is not None:
        return float(number[index])
    return float(torch.linalg.vector_norm(number.detach().to("cpu", torch.float64)))


def _total(values: list[float]) -> float:
    return math.fsum(values) if all(map(math.isfinite, values)) else sum(values)  # fsum raises where infinities meet


def _ratio(change: float, before: float) -> float:
    if before == 0:
        return 0.0 if change == 0 else math.inf
    return change / before
