"""Activations: functions of each value alone, or of the values along one axis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.layers.checks import axis_at, missing_axis, unlike_batch_axis
from engine.layers.layer import ModuleLayer, Port, Received
from engine.layers.parameters import Choice, Float, Int
from engine.layers.reach import Reaches, same_places
from engine.layers.tensor_type import BatchDim, TensorType
from engine.problem import Problem


class _Activation(ModuleLayer):
    inputs = (Port("input", "float"),)
    synonyms: ClassVar[tuple[str, ...]] = ("nonlinearity",)

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class ReLU(_Activation):
    """Keeps positive values and sets negative ones to zero.

    y = max(0, x)
    See torch.nn.ReLU.
    """

    synonyms = ("nonlinearity", "rectifier", "ramp")


class LeakyReLU(_Activation):
    """Keeps positive values and makes negative ones small instead of zero, so that their gradient lives on.

    y = x for x ≥ 0, negative_slope · x otherwise
    See torch.nn.LeakyReLU.
    """

    captions = ("slope {negative_slope}",)
    negative_slope = Float(0.01, help="The slope for negative values.")


class PReLU(_Activation):
    """Keeps positive values and scales negative ones by a learned slope.

    y = x for x ≥ 0, a · x otherwise
    See torch.nn.PReLU.
    """

    inputs = (Port("input", "float32", at_least=1),)
    num_parameters = Int(1, minimum=1, help="One slope for all, or one for each channel (axis 1).")
    init = Float(0.25, help="The slope to start from.")

    def expects(self, received: Received) -> Iterable[Problem]:
        shape = received.one("input").shape
        channels = shape[1] if len(shape) > 1 else 1
        if self.num_parameters not in (1, channels):
            arguments = {"name": "num_parameters", "expected": channels, "received": self.num_parameters}
            yield Problem("channel_count", arguments, parameter="num_parameters")


class RReLU(_Activation):
    """Keeps positive values and scales negative ones by a slope drawn at random while training.

    y = x for x ≥ 0, a · x otherwise, with a between lower and upper; their mean in evaluation
    See torch.nn.RReLU.
    """

    draws_random = True
    lower = Float(1 / 8, help="The smallest slope.")
    upper = Float(1 / 3, help="The largest slope.")


class ELU(_Activation):
    """Keeps positive values and bends negative ones smoothly towards −alpha.

    y = x for x > 0, alpha · (eˣ − 1) otherwise
    See torch.nn.ELU.
    """

    alpha = Float(1.0, help="What large negative values tend to, with its sign turned.")


class CELU(_Activation):
    """Keeps positive values and bends negative ones so that the slope has no jump for any alpha.

    y = max(0, x) + min(0, alpha · (e^(x / alpha) − 1))
    See torch.nn.CELU.
    """

    alpha = Float(1.0, above=0, help="What large negative values tend to, with its sign turned.")


class SELU(_Activation):
    """A scaled ELU that keeps mean 0 and variance 1 through many layers.

    y = 1.0507 · (x for x > 0, 1.6733 · (eˣ − 1) otherwise)
    See torch.nn.SELU.
    """


class GELU(_Activation):
    """Weights each value by the share of a normal distribution below it.

    y = x · Φ(x)
    See torch.nn.GELU.
    """

    approximate = Choice("none", choices=("none", "tanh"), help='"tanh" is a faster formula, a little off.')


class SiLU(_Activation):
    """Weights each value by its own sigmoid.

    y = x · σ(x)
    See torch.nn.SiLU.
    """

    synonyms = ("nonlinearity", "swish")


class Mish(_Activation):
    """Weights each value by the tanh of its softplus.

    y = x · tanh(log(1 + eˣ))
    See torch.nn.Mish.
    """


class Sigmoid(_Activation):
    """Squeezes values into 0 to 1.

    y = σ(x) = 1 / (1 + e⁻ˣ); its slope is at most 1/4
    See torch.nn.Sigmoid.
    """

    synonyms = ("nonlinearity", "logistic")


class Tanh(_Activation):
    """Squeezes values into −1 to 1.

    y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
    See torch.nn.Tanh.
    """

    synonyms = ("nonlinearity", "hyperbolic tangent")


class LogSigmoid(_Activation):
    """The logarithm of the sigmoid, computed without overflow.

    y = log(1 / (1 + e⁻ˣ))
    See torch.nn.LogSigmoid.
    """


class Softplus(_Activation):
    """A smooth ReLU.

    y = log(1 + e^(beta · x)) / beta; above threshold the line itself
    See torch.nn.Softplus.
    """

    beta = Float(1.0, above=0, help="How sharp the bend is.")
    threshold = Float(20.0, help="Where beta · x is above this, y = x.")


class Softsign(_Activation):
    """Squeezes values into −1 to 1, more slowly than tanh.

    y = x / (1 + |x|)
    See torch.nn.Softsign.
    """


class Hardsigmoid(_Activation):
    """A sigmoid of three straight lines.

    y = min(max(x / 6 + 1/2, 0), 1)
    See torch.nn.Hardsigmoid.
    """


class Hardswish(_Activation):
    """A SiLU of straight lines and one parabola.

    y = x · min(max(x / 6 + 1/2, 0), 1)
    See torch.nn.Hardswish.
    """


class Hardtanh(_Activation):
    """Cuts values off at a smallest and a largest one.

    y = min(max(x, min_val), max_val)
    See torch.nn.Hardtanh.
    """

    synonyms = ("nonlinearity", "clamp", "clip")
    captions = ("{min_val} to {max_val}",)
    min_val = Float(-1.0, help="The smallest value that comes out.")
    max_val = Float(1.0, help="The largest value that comes out.")

    def expects(self, received: Received) -> Iterable[Problem]:
        if self.min_val >= self.max_val:
            arguments = {"name": "max_val", "expected": f"> {self.min_val:g}", "received": self.max_val}
            yield Problem("parameter_range", arguments, parameter="max_val")


class ReLU6(_Activation):
    """A ReLU that ends at 6.

    y = min(max(0, x), 6)
    See torch.nn.ReLU6.
    """


class Hardshrink(_Activation):
    """Sets small values to zero and keeps the others.

    y = x for |x| > lambd, 0 otherwise
    See torch.nn.Hardshrink.
    """

    lambd = Float(0.5, minimum=0, help="The size up to which a value is small.")


class Softshrink(_Activation):
    """Moves values towards zero by lambd, and small ones to zero.

    y = x − lambd for x > lambd, x + lambd for x < −lambd, 0 otherwise
    See torch.nn.Softshrink.
    """

    lambd = Float(0.5, minimum=0, help="How far values move.")


class Tanhshrink(_Activation):
    """What tanh takes away.

    y = x − tanh(x)
    See torch.nn.Tanhshrink.
    """


class Threshold(_Activation):
    """Keeps values above a threshold and replaces the others.

    y = x for x > threshold, value otherwise
    See torch.nn.Threshold.
    """

    captions = ("above {threshold}",)
    positional = ("threshold", "value")
    threshold = Float(required=True, initial=0.0, help="Values above this are kept.")
    value = Float(required=True, initial=0.0, help="What the others become.")


class GLU(_Activation):
    """Halves an axis: one half is multiplied by the sigmoid of the other.

    y = a · σ(b) for x = [a, b]
    See torch.nn.GLU.
    """

    synonyms = ("nonlinearity", "gate")
    dim = Int(-1, help="The axis to halve.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        problem = missing_axis(self.dim, type_, "dim")
        if problem:
            yield problem
            return
        axis = axis_at(self.dim, len(type_.shape)) or 0
        size = type_.shape[axis]
        if isinstance(size, BatchDim) or size % 2:
            yield Problem("odd_size", {"axis": axis, "received": type_.told}, port="input", parameter="dim")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(self.dim,))


class _AlongAxis(_Activation):
    always = ("dim",)
    dim = Int(-1, help="The axis along which the results add up to 1.")

    def expects(self, received: Received) -> Iterable[Problem]:
        return unlike_batch_axis(self.dim, received.one("input"), "dim")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(self.dim,))


class Softmax(_AlongAxis):
    """Turns scores into probabilities that add up to 1 along an axis.

    yᵢ = e^(xᵢ) / Σⱼ e^(xⱼ); CrossEntropyLoss wants the scores themselves
    See torch.nn.Softmax.
    """

    synonyms = ("probabilities",)


class Softmin(_AlongAxis):
    """Turns scores into probabilities; the smallest score becomes the most probable.

    yᵢ = e^(−xᵢ) / Σⱼ e^(−xⱼ)
    See torch.nn.Softmin.
    """


class LogSoftmax(_AlongAxis):
    """The logarithm of Softmax, computed without overflow: what NLLLoss takes.

    yᵢ = xᵢ − log Σⱼ e^(xⱼ)
    See torch.nn.LogSoftmax.
    """

    synonyms = ("log probabilities",)


class Softmax2d(_Activation):
    """Turns the channels at each place of a picture into probabilities that add up to 1.

    See torch.nn.Softmax2d.
    """

    inputs = (Port("input", "float", dims=(4,)),)

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(1,))
