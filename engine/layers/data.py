"""Where values enter a graph and leave it."""

from __future__ import annotations

from engine.layers.layer import Arguments, ExpressionLayer, Layer, Port
from engine.layers.parameters import Choice, Ints, Text
from engine.layers.reach import Reaches, same_places
from engine.layers.tensor_type import BATCH, DTYPES, TensorType


class Input(Layer):
    """Brings a column of the data into the graph; an argument of the exported `forward`.

    Its type is that of its column: `dtype` converts it, `shape` says what follows the batch where no data is chosen.
    """

    inputs = ()
    captions = ("{column}", "{shape}")
    synonyms = ("data", "column", "source", "argument")
    column = Text(optional=True, help="The column of the data; left out, the shape is drawn without data.")
    dtype = Choice(choices=DTYPES, optional=True, help="The dtype to convert the column to; left out, it stays.")
    shape = Ints(optional=True, minimum=1, help="What follows the batch, for drawing without data: [1, 28, 28].")

    def typed(self, column: TensorType | None) -> TensorType | None:
        """The type of its value, given the type of its column; None where neither column nor shape is known."""
        if column is not None:
            return TensorType(column.shape, self.dtype or column.dtype)
        if self.values["shape"] is None:
            return None
        return TensorType((BATCH, *self.shape), self.dtype or "float32")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Output(ExpressionLayer):
    """Marks a value as a result: what the exported `forward` returns, and a port of the block it stands in."""

    inputs = (Port("input"),)
    synonyms = ("result", "return", "prediction")

    def expression(self, arguments: Arguments) -> str:
        return arguments.one("input")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)
