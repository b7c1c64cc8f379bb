"""`chainrule why`: where one number of a step came from, in words that a paper can take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from engine.cli.opening import open_right
from engine.problem import Problem, ProblemError

if TYPE_CHECKING:
    from engine.backprop.explanation import Explanation, Place

# `grad_parameter:fc1.weight[0,3]`, `fc1[0,3]`: quantity, node or node and name, and which element.
_PLACE = re.compile(r"(?:(?P<quantity>\w+):)?(?P<where>[\w.]+)(?:\[(?P<index>[\d,\s]*)\])?")
EXAMPLE = "grad_parameter:fc1.weight[0,3]"


def why(file: Path, text: str, part: str, index: int, count: int, trusts_code: bool = False) -> Explanation:
    """Explains the number that a text names, of a step on `count` samples of a part. Raises ProblemError."""
    opened = open_right(file, trusts_code=trusts_code)
    from engine.backprop.explain.explaining import explain
    from engine.data.dataset import load
    from engine.training.rehearsal import Samples, rehearse_project

    dataset = load(opened.project.data)
    samples = Samples(part, index, count)
    recording = rehearse_project(opened.project, opened.weights, dataset, samples, opened.checked.plan)
    place = place_of(text, set(recording.computed))
    try:
        return explain(recording, place)
    except (LookupError, IndexError) as error:
        if recording.problem is not None:
            raise ProblemError(recording.problem) from error
        raise ProblemError(Problem("call_place_unknown", {"received": text, "example": EXAMPLE})) from error


def place_of(text: str, addresses: set[str]) -> Place:
    """The place that a text names. Raises ProblemError where it names none."""
    from engine.backprop.explanation import Place, Quantity

    matched = _PLACE.fullmatch(text.strip())
    quantity: Any = (matched["quantity"] or "output") if matched else ""
    if matched is None or quantity not in get_args(Quantity):
        raise ProblemError(
            Problem("call_place", {"received": text, "expected": get_args(Quantity), "example": EXAMPLE})
        )
    where = matched["where"]
    address, name = (where, "output") if where in addresses else where.rpartition(".")[::2]
    if address not in addresses:
        raise ProblemError(Problem("call_place_unknown", {"received": text, "example": EXAMPLE}))
    index = tuple(int(part) for part in (matched["index"] or "").split(",") if part.strip())
    return Place(quantity, address, name, index)


def report(found: Explanation) -> dict[str, Any]:
    """An explanation as plain data: the number, the formula, what was added, and both lines in LaTeX."""
    from engine.backprop.explain.latex import latex
    from engine.backprop.report import number

    return {
        "value": number(found.value),
        "formula": found.formula,
        "terms": [
            {
                "value": number(term.value),
                "factors": [{"symbol": one.symbol, "value": number(one.value), "is": one.role} for one in term.factors],
            }
            for term in found.terms
        ],
        "rest": {"count": found.rest_count, "value": number(found.rest)},
        "rounding": number(found.rounding),
        "derived": found.derived,
        "notes": [{"code": note.code, **_plain(note.arguments)} for note in found.notes],
        "latex": latex(found),
    }


def _plain(arguments: Any) -> dict[str, Any]:
    """The arguments of a note without places, which are for the window."""
    from engine.backprop.report import number

    kept = {name: value for name, value in arguments.items() if isinstance(value, (str, int, float))}
    return {name: number(value) if isinstance(value, float) else value for name, value in kept.items()}
