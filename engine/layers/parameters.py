"""Typed parameters: what a layer kind, a data source or an optimizer declares, once.

A declaration is a class whose attributes are parameters:

    class Linear(Layer):
        out_features = Int(required=True, initial=64, minimum=1)
        bias = Bool(True)

    Linear(out_features=10).bias        # True

From this one declaration follow the check of a file, the form in the inspector, the command-line table, the text
of the generated code. A parameter checks and normalizes a plain JSON value; it knows no widget and no tensor.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, ClassVar

from engine.layers.lists import MAXIMUM_DEPTH, Array, Floats, Ints, Size, array_shape
from engine.layers.scalars import MAXIMUM_SIZE, BadValue, Bool, Choice, Float, Int, Parameter, Text
from engine.problem import Problem, ProblemError

__all__ = [
    "CHOSEN_FORM",
    "MAXIMUM_DEPTH",
    "MAXIMUM_SIZE",
    "Array",
    "BadValue",
    "Bool",
    "Choice",
    "Declaration",
    "Float",
    "Floats",
    "Int",
    "Ints",
    "Parameter",
    "Size",
    "Text",
    "array_shape",
]


CHOSEN_FORM = '{"kind": ..., "params": {...}}'  # how a file chooses one of several declarations


class Declaration:
    """A class whose parameters are declared as attributes; instances are checked, fixed values.

    `derived` names what is worked out elsewhere, and is an error when given.
    """

    parameters: ClassVar[Mapping[str, Parameter[Any]]] = {}
    derived: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Parameter)}
        removed = {name for name, value in vars(cls).items() if value is None}  # a subclass may drop one
        inherited = {name: value for name, value in cls.parameters.items() if name not in removed}
        cls.parameters = inherited | own

    def __init__(self, **given: object) -> None:
        values, problems = self.check(given)
        if problems:
            raise ProblemError(*problems)
        self.__dict__.update(values)

    @classmethod
    def check(cls, given: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
        """Every parameter's value, and a problem for each one that is unknown, missing or wrong."""
        problems = [cls._unexpected(name) for name in given if name not in cls.parameters]
        values: dict[str, object] = {}
        for name, parameter in cls.parameters.items():
            if name not in given:
                values[name] = parameter.default
                if parameter.required:
                    problems.append(
                        Problem("parameter_missing", {"name": name, "expected": parameter.expected}, parameter=name)
                    )
                continue
            try:
                values[name] = parameter.check(given[name])
            except BadValue as bad:
                values[name] = parameter.default
                arguments = {"name": name, "expected": parameter.expected, "received": repr(given[name])}
                problems.append(Problem(bad.code, arguments, parameter=name))
        return values, problems

    @classmethod
    def _unexpected(cls, name: str) -> Problem:
        if name in cls.derived:
            return Problem("parameter_derived", {"name": name}, parameter=name)
        near = get_close_matches(name, cls.parameters, n=1)
        arguments = {"name": name, "expected": list(cls.parameters), "suggestion": near[0] if near else ""}
        return Problem("parameter_unknown", arguments, parameter=name)

    @classmethod
    def initial(cls) -> dict[str, object]:
        """The parameters that a newly made one is given, as a file holds them: those with a value to start from."""
        return {
            name: _plain(parameter.initial)
            for name, parameter in cls.parameters.items()
            if parameter.required or parameter.initial != parameter.default
        }

    @classmethod
    def summary_line(cls) -> str:
        """The first line of the docstring: what it does, in a sentence."""
        return (cls.__doc__ or "").strip().splitlines()[0] if cls.__doc__ else ""

    @property
    def values(self) -> dict[str, object]:
        """Every parameter with its value, in the order of declaration."""
        return {name: self.__dict__[name] for name in self.parameters}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values == getattr(other, "values", None)

    def __hash__(self) -> int:
        if "_hash" not in self.__dict__:
            self.__dict__["_hash"] = hash((type(self), repr(self.values)))
        known: int = self.__dict__["_hash"]
        return known

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{type(self).__name__}({given})"


def _plain(value: object) -> object:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
