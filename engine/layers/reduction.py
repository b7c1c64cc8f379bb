"""What mean, sum and largest value have in common: one value of all along some axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.layers.checks import as_tuple, repeated_axis, unlike_batch_axis
from engine.layers.layer import Arguments, ExpressionLayer, Port, Received
from engine.layers.parameters import MAXIMUM_SIZE, Bool, Ints
from engine.layers.reach import Reaches, closed_axes
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class Reduction(ExpressionLayer):
    """A kind that calls a method of the tensor with `dim` and `keepdim`."""

    inputs = (Port("input", "number"),)
    captions = ("over {dim}",)
    moves_batch = True  # without `dim`, everything becomes one number
    function: ClassVar[str] = ""
    dim = Ints(
        optional=True,
        initial=-1,
        minimum=-MAXIMUM_SIZE,
        shortest=1,
        single=True,
        separator=", ",
        help="The axes; left out: all of them.",
    )
    keepdim = Bool(False, help="Whether the axes stay, with size 1.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        dims = as_tuple(self.values["dim"]) or (0,) * bool(type_.shape)  # type: ignore[arg-type]
        for dim in dims:
            yield from unlike_batch_axis(dim, type_, "dim")
        yield from repeated_axis(dims, type_, "dim")

    def expression(self, arguments: Arguments) -> str:
        is_needed = self.values["dim"] is not None or self.keepdim  # torch's mean and sum take no keepdim without it
        texts = [f"dim={self.values['dim']!r}"] if is_needed else []
        texts += ["keepdim=True"] if self.keepdim else []
        return f"{arguments.one('input')}.{self.function}({', '.join(texts)})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        dims = as_tuple(self.values["dim"]) or range(len(entering.shape))  # type: ignore[arg-type]
        return closed_axes(dims, entering, self.keepdim)
