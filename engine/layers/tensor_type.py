"""What is known of a value before it is computed: its shape, with a symbolic batch, and its dtype."""

from __future__ import annotations

from dataclasses import dataclass

from engine.texts.phrase import Phrase, Words

FLOATING = frozenset({"float16", "bfloat16", "float32", "float64"})
INTEGER = frozenset({"uint8", "int8", "int16", "int32", "int64"})
DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")


@dataclass(frozen=True)
class BatchDim:
    """A dimension that follows the batch: as large as the batch, or a multiple of it."""

    multiple: int = 1

    def __str__(self) -> str:
        return "B" if self.multiple == 1 else f"{self.multiple}B"


Dim = int | BatchDim
BATCH = BatchDim()


@dataclass(frozen=True)
class TensorType:
    """Shape and dtype of a value; the dtype is torch's name without `torch.`."""

    shape: tuple[Dim, ...]
    dtype: str = "float32"

    @property
    def is_floating(self) -> bool:
        return self.dtype in FLOATING

    @property
    def has_batch_first(self) -> bool:
        return bool(self.shape) and isinstance(self.shape[0], BatchDim)

    def sized(self, batch: int) -> tuple[int, ...]:
        """The shape at a batch of this size."""
        return tuple(dim.multiple * batch if isinstance(dim, BatchDim) else dim for dim in self.shape)

    def as_json(self) -> list[int | str | None]:
        """`null` for the batch, `"2*batch"` for a multiple of it."""
        return [_dim_as_json(dim) for dim in self.shape]

    @property
    def told(self) -> Words:
        """The shape as a problem tells it."""
        return " × ".join(str(dim) for dim in self.shape) if self.shape else Phrase("scalar")

    def __str__(self) -> str:
        return str(self.told)


def _dim_as_json(dim: Dim) -> int | str | None:
    if not isinstance(dim, BatchDim):
        return dim
    return None if dim.multiple == 1 else f"{dim.multiple}*batch"
