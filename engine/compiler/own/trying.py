"""Tries own code out, in the process that is there for it: on torch's meta device, else with tiny real tensors."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from types import TracebackType

from engine.compiler.own.manners import ExitCalledError, exits_told
from engine.compiler.own.question import Answer, Question
from engine.compiler.shapes import RefusedError, infer_on
from engine.compiler.text import OWN_FILE
from engine.layers.layer import Layer, Received
from engine.layers.tensor_type import TensorType
from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase

DEVICES = ("meta", "cpu")  # some code reads numbers, and needs real ones
LONGEST_REASON = 300


def try_out(question: Question) -> Answer:
    """What comes out of the code, or what it does instead. Whatever it raises is an answer."""
    layer = question.layer()
    received = dict(question.received)
    refused: list[tuple[Problem, Mapping[str, TensorType]]] = []
    for device in DEVICES:
        try:
            with exits_told():
                return infer_on(device, layer, layer.constructor(Received(received)), received, question.wired)
        except RefusedError as error:
            return error.problem, error.outputs
        except ProblemError as error:
            return error.problem, {}
        except BaseException as error:
            refused.append((problem_of(error, layer), {}))
    first, second = refused
    return first if second[0].code == "code_too_much" else second


def problem_of(error: BaseException, layer: Layer) -> Problem:
    """The problem that an exception of own code is, with the line of the code that raised it."""
    reason = reason_of(error)
    line = _line(error.__traceback__, layer)
    if isinstance(error, ExitCalledError):
        return Problem("code_exits", {"kind": layer.kind(), "line": line})
    if isinstance(error, MemoryError) or "can't allocate memory" in reason:
        return Problem("code_too_much", {"kind": layer.kind(), "reason": reason, "line": line})
    if isinstance(error, (TypeError, ValueError)) and "unpack" in reason and not line:
        expected = Phrase("values", count=len(layer.outputs))
        return Problem("code_result", {"kind": layer.kind(), "expected": expected, "received": reason})
    if not line:
        return Problem("code_raised_outside", {"kind": layer.kind(), "reason": reason})
    return Problem("code_raised", {"kind": layer.kind(), "line": line, "reason": reason})


def reason_of(error: BaseException) -> str:
    """What an exception says, in a line, with its type where that says more."""
    try:
        text = str(error).strip()
    except Exception:  # its own __str__ raises
        text = ""
    first = text.splitlines()[0][:LONGEST_REASON] if text else ""
    if not first:
        return type(error).__name__
    return first if isinstance(error, (RuntimeError, ProblemError)) else f"{type(error).__name__}: {first}"


def _line(trace: TracebackType | None, layer: Layer) -> int:
    """The line of the written code in which an exception was raised, or where it left that code; 0 without one."""
    lines = [number for frame, number in traceback.walk_tb(trace) if frame.f_code.co_filename == OWN_FILE]
    return max(1, lines[-1] - layer.own_shift) if lines else 0
