"""Layers that make one value of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.layers.checks import axis_at, elementwise, missing_axis, own_axes
from engine.layers.layer import Arguments, ExpressionLayer, Port, Received
from engine.layers.parameters import Int
from engine.layers.reach import Reaches, opened_axis, same_places
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class _Several(ExpressionLayer):
    """Takes any number of values, in the order of their edges."""

    inputs = (Port("input", "number", variadic=True),)
    operator: ClassVar[str] = ""

    def expects(self, received: Received) -> Iterable[Problem]:
        return elementwise(received["input"], "input")

    def expression(self, arguments: Arguments) -> str:
        return f" {self.operator} ".join(arguments["input"])

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class _Pair(ExpressionLayer):
    """Takes two values, of which the first is first."""

    inputs = (Port("input", "number"), Port("other", "number"))
    operator: ClassVar[str] = ""

    def expects(self, received: Received) -> Iterable[Problem]:
        return elementwise((received.one("input"), received.one("other")), "other")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')} {self.operator} {arguments.one('other')}"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Add(_Several):
    """Adds values of shapes that fit; the gradient goes to each of them unchanged.

    y = x₀ + x₁ + ...
    See torch.add.
    """

    synonyms = ("plus", "residual", "skip", "shortcut", "sum")
    operator = "+"


class Subtract(_Pair):
    """Subtracts the second value from the first.

    y = x − other
    See torch.sub.
    """

    synonyms = ("minus", "difference")
    operator = "-"


class Multiply(_Several):
    """Multiplies values of shapes that fit, number by number.

    y = x₀ · x₁ · ...
    See torch.mul.
    """

    synonyms = ("times", "product", "gate", "scale", "Hadamard")
    operator = "*"


class Divide(_Pair):
    """Divides the first value by the second, number by number.

    y = x / other
    See torch.div.
    """

    synonyms = ("quotient", "ratio")
    operator = "/"


class MatMul(_Pair):
    """Multiplies matrices: the last two axes; those before are a batch of matrices.

    yᵢⱼ = Σₖ xᵢₖ otherₖⱼ
    See torch.matmul.
    """

    inputs = (Port("input", "float", at_least=1), Port("other", "float", at_least=1))
    synonyms = ("matrix product", "dot", "attention scores")
    operator = "@"

    def expects(self, received: Received) -> Iterable[Problem]:
        first, second = received.one("input"), received.one("other")
        rows = second.shape[-2] if len(second.shape) > 1 else second.shape[-1]
        if first.shape[-1] != rows:
            arguments = {"first": first.told, "second": second.told}
            yield Problem("inner_sizes_differ", arguments, port="other")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        """A row of the result sees a row of the first and all of the second: on the whole, everything."""
        return {}


class Concatenate(ExpressionLayer):
    """Joins values along an axis; the other sizes must be equal.

    See torch.cat.
    """

    inputs = (Port("input", variadic=True, at_least=1),)
    captions = ("along axis {dim}",)
    synonyms = ("cat", "join", "append", "skip")
    dim = Int(1, help="The axis along which they are joined.")

    def expects(self, received: Received) -> Iterable[Problem]:
        types = received["input"]
        problem = next((found for type_ in types if (found := missing_axis(self.dim, type_, "dim"))), None)
        if problem:
            yield problem
            return
        for type_ in types[1:]:
            if self._others(type_) != self._others(types[0]):
                arguments = {"axis": self.dim, "first": types[0].told, "second": type_.told}
                yield Problem("sizes_differ", arguments, port="input")
                return

    def _others(self, type_: TensorType) -> tuple[object, ...]:
        """The sizes that must agree."""
        axis = axis_at(self.dim, len(type_.shape))
        return tuple(dim for at, dim in enumerate(type_.shape) if at != axis)

    def expression(self, arguments: Arguments) -> str:
        return f"torch.cat([{', '.join(arguments['input'])}], dim={self.dim})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(self.dim,))


class Stack(ExpressionLayer):
    """Puts values of one shape side by side along a new axis.

    See torch.stack.
    """

    inputs = (Port("input", variadic=True),)
    captions = ("along axis {dim}",)
    synonyms = ("join", "collect")
    dim = Int(1, help="Where the new axis will be.")

    def expects(self, received: Received) -> Iterable[Problem]:
        types = received["input"]
        for type_ in types[1:]:
            if type_.shape != types[0].shape:
                yield Problem("sizes_not_equal", {"first": types[0].told, "second": type_.told}, port="input")
                return
        yield from own_axes((self.dim,), types[0], "dim", extra=1)

    def expression(self, arguments: Arguments) -> str:
        return f"torch.stack([{', '.join(arguments['input'])}], dim={self.dim})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return opened_axis(self.dim, entering)


class Expand(ExpressionLayer):
    """Gives every sample of a batch the same value: a learned token before a sequence, say.

    A value without a batch, S, becomes B × S, with the batch of `like`; the gradients of all samples add up.
    See torch.Tensor.expand.
    """

    inputs = (Port("input"), Port("like", at_least=1, differentiable=False))
    synonyms = ("repeat", "broadcast", "class token", "batch", "tile")

    def expression(self, arguments: Arguments) -> str:
        text = arguments.one("input")
        return f"{text}.expand({arguments.one('like')}.shape[0], *{text}.shape)"
