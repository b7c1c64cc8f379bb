"""Tensors of a recorded step as a formula names them, and windows cut out of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backprop.explain.symbols import indexed
from engine.backprop.explanation import Factor, Place, Quantity, Role

Array = NDArray[np.float64]
Position = tuple[int, ...]
Axis = int | Sequence[int]  # one place along an axis, or several
MakeFactor = Callable[[Position], Factor]


def on_host(tensor: Tensor) -> Tensor:
    """The numbers in double precision, on the host (an accelerator may have no such numbers)."""
    return tensor.detach().to("cpu").double()


def doubles(tensor: Tensor) -> Array:
    """The numbers in double precision, as an array."""
    array: Array = on_host(tensor).numpy()
    return array


@dataclass(frozen=True)
class Column:
    """One factor of many products: all its numbers, and how one of them is told by its position.

    The axes of several columns broadcast, as arrays do.
    """

    values: Array
    factor: MakeFactor

    def on_axis(self, axis: int, of: int) -> Column:
        """A column of one axis, laid along one of several."""
        shape = [1] * of
        shape[axis] = len(self.values)
        return Column(self.values.reshape(shape), lambda position: self.factor((position[axis],)))


@dataclass(frozen=True)
class Numbers:
    """A tensor that is shown somewhere: what its numbers are called, and the places where they stand.

    `hidden` axes have no index in the symbols: the batch, where it holds one sample.
    """

    tensor: Tensor
    letter: str
    quantity: Quantity
    address: str
    name: str
    role: Role = "value"
    hidden: frozenset[int] = frozenset()

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensor.shape)

    def called(self, letter: str) -> Numbers:
        """The same numbers under another letter."""
        return replace(self, letter=letter)

    def symbol(self, index: Sequence[int | str]) -> str:
        """How one of the numbers is written; parts of the index may be letters."""
        return indexed(self.letter, [place for axis, place in enumerate(index) if axis not in self.hidden])

    def place(self, index: Position) -> Place:
        """Where one of the numbers stands."""
        return Place(self.quantity, self.address, self.name, index)

    def at(self, index: Position) -> float:
        return float(self.tensor[index])

    def factor(self, index: Position) -> Factor:
        """One of the numbers itself."""
        return Factor(self.symbol(index), self.at(index), self.role, self.place(index))

    def function(self, symbol: str, value: float, index: Position) -> Factor:
        """A function of one of the numbers; the place is that of the number it was computed from."""
        return Factor(symbol, value, self.role, self.place(index))

    def window(self, *axes: Axis) -> Column:
        """The numbers at chosen places of each axis; axes of which one place is chosen fall away."""
        part = self.tensor[tuple(axis if isinstance(axis, int) else slice(None) for axis in axes)]
        several = [axis for axis in axes if not isinstance(axis, int)]
        for number, places in enumerate(several):
            if isinstance(places, range) and places.step > 0 and places.start >= 0:
                part = part[(slice(None),) * number + (slice(places.start, places.stop, places.step),)]
            else:
                part = part.index_select(number, torch.tensor(list(places), dtype=torch.int64, device=part.device))

        def factor(position: Position) -> Factor:
            left = iter(position)
            return self.factor(tuple(axis if isinstance(axis, int) else axis[next(left)] for axis in axes))

        return Column(doubles(part), factor)

    def whole(self) -> Column:
        """All numbers, one for each place."""
        return self.window(*(range(size) for size in self.shape))

    def spread(self, index: Position) -> Position:
        """The position in this tensor of a position in a result that it was broadcast to."""
        own = index[len(index) - len(self.shape) :]
        return tuple(0 if size == 1 else place for place, size in zip(own, self.shape, strict=True))


def constant(symbol: str, value: float) -> Factor:
    """A number that is written into the kind, or follows from its parameters or sizes."""
    return Factor(symbol, value, "constant")


def everywhere(factor: Factor) -> Column:
    """The same factor in every product."""
    return Column(np.array(factor.value), lambda position: factor)


def one_over(count: float, symbol: str = "") -> Factor:
    """`1/N`, by its number."""
    return constant(rf"\frac{{1}}{{{symbol or short(count)}}}", 1 / count)


def short(number: Any) -> str:
    """A number as it is written in a formula: few digits, no needless zeros."""
    text = f"{float(number):.6g}"
    if "e" in text:
        mantissa, _, exponent = text.partition("e")
        text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text
