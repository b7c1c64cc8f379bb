"""Reads JSON of strangers: bounded in depth and in numbers, with every repeated key told.

What is no JSON at all raises; what is odd in one place leaves None there, and a finding that names the place.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NamedTuple, NoReturn

from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase

Json = Any
Path = tuple[str, ...]

MAXIMUM_DEPTH = 64
MAXIMUM_BITS = 64  # of whole numbers: the largest seed that torch takes


class Finding(NamedTuple):
    """Something odd at a place of the text, by the keys that lead there."""

    code: str
    path: Path


def parse(text: str) -> tuple[Json, list[Finding]]:
    """The value of a JSON text, and what was odd in it. Raises ProblemError where it is no JSON, or too deep."""
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_refuse
        )
    except _NotJsonError as error:
        raise ProblemError(Problem("file_not_json", {"received": error.word})) from None
    except json.JSONDecodeError as error:
        received = Phrase("at_line", reason=error.msg, line=error.lineno, column=error.colno)
        raise ProblemError(Problem("file_not_json", {"received": received})) from None
    except RecursionError:
        raise ProblemError(Problem("file_too_deep", {"expected": MAXIMUM_DEPTH})) from None
    if _is_deeper_than(value, MAXIMUM_DEPTH):
        raise ProblemError(Problem("file_too_deep", {"expected": MAXIMUM_DEPTH}))
    findings: list[Finding] = []
    return _cleaned(value, (), findings), findings


class _NotJsonError(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class _Repeating(dict[str, Json]):
    """An object some of whose keys stood there more than once; the last one counts."""

    repeated: list[str]


class _TooLarge:
    """Stands where a number was far too large."""


_TOO_LARGE = _TooLarge()


def _refuse(word: str) -> NoReturn:
    raise _NotJsonError(word)  # NaN and Infinity, which Python would take


def _whole(text: str) -> Json:
    if len(text) > MAXIMUM_BITS:  # before int(), which takes long for long texts
        return _TOO_LARGE
    number = int(text)
    return number if number.bit_length() <= MAXIMUM_BITS else _TOO_LARGE


def _fraction(text: str) -> Json:
    number = float(text)
    return number if math.isfinite(number) else _TOO_LARGE


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    repeating = _Repeating(result)
    repeating.repeated = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    return repeating


def _cleaned(value: Json, path: Path, findings: list[Finding]) -> Json:
    """The value with None for every number that is too large."""
    if isinstance(value, dict):
        if isinstance(value, _Repeating):
            findings += [Finding("file_key_repeated", (*path, name)) for name in value.repeated]
        return {key: _cleaned(item, (*path, key), findings) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, path, findings) for item in value]
    if value is _TOO_LARGE:
        findings.append(Finding("file_number_too_large", path))
        return None
    return value


def _is_deeper_than(value: Json, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True
