"""What convolutions and pooling have in common: a window that moves over one, two or three axes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from engine.layers.layer import ModuleLayer, Port, Received
from engine.layers.parameters import Size
from engine.layers.reach import Reach, Reaches
from engine.layers.tensor_type import BatchDim, TensorType
from engine.problem import Problem

Sizes = int | tuple[int, ...]


class SpatialLayer(ModuleLayer):
    """A kind whose input is batch × channels × `spatial` axes.

    `class Conv2d(_Convolution, spatial=2)` gives the inherited sizes two axes, and the port four.
    """

    spatial: ClassVar[int] = 1

    def __init_subclass__(cls, spatial: int = 0, **options: Any) -> None:
        if spatial:
            cls.spatial = spatial
            cls.inputs = tuple(Port(port.name, port.accepts, dims=(spatial + 2,)) for port in cls.inputs)
            for name, parameter in cls.parameters.items():
                if isinstance(parameter, Size):
                    setattr(cls, name, parameter.over(spatial))
        super().__init_subclass__(**options)

    def per_axis(self, value: Sizes) -> tuple[int, ...]:
        return value if isinstance(value, tuple) else (value,) * self.spatial

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return {axis: self.reach_along(axis, entering, leaving) for axis in range(2, len(leaving.shape))}

    def reach_along(self, axis: int, entering: TensorType, leaving: TensorType) -> Reach:
        """Which places of one of the axes that the window moves over each place of the result sees."""
        raise NotImplementedError

    def window_problems(self, received: Received, kernel: Sizes, padding: Sizes, dilation: Sizes) -> Iterator[Problem]:
        """A problem for the first axis that is shorter than the window."""
        shape = received.one("input").shape
        windows = zip(self.per_axis(kernel), self.per_axis(padding), self.per_axis(dilation), strict=True)
        for axis, (size, pad, step) in enumerate(windows, 2):
            dim = shape[axis]
            needed = step * (size - 1) + 1 - 2 * pad
            if not isinstance(dim, BatchDim) and dim < needed:
                arguments = {"axis": axis, "expected": needed, "received": dim}
                yield Problem("window_too_large", arguments, port="input", parameter="kernel_size")
                return
