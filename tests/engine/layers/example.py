"""What an example of a layer kind is: its parameters, the types that come in, and values of these types."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import torch

from engine.layers.catalogue import catalogue
from engine.layers.layer import Layer, Received
from engine.layers.tensor_type import BATCH, Dim, TensorType

Values = Literal["normal", "positive", "unit", "probabilities", "log_probabilities", "signs", "flags"]


@dataclass(frozen=True)
class Example:
    """One use of a kind.

    `inputs` are the types at each connected port, one for each edge. `values` says, by port, what numbers a
    floating-point input holds where not any will do: `positive` (log, square root), `unit` (0 to 1), `probabilities`
    and `log_probabilities` (along axis 1), `signs` (1 and -1), `flags` (0 and 1). Whole numbers lie from 0 up to, and
    without, `integer_high`. `wired` are the outputs that have a consumer.
    """

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, tuple[TensorType, ...]] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    integer_high: int = 3
    wired: frozenset[str] = frozenset({"output"})

    @property
    def layer(self) -> Layer:
        return catalogue()[self.kind](**self.params)

    @property
    def received(self) -> Received:
        return Received(self.inputs)

    @property
    def id(self) -> str:
        params = ",".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.kind}({params})" + ("+" + "+".join(sorted(self.wired)) if self.wired != {"output"} else "")

    def tensors(self, batch: int = 2, *, dtype: torch.dtype | None = None) -> dict[str, tuple[torch.Tensor, ...]]:
        """Values for each connected port, the same at every call; `dtype` takes the place of floating-point ones."""
        generator = torch.Generator().manual_seed(zlib.crc32(self.id.encode()))
        return {
            port: tuple(
                self._tensor(type_, self.values.get(port, "normal"), batch, generator, dtype) for type_ in types
            )
            for port, types in self.inputs.items()
        }

    def _tensor(
        self, type_: TensorType, values: Values, batch: int, generator: torch.Generator, dtype: torch.dtype | None
    ) -> torch.Tensor:
        shape = type_.sized(batch)
        if type_.dtype == "bool":
            return torch.zeros(shape, dtype=torch.bool)
        own: torch.dtype = getattr(torch, type_.dtype)
        if not type_.is_floating and values == "normal":
            return torch.randint(0, self.integer_high, shape, generator=generator).to(own)
        target = dtype if dtype is not None and type_.is_floating else own
        return _numbers(shape, values, generator).to(target)


def _numbers(shape: tuple[int, ...], values: Values, generator: torch.Generator) -> torch.Tensor:
    uniform = torch.rand(shape, generator=generator, dtype=torch.float64)
    match values:
        case "positive":
            return uniform + 0.5
        case "unit":
            return uniform * 0.8 + 0.1
        case "probabilities":
            return (4 * uniform).softmax(1)
        case "log_probabilities":
            return (4 * uniform).log_softmax(1)
        case "signs":
            return torch.where(uniform < 0.5, -1.0, 1.0)
        case "flags":
            return (uniform < 0.5).double()
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def floats(*shape: Dim) -> TensorType:
    """B × shape, float32."""
    return TensorType((BATCH, *shape))


def ints(*shape: Dim) -> TensorType:
    """B × shape, int64."""
    return TensorType((BATCH, *shape), "int64")


def fixed(*shape: Dim, dtype: str = "float32") -> TensorType:
    """Exactly this shape, which may hold the batch anywhere or not at all."""
    return TensorType(shape, dtype)
