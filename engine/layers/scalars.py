"""Parameters that hold one value: a number, a word, yes or no."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar, overload

from engine.texts.phrase import Phrase, Words, joined

T = TypeVar("T")

MAXIMUM_SIZE = 2**31 - 1  # a size above this is a slip of the keyboard, and would only exhaust the memory


class BadValue(ValueError):
    """Raised by `Parameter.check`; `code` tells a wrong type from a value out of range."""

    def __init__(self, code: str = "parameter_type") -> None:
        super().__init__(code)
        self.code = code


class Parameter(Generic[T]):
    """A named, typed value of a declaration; reading it on an instance gives the checked value.

    `required` parameters have no default in a file; `initial` is what a newly placed one starts with.
    `choices` may be offered by any type.
    """

    type_name: ClassVar[str] = "value"

    def __init__(
        self,
        default: T | None = None,
        *,
        required: bool = False,
        initial: T | None = None,
        optional: bool = False,
        help: str = "",
    ) -> None:
        self.name = ""
        self.default = default
        self.required = required
        self.initial = default if initial is None else initial
        self.optional = optional  # None is allowed
        self.help = help

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Parameter[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Parameter[T] | T:
        if instance is None:
            return self
        value: T = instance.__dict__[self.name]
        return value

    def __set__(self, instance: object, value: object) -> None:
        raise AttributeError(f"{self.name} is fixed; make a new {type(instance).__name__} instead")

    def check(self, value: object) -> T | None:
        """The value as this parameter keeps it. Raises BadValue."""
        if value is None and self.optional:
            return None
        return self.convert(value)

    def convert(self, value: object) -> T:
        raise NotImplementedError

    @property
    def expected(self) -> Words:
        """What a value must be, in words."""
        raise NotImplementedError

    def show(self, value: T | None) -> str:
        """A value as it stands on a card."""
        return short(value)

    def describe(self) -> dict[str, object]:
        """The declaration as plain data, for `chainrule layers --json` and for help."""
        entry: dict[str, object] = {"type": self.type_name, "default": self.default, "required": self.required}
        if self.optional:
            entry["optional"] = True
        if self.help:
            entry["help"] = self.help
        return entry


class Bool(Parameter[bool]):
    type_name = "bool"

    def convert(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise BadValue
        return value

    @property
    def expected(self) -> Words:
        return Phrase("true_or_false")


class _Number(Parameter[T]):
    def __init__(
        self,
        default: T | None = None,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above: float | None = None,
        below: float | None = None,
        **options: Any,
    ) -> None:
        super().__init__(default, **options)
        self.minimum, self.maximum, self.above, self.below = minimum, maximum, above, below

    def in_range(self, value: float) -> bool:
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    @property
    def expected(self) -> Words:
        limits = {
            "at_least": self.minimum if self.minimum != -MAXIMUM_SIZE else None,
            "above": self.above,
            "at_most": self.maximum if self.maximum != MAXIMUM_SIZE else None,
            "below": self.below,
        }
        words = [Phrase(code, limit=f"{limit:g}") for code, limit in limits.items() if limit is not None]
        number: Words = Phrase("whole_number" if self.type_name == "int" else "number")
        if words:
            number = Phrase("limited", value=number, limits=joined("and", words))
        return or_null(number) if self.optional else number

    def describe(self) -> dict[str, object]:
        limits = {"minimum": self.minimum, "maximum": self.maximum, "above": self.above, "below": self.below}
        return super().describe() | {"range": {name: limit for name, limit in limits.items() if limit is not None}}


class Int(_Number[int]):
    type_name = "int"

    def __init__(
        self,
        default: int | None = None,
        *,
        minimum: float = -MAXIMUM_SIZE,
        maximum: float = MAXIMUM_SIZE,
        **options: Any,
    ) -> None:
        super().__init__(default, minimum=minimum, maximum=maximum, **options)

    def convert(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValue
        if not self.in_range(value):
            raise BadValue("parameter_range")
        return value


class Float(_Number[float]):
    type_name = "float"

    def convert(self, value: object) -> float:
        number = finite(value)
        if not self.in_range(number):
            raise BadValue("parameter_range")
        return number


class Text(Parameter[str]):
    """Free text; `pattern`-free on purpose: what is printed into code is always a `repr`."""

    type_name = "text"

    @property
    def expected(self) -> Words:
        return Phrase("text")

    def convert(self, value: object) -> str:
        if not isinstance(value, str):
            raise BadValue
        if len(value) > 10_000 or "\x00" in value:
            raise BadValue("parameter_range")
        return value


class Choice(Parameter[str]):
    """One of a few words."""

    type_name = "choice"

    def __init__(self, default: str | None = None, *, choices: Sequence[str], **options: Any) -> None:
        super().__init__(default, **options)
        self.choices = tuple(choices)

    def convert(self, value: object) -> str:
        if not isinstance(value, str):
            raise BadValue
        if value not in self.choices:
            raise BadValue("parameter_range")
        return value

    @property
    def expected(self) -> Words:
        return Phrase("one_of", choices=self.choices)

    def describe(self) -> dict[str, object]:
        return super().describe() | {"choices": list(self.choices)}


def or_null(words: Words) -> Words:
    """What an optional parameter expects."""
    return Phrase("otherwise", first=words, second="null")


def short(value: object) -> str:
    """Numbers without needless digits, lists with ×."""
    if isinstance(value, (list, tuple)):
        return "×".join(short(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def finite(value: object) -> float:
    """The number, if it is one. Raises BadValue."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadValue
    try:
        number = float(value)
    except OverflowError:
        raise BadValue("parameter_range") from None
    if not math.isfinite(number):
        raise BadValue("parameter_range")
    return number
