"""Pooling: each window of places becomes one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.layers.layer import Arguments, ExpressionLayer, Port, Received
from engine.layers.parameters import Bool, Int, Size
from engine.layers.reach import Reach, portions, window
from engine.layers.spatial import Sizes, SpatialLayer
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class _WindowPool(SpatialLayer):
    inputs = (Port("input", "float"),)
    captions = ("{kernel_size}",)
    positional = ("kernel_size",)
    kernel_size = Size(required=True, initial=2, minimum=1, dimensions=1, help="How many places become one.")
    stride = Size(optional=True, minimum=1, dimensions=1, help="How far the window moves; left out: its own size.")
    padding = Size(0, dimensions=1, help="Places added at each border; at most half the kernel.")

    def pool_problems(self, received: Received, dilation: Sizes) -> Iterable[Problem]:
        half = tuple(size // 2 for size in self.per_axis(self.kernel_size))
        if any(pad > most for pad, most in zip(self.per_axis(self.padding), half, strict=True)):
            arguments = {"expected": half, "received": self.padding}
            yield Problem("padding_too_large", arguments, parameter="padding")
        yield from self.window_problems(received, self.kernel_size, self.padding, dilation)

    def reach_along(self, axis: int, entering: TensorType, leaving: TensorType) -> Reach:
        stride = self.kernel_size if self.values["stride"] is None else self.stride
        dilation: Any = self.values.get("dilation", 1)
        sizes: tuple[Sizes, ...] = (self.kernel_size, stride, self.padding, dilation)
        return window(axis, *(self.per_axis(size)[axis - 2] for size in sizes))


class _MaxPool(_WindowPool):
    dilation = Size(1, minimum=1, dimensions=1, help="The distance between the places of a window.")
    ceil_mode = Bool(False, help="Whether a last window that is only partly filled counts.")

    def expects(self, received: Received) -> Iterable[Problem]:
        return self.pool_problems(received, self.dilation)


class _AvgPool(_WindowPool):
    ceil_mode = Bool(False, help="Whether a last window that is only partly filled counts.")
    count_include_pad = Bool(True, help="Whether the added places count in the mean.")

    def expects(self, received: Received) -> Iterable[Problem]:
        return self.pool_problems(received, 1)


class _AdaptivePool(SpatialLayer):
    inputs = (Port("input", "float"),)
    captions = ("to {output_size}",)
    positional = ("output_size",)
    output_size = Size(
        required=True,
        initial=1,
        minimum=1,
        dimensions=1,
        holes=True,
        help="The size of the result; null keeps an axis.",
    )

    def reach_along(self, axis: int, entering: TensorType, leaving: TensorType) -> Reach:
        size, count = entering.sized(1)[axis], leaving.sized(1)[axis]
        return portions(axis, size, count)


class MaxPool1d(_MaxPool, spatial=1):
    """Keeps the largest value of each window of a sequence; the gradient flows to that place alone.

    See torch.nn.MaxPool1d.
    """

    synonyms = ("subsampling", "downsampling")


class MaxPool2d(_MaxPool, spatial=2):
    """Keeps the largest value of each window of a picture; the gradient flows to that place alone.

    See torch.nn.MaxPool2d.
    """

    synonyms = ("subsampling", "downsampling")


class MaxPool3d(_MaxPool, spatial=3):
    """Keeps the largest value of each window of a volume; the gradient flows to that place alone.

    See torch.nn.MaxPool3d.
    """

    synonyms = ("subsampling", "downsampling")


class AvgPool1d(_AvgPool, spatial=1):
    """Takes the mean of each window of a sequence.

    See torch.nn.AvgPool1d.
    """

    synonyms = ("mean", "subsampling", "downsampling")


class AvgPool2d(_AvgPool, spatial=2):
    """Takes the mean of each window of a picture.

    See torch.nn.AvgPool2d.
    """

    synonyms = ("mean", "subsampling", "downsampling")
    divisor_override = Int(optional=True, minimum=1, help="A number to divide by instead of the window's size.")


class AvgPool3d(_AvgPool, spatial=3):
    """Takes the mean of each window of a volume.

    See torch.nn.AvgPool3d.
    """

    synonyms = ("mean", "subsampling", "downsampling")
    divisor_override = Int(optional=True, minimum=1, help="A number to divide by instead of the window's size.")


class AdaptiveAvgPool1d(_AdaptivePool, spatial=1):
    """Takes means over windows of a sequence, chosen so that the result has the given size.

    See torch.nn.AdaptiveAvgPool1d.
    """


class AdaptiveAvgPool2d(_AdaptivePool, spatial=2):
    """Takes means over windows of a picture, chosen so that the result has the given size.

    See torch.nn.AdaptiveAvgPool2d.
    """


class AdaptiveAvgPool3d(_AdaptivePool, spatial=3):
    """Takes means over windows of a volume, chosen so that the result has the given size.

    See torch.nn.AdaptiveAvgPool3d.
    """


class AdaptiveMaxPool1d(_AdaptivePool, spatial=1):
    """Keeps the largest value of windows of a sequence, chosen so that the result has the given size.

    See torch.nn.AdaptiveMaxPool1d.
    """


class AdaptiveMaxPool2d(_AdaptivePool, spatial=2):
    """Keeps the largest value of windows of a picture, chosen so that the result has the given size.

    See torch.nn.AdaptiveMaxPool2d.
    """


class AdaptiveMaxPool3d(_AdaptivePool, spatial=3):
    """Keeps the largest value of windows of a volume, chosen so that the result has the given size.

    See torch.nn.AdaptiveMaxPool3d.
    """


class GlobalAvgPool(ExpressionLayer):
    """Takes the mean of each channel over all its places: B × C × ... becomes B × C.

    See torch.mean.
    """

    inputs = (Port("input", "float", at_least=3),)
    synonyms = ("mean", "GAP", "global average pooling")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.flatten(2).mean(dim=2)"


class GlobalMaxPool(ExpressionLayer):
    """Keeps the largest value of each channel over all its places: B × C × ... becomes B × C.

    Places that share the largest value share its gradient.
    See torch.amax.
    """

    inputs = (Port("input", "float", at_least=3),)
    synonyms = ("global max pooling",)

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.flatten(2).amax(dim=2)"
