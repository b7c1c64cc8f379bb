"""Puts a sum together: all its terms counted, the largest of them told by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import Array, Column, Position
from engine.backprop.explanation import Explanation, Factor, Note, Term

EXACT = 100_000  # so many numbers are added without any rounding; of more, pairwise

AboutTerm = Callable[[Position], Sequence[Note]]


@dataclass(frozen=True)
class _Products:
    """Many terms of one form: the products of columns at each position."""

    columns: Sequence[Column]
    values: Array  # flat
    shape: tuple[int, ...]
    about: AboutTerm | None

    def term(self, number: int) -> Term:
        position = self.position(number)
        factors = tuple(column.factor(_within(column, position)) for column in self.columns)
        return Term(math.prod(factor.value for factor in factors), factors)

    def position(self, number: int) -> Position:
        return tuple(int(place) for place in np.unravel_index(number, self.shape)) if self.shape else ()


class Adding:
    """A sum as it is put together.

    Numbers that are not finite do no harm: the largest terms are then those that are none.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._always: list[Term] = []
        self._products: list[_Products] = []

    def term(self, *factors: Factor, always: bool = False) -> None:
        """One term; `always` tells it by name, however small it is."""
        if always:
            self._always.append(Term(math.prod(factor.value for factor in factors), factors))
            return
        columns = [Column(np.array(factor.value), lambda position, factor=factor: factor) for factor in factors]  # type: ignore[misc]
        self.products(*columns)

    def products(self, *columns: Column, about: AboutTerm | None = None) -> None:
        """A term for each position of the columns; `about` makes notes for one that is told by name."""
        shape = np.broadcast_shapes(*(column.values.shape for column in columns))
        values: Array = np.ones(shape)
        with np.errstate(all="ignore"):
            for column in columns:
                values = values * column.values
        self._products.append(_Products(columns, values.reshape(-1), shape, about))

    def explanation(
        self, formula: str, *notes: Note, derived: Literal["formula", "autograd"] = "formula"
    ) -> Explanation:
        """The terms by name, the rest as one number, and what is left between them and the recorded value."""
        values = np.concatenate([products.values for products in self._products] or [np.zeros(0)])
        room = max(self._asked.most - len(self._always), 0)
        shown = _largest(values, room)
        terms, about = list(self._always), list(notes)
        for products, number in (self._find(int(place)) for place in shown):
            terms.append(products.term(number))
            if products.about is not None:
                about += products.about(products.position(number))
        others = np.delete(values, shown)
        rest = _sum(others)
        value = self._asked.value
        total = _sum(np.array([*(term.value for term in terms), rest]))
        return Explanation(
            place=self._asked.place,
            value=value,
            formula=formula,
            terms=tuple(sorted(terms, key=lambda term: -_magnitude(term.value))),
            rest=rest,
            rest_count=int(np.count_nonzero(others)),
            rounding=0.0 if value == total else value - total,
            derived=derived,
            notes=tuple(about),
        )

    def _find(self, place: int) -> tuple[_Products, int]:
        for products in self._products:
            if place < len(products.values):
                return products, place
            place -= len(products.values)
        raise IndexError(place)


def _largest(values: Array, room: int) -> NDArray[np.int64]:
    """Where the largest stand, in falling magnitude; zeros only where there is room for all."""
    sizes = np.nan_to_num(np.abs(values), nan=np.inf)
    if len(values) > room:
        places: NDArray[np.int64] = np.argpartition(-sizes, room)[:room] if room else np.zeros(0, dtype=np.int64)
        places = places[sizes[places] > 0]
    else:
        places = np.arange(len(values))
    order: NDArray[np.int64] = places[np.argsort(-sizes[places], kind="stable")]
    return order


def _magnitude(value: float) -> float:
    return math.inf if math.isnan(value) else abs(value)


def _sum(values: Array) -> float:
    if len(values) <= EXACT and bool(np.isfinite(values).all()):
        return math.fsum(values)
    with np.errstate(all="ignore"):
        return float(np.sum(values))


def _within(column: Column, position: Position) -> Position:
    """The position in a column that was broadcast."""
    shape = column.values.shape
    own = position[len(position) - len(shape) :]
    return tuple(0 if size == 1 else place for place, size in zip(own, shape, strict=True))
