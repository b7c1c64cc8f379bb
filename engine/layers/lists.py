"""Parameters that hold several numbers: one for each axis, a shape, a nested list."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from engine.layers.scalars import MAXIMUM_SIZE, BadValue, Parameter, finite, or_null, short
from engine.texts.phrase import Phrase, Words

MAXIMUM_DEPTH = 32  # nested lists deeper than any tensor


class Size(Parameter[int | tuple[int, ...]]):
    """A whole number, or one for each of `dimensions` axes: kernel_size, stride, padding.

    `words` are texts that torch takes instead of a number (`padding="same"`).
    """

    type_name = "size"

    def __init__(
        self,
        default: int | tuple[int, ...] | str | None = None,
        *,
        dimensions: int,
        minimum: int = 0,
        words: Sequence[str] = (),
        holes: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(default, **options)  # type: ignore[arg-type]
        self.dimensions, self.minimum, self.words = dimensions, minimum, tuple(words)
        self.holes = holes  # None is allowed for single axes (AdaptiveAvgPool2d((None, 7)))

    def over(self, dimensions: int) -> Size:
        """The same parameter for another number of axes."""
        other = copy(self)
        other.dimensions = dimensions
        return other

    def per_axis(self, value: int | tuple[int, ...]) -> tuple[int, ...]:
        """One number for each axis."""
        return value if isinstance(value, tuple) else (value,) * self.dimensions

    def show(self, value: int | tuple[int, ...] | None) -> str:
        if isinstance(value, (int, tuple)):
            return "×".join("·" if size is None else str(size) for size in self.per_axis(value))
        return short(value)

    def convert(self, value: object) -> Any:
        if isinstance(value, str):
            if value not in self.words:
                raise BadValue("parameter_range" if self.words else "parameter_type")
            return value
        if isinstance(value, (list, tuple)):
            if len(value) != self.dimensions:
                raise BadValue("parameter_range")
            return tuple(self._one(item) for item in value)
        return self._one(value)

    def _one(self, value: object) -> int | None:
        return None if value is None and self.holes else _whole_number(value, self.minimum)

    @property
    def expected(self) -> Words:
        size: Words = _at_least("whole_number", self.minimum)
        if self.dimensions > 1:
            size = Phrase("or", first=size, second=Phrase("list_of_count", count=self.dimensions))
        return Phrase("words", value=size, words=[f'"{word}"' for word in self.words]) if self.words else size

    def describe(self) -> dict[str, object]:
        entry = super().describe() | {"dimensions": self.dimensions, "range": {"minimum": self.minimum}}
        return entry | ({"words": list(self.words)} if self.words else {})


class Ints(Parameter[tuple[int, ...]]):
    """A list of whole numbers: a shape, an order of dimensions; with `single`, one number needs no list."""

    type_name = "ints"

    def __init__(
        self,
        default: Sequence[int] | None = None,
        *,
        minimum: int = 0,
        shortest: int = 0,
        longest: int = 16,
        single: bool = False,
        separator: str = "×",
        **options: Any,
    ) -> None:
        super().__init__(None if default is None else tuple(default), **options)
        self.minimum, self.shortest, self.longest, self.single = minimum, shortest, longest, single
        self.separator = separator  # on a card: × between sizes, a comma between axes

    def show(self, value: tuple[int, ...] | None) -> str:
        return self.separator.join(map(str, value)) if isinstance(value, tuple) else short(value)

    def convert(self, value: object) -> Any:
        if not isinstance(value, (list, tuple)):
            if self.single:
                return self._one(value)
            raise BadValue
        if not self.shortest <= len(value) <= self.longest:
            raise BadValue("parameter_range")
        numbers = tuple(self._one(item) for item in value)
        return numbers[0] if self.single and len(numbers) == 1 else numbers

    def _one(self, value: object) -> int:
        return _whole_number(value, self.minimum)

    @property
    def expected(self) -> Words:
        items = _at_least("whole_numbers", self.minimum)
        several: Words = Phrase("list_of", items=items)
        if self.shortest:
            several = Phrase("list_of_at_least", count=self.shortest, items=items)
        if self.single:
            several = Phrase("or", first=_at_least("whole_number", self.minimum), second=several)
        return or_null(several) if self.optional else several

    def describe(self) -> dict[str, object]:
        return super().describe() | {"range": {"minimum": self.minimum}}


class Floats(Parameter[tuple[float, ...]]):
    """A list of numbers: class weights, a mean for each channel; with `single`, one number needs no list."""

    type_name = "floats"

    def __init__(self, default: Sequence[float] | None = None, *, single: bool = False, **options: Any) -> None:
        super().__init__(None if default is None else tuple(default), **options)
        self.single = single

    def convert(self, value: object) -> Any:
        if not isinstance(value, (list, tuple)):
            if self.single:
                return finite(value)
            raise BadValue
        numbers = tuple(finite(item) for item in value)
        return numbers[0] if self.single and len(numbers) == 1 else numbers

    @property
    def expected(self) -> Words:
        several: Words = Phrase("list_of", items=Phrase("numbers"))
        if self.single:
            several = Phrase("or", first=Phrase("number"), second=several)
        return or_null(several) if self.optional else several


class Array(Parameter[object]):
    """A number or a nested list of numbers with even lengths: the value of a constant."""

    type_name = "array"

    def convert(self, value: object) -> object:
        array_shape(value)
        return _frozen(value)

    def show(self, value: object) -> str:
        """The number, or how many there are along each axis."""
        return short(array_shape(value)) if isinstance(value, (list, tuple)) else short(value)

    @property
    def expected(self) -> Words:
        return Phrase("otherwise", first=Phrase("number"), second=Phrase("nested_list"))


def _frozen(value: object) -> object:
    return tuple(_frozen(item) for item in value) if isinstance(value, (list, tuple)) else value


def array_shape(value: object, depth: int = 0) -> tuple[int, ...]:
    """The shape of a nested list of finite numbers. Raises BadValue where lengths differ."""
    if depth > MAXIMUM_DEPTH:
        raise BadValue("parameter_range")
    if not isinstance(value, (list, tuple)):
        finite(value)
        return ()
    shapes = {array_shape(item, depth + 1) for item in value}
    if len(shapes) > 1:
        raise BadValue("parameter_range")
    return (len(value), *shapes.pop()) if shapes else (0,)


def _at_least(code: str, minimum: int) -> Words:
    words = Phrase(code)
    if minimum == -MAXIMUM_SIZE:
        return words
    return Phrase("limited", value=words, limits=Phrase("at_least", limit=minimum))


def _whole_number(value: object, minimum: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue
    if not minimum <= value <= MAXIMUM_SIZE:
        raise BadValue("parameter_range")
    return value
