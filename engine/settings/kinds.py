"""What optimizers, schedules and metrics have in common: a declaration that is picked by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from engine.layers.parameters import BadValue, Declaration, Float, Floats
from engine.problem import Problem
from engine.settings.training import Chosen
from engine.texts.phrase import Phrase, Words, joined


class SettingKind(Declaration):
    """A declaration that also knows which of its values do not go together."""

    @classmethod
    def kind(cls) -> str:
        return cls.__name__

    @classmethod
    def conflicts(cls, values: Mapping[str, Any]) -> Iterable[Problem]:
        """What is wrong with values that are each right by themselves."""
        return ()

    @classmethod
    def check(cls, given: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
        values, problems = super().check(given)
        return values, problems or list(cls.conflicts(values))


K = TypeVar("K", bound=SettingKind)


def kinds_in(module: Mapping[str, object], base: type[K]) -> dict[str, type[K]]:
    """Every kind that a module declares, by name, in the order in which they stand there."""
    classes = [value for value in module.values() if isinstance(value, type) and issubclass(value, base)]
    return {cls.kind(): cls for cls in classes if cls is not base}


def check_chosen(chosen: Chosen, kinds: Mapping[str, type[K]], setting: str) -> tuple[K | None, list[Problem]]:
    """The kind with its parameters as the file chose them, or None and what is wrong with the choice.

    `setting` is the name under which it stands in the training settings.
    """
    kind = kinds.get(chosen.kind)
    if kind is None:
        return None, [unknown_kind(chosen.kind, kinds, setting)]
    _, problems = kind.check(chosen.params)
    return (None, problems) if problems else (kind(**chosen.params), [])


def unknown_kind(name: str, kinds: Iterable[str], setting: str) -> Problem:
    known = list(kinds)
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    suggestion = by_lower[near[0]] if near else ""
    arguments = {"name": setting, "expected": known, "received": repr(name), "suggestion": suggestion}
    return Problem("setting_kind_unknown", arguments, parameter=setting)


class FloatTuple(Floats):
    """A list of numbers of fixed length, each with limits of its own: `betas`, `step_sizes`."""

    def __init__(self, *items: Float, **options: Any) -> None:
        default: tuple[Any, ...] = tuple(item.default for item in items)  # an optional item may be None
        super().__init__(default, **options)
        self.items = items

    def convert(self, value: object) -> Any:
        if not isinstance(value, (list, tuple)):
            raise BadValue
        if len(value) != len(self.items):
            raise BadValue("parameter_range")
        return tuple(item.check(one) for item, one in zip(self.items, value, strict=True))

    @property
    def expected(self) -> Words:
        items = joined("then", [item.expected for item in self.items])
        return Phrase("list_in_order", count=len(self.items), items=items)

    def describe(self) -> dict[str, object]:
        return super().describe() | {"items": [item.describe() for item in self.items]}
