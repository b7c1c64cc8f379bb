"""The answer where no formula of ours covers a node: the chain rule, with the derivatives that autograd computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Way, derivative
from engine.backprop.explain.backward.jacobian import NoColumnError, column
from engine.backprop.explain.backward.question import Question, apart
from engine.backprop.explain.symbols import LOSS, partial
from engine.backprop.explanation import Note


def by_autograd(question: Question, right: str = "", notes: Sequence[Note] = ()) -> Answer:
    """The gradient by the Jacobian's column; `right` is the formula's right side, else the chain rule in general."""
    ports = [port for port in question.one.stop.ports if question.grad(port) is not None]
    formula = question.formula(right or " + ".join(_chain(question, port) for port in ports))
    try:
        found = column(question)
    except NoColumnError:
        return Answer(formula, (), (*notes, Note("not_taken_apart")), "autograd")
    ways = []
    for port, values in found.items():
        flat = values.reshape(-1)
        at = flat.nonzero().reshape(-1)
        ways.append(Way(port, at, (derivative(flat[at], _slope(question, port, at)),)))
    return Answer(formula, tuple(ways), tuple(notes), "autograd")


def _chain(question: Question, port: str) -> str:
    """The sum over all outputs of one port."""
    if question.one.stop.is_loss or not question.shown("output", port, ("i",) * question.output(port).ndim):
        index: tuple[str, ...] = ()
        total = ""
    else:
        index, total = ("i",), r"\sum_{i} "
    letter = r"\ell" if question.one.stop.is_loss else question.letter("output", port)
    output = f"{letter}_{{{index[0]}}}" if index else letter
    arrived = question.arriving(port=port) if question.one.stop.is_loss else partial(LOSS, output)
    return rf"{total}{arrived} \cdot {partial(output, question.asked)}"


def _slope(question: Question, port: str, at: Tensor) -> Callable[[int], str]:
    """The symbol of one derivative by its row."""
    shape = question.output(port).shape
    if question.one.stop.is_loss:
        return lambda _: partial(r"\ell", question.asked)
    return lambda row: partial(question.y(*apart(int(at[row]), shape), port=port), question.asked)
