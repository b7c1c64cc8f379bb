"""What a source promises before it loads: the name, dtype and shape of each column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from engine.layers.tensor_type import BATCH, TensorType

BYTES = {"float32": 4, "int64": 8}  # the only dtypes in which sources deliver


@dataclass(frozen=True)
class Column:
    """One array of a data set: a value of this shape and dtype for every sample.

    `shape` leaves the batch out. `classes` is the number of classes where the values are class numbers 0, 1, ...
    """

    name: str
    dtype: str = "float32"
    shape: tuple[int, ...] = ()
    classes: int | None = None

    @property
    def type(self) -> TensorType:
        """The type of a batch of this column."""
        return TensorType((BATCH, *self.shape), self.dtype)

    @property
    def sample_bytes(self) -> int:
        """The bytes that one sample takes in memory."""
        return prod(self.shape) * BYTES[self.dtype]


class Columns(Mapping[str, Column]):
    """The columns of a data set by name, in the order of their declaration."""

    def __init__(self, columns: Iterable[Column] = ()) -> None:
        self._columns = {column.name: column for column in columns}

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Columns) and tuple(self.values()) == tuple(other.values())

    def __hash__(self) -> int:
        return hash(tuple(self.values()))

    def __repr__(self) -> str:
        return f"Columns({list(self.values())!r})"

    def replaced(self, column: Column) -> Columns:
        """The same columns, in the same order, with this one in the place of its namesake."""
        return Columns(column if one.name == column.name else one for one in self.values())

    @property
    def sample_bytes(self) -> int:
        """The bytes that one sample takes in memory, all columns together."""
        return sum(column.sample_bytes for column in self.values())
