"""Layers that rearrange, cut, widen or sum up values along their axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from engine.layers import reach
from engine.layers.checks import (
    as_tuple,
    axis_at,
    divides,
    missing_axis,
    own_axes,
    touches_batch,
)
from engine.layers.layer import Arguments, ExpressionLayer, ModuleLayer, Port, Received
from engine.layers.parameters import MAXIMUM_SIZE, Bool, Choice, Float, Floats, Int, Ints
from engine.layers.reduction import Reduction
from engine.layers.remedies import change
from engine.layers.tensor_type import TensorType
from engine.problem import Problem

_ANY_SIGN = -MAXIMUM_SIZE


class Flatten(ModuleLayer):
    """Joins axes into one; by default all that follow the batch.

    B × C × H × W becomes B × C·H·W.
    See torch.nn.Flatten.
    """

    inputs = (Port("input", at_least=2),)
    synonyms = ("view", "ravel")
    start_dim = Int(1, help="The first axis to join.")
    end_dim = Int(-1, help="The last axis to join.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        problem = missing_axis(self.start_dim, type_, "start_dim") or missing_axis(self.end_dim, type_, "end_dim")
        if problem:
            yield problem
            return
        count = len(type_.shape)
        start, end = axis_at(self.start_dim, count) or 0, axis_at(self.end_dim, count) or 0
        if end < start:
            arguments = {"name": "end_dim", "expected": f"≥ {start}", "received": self.end_dim}
            yield Problem("parameter_range", arguments, parameter="end_dim")


class Reshape(ExpressionLayer):
    """Gives each sample's values another shape, in the same order; the batch stays.

    B × 784 becomes B × 1 × 28 × 28 with the shape [1, 28, 28].
    See torch.reshape.
    """

    inputs = (Port("input", at_least=1),)
    captions = ("{shape}",)
    synonyms = ("view", "unflatten")
    shape = Ints(required=True, initial=(-1,), minimum=-1, help="What follows the batch; one size may be -1: the rest.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        count = math.prod(received.size("input", axis) for axis in range(1, len(type_.shape)))
        held = math.prod(size for size in self.shape if size != -1)
        open_sizes = self.shape.count(-1)
        fits = held == count if open_sizes == 0 else open_sizes == 1 and held and count % held == 0
        if not fits:
            arguments = {"count": count, "received": type_.told, "shape": list(self.shape), "expected": held}
            yield Problem("element_count", arguments, parameter="shape")

    def expression(self, arguments: Arguments) -> str:
        text = arguments.one("input")
        return f"{text}.reshape({', '.join([f'{text}.shape[0]', *map(repr, self.shape)])})"


class Permute(ExpressionLayer):
    """Puts the axes in another order; the batch stays first.

    See torch.permute.
    """

    captions = ("({dims})",)
    synonyms = ("transpose", "axes", "channels last")
    dims = Ints(
        required=True, initial=(0, 2, 1), minimum=_ANY_SIGN, separator=", ", help="Every axis once, in the new order."
    )

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        axes = [axis_at(dim, len(type_.shape)) for dim in self.dims]
        if None in axes or sorted(axis or 0 for axis in axes) != list(range(len(type_.shape))):
            arguments: dict[str, object] = {"name": "dims", "received": type_.told, "axes": self.dims}
            yield Problem("axes_incomplete", arguments, parameter="dims")
        elif type_.has_batch_first and axes[0] != 0:
            arguments = {"name": "dims", "axis": self.dims, "received": type_.told}
            yield Problem("axis_is_batch", arguments, parameter="dims")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.permute({', '.join(map(repr, self.dims))})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.moved_axes({axis: dim % len(entering.shape) for axis, dim in enumerate(self.dims)})


class Transpose(ExpressionLayer):
    """Exchanges two axes.

    See torch.transpose.
    """

    captions = ("{dim0} ↔ {dim1}",)
    synonyms = ("swap", "axes", "matrix")
    dim0 = Int(required=True, initial=1, help="The one axis.")
    dim1 = Int(required=True, initial=2, help="The other axis.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        for name, dim in (("dim0", self.dim0), ("dim1", self.dim1)):
            problem = missing_axis(dim, type_, name) or touches_batch(dim, type_, name)
            if problem:
                yield problem

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.transpose({self.dim0}, {self.dim1})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.exchanged_axes(self.dim0, self.dim1, entering)


class Squeeze(ExpressionLayer):
    """Removes axes of size 1.

    See torch.squeeze.
    """

    captions = ("axis {dim}",)
    dim = Ints(
        required=True,
        initial=-1,
        minimum=_ANY_SIGN,
        single=True,
        separator=", ",
        help="The axis to remove, or several.",
    )

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        dims = as_tuple(self.dim)
        problems = list(own_axes(dims, type_, "dim"))
        yield from problems
        if problems:
            return
        for dim in dims:
            if type_.shape[dim] != 1:
                arguments = {"axis": dim, "received": type_.told}
                yield Problem("squeezes_nothing", arguments, "warning", parameter="dim")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.squeeze({self.dim!r})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.closed_axes([dim for dim in as_tuple(self.dim) if entering.shape[dim] == 1], entering)


class Unsqueeze(ExpressionLayer):
    """Adds an axis of size 1.

    See torch.unsqueeze.
    """

    captions = ("axis {dim}",)
    synonyms = ("expand", "new axis")
    dim = Int(required=True, initial=1, help="Where the new axis will be.")

    def expects(self, received: Received) -> Iterable[Problem]:
        return own_axes((self.dim,), received.one("input"), "dim", extra=1)

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.unsqueeze({self.dim})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.opened_axis(self.dim, entering)


class Select(ExpressionLayer):
    """Takes one place of an axis, and the axis away: the last step of a sequence, say.

    See torch.select.
    """

    inputs = (Port("input", at_least=1),)
    captions = ("[{index}] of axis {dim}",)
    synonyms = ("index", "last step", "take")
    dim = Int(required=True, initial=1, help="The axis.")
    index = Int(required=True, initial=-1, help="The place to take; -1 is the last.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        problems = list(own_axes((self.dim,), type_, "dim"))
        yield from problems
        if problems:
            return
        size = received.size("input", self.dim)
        if not -size <= self.index < size:
            arguments = {"name": "index", "count": size, "received": self.index, "first": -size, "last": size - 1}
            yield Problem("index_out_of_range", arguments, parameter="index")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.select({self.dim}, {self.index})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.closed_axes((self.dim,), entering)


class Slice(ExpressionLayer):
    """Takes every step-th place of an axis from start up to, and without, end.

    See torch.Tensor, indexing with start:end:step.
    """

    inputs = (Port("input", at_least=1),)
    synonyms = ("index", "crop", "narrow")
    dim = Int(1, help="The axis.")
    start = Int(optional=True, help="The first place; left out: the beginning.")
    end = Int(optional=True, help="The first place that is left; left out: none.")
    step = Int(1, minimum=1, help="The distance from one place to the next.")

    def expects(self, received: Received) -> Iterable[Problem]:
        problems = list(own_axes((self.dim,), received.one("input"), "dim"))
        yield from problems
        if problems:
            return
        size = received.size("input", self.dim)
        if not range(size)[slice(self.start, self.end, self.step)]:
            yield Problem("slice_empty", {"count": size}, parameter="start")

    def expression(self, arguments: Arguments) -> str:
        start, end = ("" if place is None else repr(place) for place in (self.values["start"], self.values["end"]))
        places = f"{start}:{end}" + (f":{self.step}" if self.step != 1 else "")
        before = ":, " * self.dim if self.dim >= 0 else "..., "
        after = ", :" * (-self.dim - 1) if self.dim < 0 else ""
        return f"{arguments.one('input')}[{before}{places}{after}]"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        start: Any = self.values["start"]
        end: Any = self.values["end"]
        return reach.cut_axis(self.dim, slice(start, end, self.step), entering)


class Mean(Reduction):
    """Takes the mean over one axis or several.

    See torch.mean.
    """

    inputs = (Port("input", "float"),)
    synonyms = ("average", "reduce")
    function = "mean"


class Sum(Reduction):
    """Adds up along one axis or several.

    See torch.sum.
    """

    synonyms = ("total", "reduce")
    function = "sum"


class Max(Reduction):
    """Takes the largest value along one axis or several; equal ones share its gradient.

    See torch.amax.
    """

    synonyms = ("maximum", "reduce")
    function = "amax"


_MODES: Sequence[tuple[str, ...]] = (
    ("nearest", "nearest-exact", "linear"),
    ("nearest", "nearest-exact", "bilinear", "bicubic"),
    ("nearest", "nearest-exact", "trilinear"),
)


class Upsample(ModuleLayer):
    """Makes a sequence, picture or volume larger, by repeating or by interpolating.

    See torch.nn.Upsample.
    """

    inputs = (Port("input", "float", dims=(3, 4, 5)),)
    captions = ("to {size}", "×{scale_factor}")
    synonyms = ("resize", "interpolate", "scale")
    size = Ints(
        optional=True,
        minimum=1,
        shortest=1,
        longest=3,
        single=True,
        help="The size of the result; or give scale_factor.",
    )
    scale_factor = Floats(optional=True, single=True, help="How many times larger; or give size.", initial=2.0)
    mode = Choice(
        "nearest",
        choices=("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear"),
        help="Nearest repeats; the others interpolate over one, two or three axes.",
    )
    align_corners = Bool(optional=True, help="Whether the corners of input and result lie on each other.")
    recompute_scale_factor = Bool(optional=True, help="Whether to interpolate with the scale of the rounded sizes.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        spatial = len(type_.shape) - 2
        given = [name for name in ("size", "scale_factor") if self.values[name] is not None]
        if len(given) != 1:
            yield Problem("upsample_size", {"received": given}, parameter="scale_factor")
            return
        value: Any = self.values[given[0]]
        if isinstance(value, tuple) and len(value) != spatial:
            arguments = {"name": given[0], "expected": spatial, "shape": type_.told, "received": len(value)}
            yield Problem("upsample_count", arguments, parameter=given[0])
        if any(number <= 0 for number in (value if isinstance(value, tuple) else (value,))):
            yield Problem(
                "parameter_range", {"name": given[0], "expected": "> 0", "received": value}, parameter=given[0]
            )
        modes = _MODES[spatial - 1]
        if self.mode not in modes:
            arguments = {"expected": modes, "received": type_.told, "mode": self.mode}
            remedies = (change("mode", modes[2]),)
            yield Problem("upsample_mode", arguments, parameter="mode", remedies=remedies)

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        scale: Any = None if self.values["recompute_scale_factor"] else self.values["scale_factor"]
        return reach.resized_axes(entering, leaving, self.mode, scale, bool(self.values["align_corners"]))


class Pad(ExpressionLayer):
    """Adds places at the borders, or takes them off where a number is negative.

    See torch.nn.functional.pad.
    """

    captions = ("{pad}",)
    synonyms = ("border", "crop")
    pad = Ints(
        required=True,
        initial=(1, 1),
        minimum=_ANY_SIGN,
        shortest=2,
        separator=", ",
        help="Places before and after the last axis, then the one before it.",
    )
    mode = Choice("constant", choices=("constant", "reflect", "replicate", "circular"), help="What is put there.")
    value = Float(optional=True, help="The number that mode constant puts there; left out: 0.")

    def expects(self, received: Received) -> Iterable[Problem]:
        type_ = received.one("input")
        most = 2 * (len(type_.shape) - type_.has_batch_first)
        if len(self.pad) % 2 or len(self.pad) > most:
            arguments = {"expected": most, "received": type_.told, "count": len(self.pad)}
            yield Problem("padding_pairs", arguments, parameter="pad")

    def expression(self, arguments: Arguments) -> str:
        texts = [arguments.one("input"), repr(self.pad)]
        texts += [f"mode={self.mode!r}"] if self.mode != "constant" else []
        texts += [f"value={self.value!r}"] if self.values["value"] is not None else []
        return f"nn.functional.pad({', '.join(texts)})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.padded_axes(self.pad, entering)


class PixelShuffle(ModuleLayer):
    """Turns channels into places: a picture with r² times the channels becomes one r times as large.

    B × C·r² × H × W becomes B × C × r·H × r·W.
    See torch.nn.PixelShuffle.
    """

    inputs = (Port("input", dims=(4,)),)
    captions = ("×{upscale_factor}",)
    synonyms = ("upsampling", "super resolution", "depth to space")
    positional = ("upscale_factor",)
    upscale_factor = Int(required=True, initial=2, minimum=1, help="How many times larger the picture becomes.")

    def expects(self, received: Received) -> Iterable[Problem]:
        problem = divides("upscale_factor²", self.upscale_factor**2, "in_channels", received.size("input", 1))
        return [problem] if problem else []

    def reaches(self, entering: TensorType, leaving: TensorType) -> reach.Reaches:
        return reach.resized_axes(entering, leaving, "nearest")
