"""Convolutions: the same small window of weights at every place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.layers.checks import divides
from engine.layers.layer import Port, Received, WeightAxis
from engine.layers.parameters import Bool, Choice, Int, Size
from engine.layers.reach import Reach, spreading, window
from engine.layers.remedies import change
from engine.layers.spatial import SpatialLayer
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class _AnyConvolution(SpatialLayer):
    inputs = (Port("input", "float32"),)
    captions = ("{out_channels} filter, {kernel_size}|{out_channels} filters, {kernel_size}",)
    derived = frozenset({"in_channels"})
    positional = ("out_channels", "kernel_size")
    out_channels = Int(required=True, initial=16, minimum=1, help="How many filters, and so channels of the result.")
    kernel_size = Size(required=True, initial=3, minimum=1, dimensions=1, help="How many places a filter sees at once.")
    stride = Size(1, minimum=1, dimensions=1, help="How far the window moves from one place to the next.")

    out_axis = 1

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"in_channels": received.size("input", 1)}

    def axes_by_groups(self, groups: int, is_transposed: bool = False) -> Mapping[str, tuple[WeightAxis, ...]]:
        """The axes of its weights: with one group, or where each channel is a group; between them, places move."""
        same: WeightAxis = "same"
        window = (same,) * self.spatial
        if groups == 1:
            pair: tuple[WeightAxis, ...] = ("channels", "out") if is_transposed else ("out", "channels")
            return {"weight": (*pair, *window), "bias": ("out",)}
        return {"weight": ("channels", "same", *window), "bias": ("channels",)} if groups == self.out_channels else {}

    def group_problems(self, received: Received, groups: int, out_channels: int) -> Iterable[Problem]:
        problems = (
            divides("groups", groups, "in_channels", received.size("input", 1)),
            divides("groups", groups, "out_channels", out_channels),
        )
        return [problem for problem in problems if problem]


class _Convolution(_AnyConvolution):
    padding = Size(
        0, dimensions=1, words=("valid", "same"), help='Places added at each border; "same" keeps the size at stride 1.'
    )
    dilation = Size(1, minimum=1, dimensions=1, help="The distance between the places that a filter sees.")
    groups = Int(1, minimum=1, help="Into how many groups the channels are split that do not see each other.")
    bias = Bool(True, help="Whether each filter adds a learned bias.")
    padding_mode = Choice(
        "zeros", choices=("zeros", "reflect", "replicate", "circular"), help="What is put on the added places."
    )

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from self.group_problems(received, self.groups, self.out_channels)
        if self.values["padding"] != "same":
            padding = 0 if self.values["padding"] == "valid" else self.padding
            yield from self.window_problems(received, self.kernel_size, padding, self.dilation)
        elif any(step != 1 for step in self.per_axis(self.stride)):
            arguments = {"received": self.stride}
            yield Problem(
                "same_needs_stride_one",
                arguments,
                parameter="stride",
                remedies=(change("padding", 0), change("stride", 1)),
            )

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return self.axes_by_groups(self.groups)

    def reach_along(self, axis: int, entering: TensorType, leaving: TensorType) -> Reach:
        kernel, stride, dilation = (
            self.per_axis(size)[axis - 2] for size in (self.kernel_size, self.stride, self.dilation)
        )
        given = self.values["padding"]
        words = {"valid": 0, "same": dilation * (kernel - 1) // 2}  # torch puts what is left over behind
        padding = words[given] if isinstance(given, str) else self.per_axis(self.padding)[axis - 2]
        return window(axis, kernel, stride, padding, dilation)


class _ConvolutionTranspose(_AnyConvolution):
    padding = Size(0, dimensions=1, help="Places taken off at each border of the result.")
    output_padding = Size(0, dimensions=1, help="Places added at one border of the result; below stride or dilation.")
    groups = Int(1, minimum=1, help="Into how many groups the channels are split that do not see each other.")
    bias = Bool(True, help="Whether each filter adds a learned bias.")
    dilation = Size(1, minimum=1, dimensions=1, help="The distance between the places that a filter writes to.")
    padding_mode = Choice("zeros", choices=("zeros",), help="What is put on the added places; torch has zeros only.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from self.group_problems(received, self.groups, self.out_channels)
        sizes = (self.per_axis(value) for value in (self.output_padding, self.stride, self.dilation))
        if any(extra >= max(step, spread) for extra, step, spread in zip(*sizes, strict=True)):
            arguments = {"received": self.output_padding}
            yield Problem("output_padding_too_large", arguments, parameter="output_padding")

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return self.axes_by_groups(self.groups, is_transposed=True)

    def reach_along(self, axis: int, entering: TensorType, leaving: TensorType) -> Reach:
        sizes = (self.kernel_size, self.stride, self.padding, self.dilation)
        return spreading(axis, *(self.per_axis(size)[axis - 2] for size in sizes))


class Conv1d(_Convolution, spatial=1):
    """Slides learned filters along a sequence.

    B × C × L becomes B × out_channels × L'; L' = ⌊(L + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1
    See torch.nn.Conv1d.
    """

    synonyms = ("convolution", "sequence", "signal")


class Conv2d(_Convolution, spatial=2):
    """Slides learned filters over a picture.

    B × C × H × W becomes B × out_channels × H' × W'; each size as in Conv1d.
    See torch.nn.Conv2d.
    """

    synonyms = ("convolution", "image", "filter")


class Conv3d(_Convolution, spatial=3):
    """Slides learned filters through a volume, or a picture that moves.

    B × C × D × H × W becomes B × out_channels × D' × H' × W'; each size as in Conv1d.
    See torch.nn.Conv3d.
    """

    synonyms = ("convolution", "volume", "video")


class ConvTranspose1d(_ConvolutionTranspose, spatial=1):
    """Spreads each place of a sequence over several: the backward pass of Conv1d as a layer.

    L' = (L − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1
    See torch.nn.ConvTranspose1d.
    """

    synonyms = ("deconvolution", "upsampling")


class ConvTranspose2d(_ConvolutionTranspose, spatial=2):
    """Spreads each place of a picture over several: the backward pass of Conv2d as a layer.

    Each size as in ConvTranspose1d.
    See torch.nn.ConvTranspose2d.
    """

    synonyms = ("deconvolution", "upsampling", "decoder")


class ConvTranspose3d(_ConvolutionTranspose, spatial=3):
    """Spreads each place of a volume over several: the backward pass of Conv3d as a layer.

    Each size as in ConvTranspose1d.
    See torch.nn.ConvTranspose3d.
    """

    synonyms = ("deconvolution", "upsampling")
