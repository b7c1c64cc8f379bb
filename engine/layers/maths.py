"""Functions of one value, and values that come from nowhere: the blackboard's computation graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import ClassVar

from engine.layers.layer import Arguments, ExpressionLayer, ModuleLayer, Port, Received
from engine.layers.parameters import Array, Choice, Float, Int, Ints, array_shape
from engine.layers.reach import Reaches, moved_axes, same_places
from engine.layers.tensor_type import DTYPES, FLOATING, TensorType
from engine.problem import Problem


class _Function(ExpressionLayer):
    inputs = (Port("input", "number"),)
    function: ClassVar[str] = ""

    def expression(self, arguments: Arguments) -> str:
        return f"torch.{self.function}({arguments.one('input')})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Exp(_Function):
    """The exponential function; it is its own slope.

    y = eˣ
    See torch.exp.
    """

    synonyms = ("exponential",)
    function = "exp"


class Log(_Function):
    """The natural logarithm; its slope is 1 / x.

    y = ln x
    See torch.log.
    """

    synonyms = ("ln", "logarithm")
    function = "log"


class Power(ExpressionLayer):
    """Raises to a fixed power; the slope is exponent · x^(exponent − 1).

    y = x^exponent
    See torch.pow.
    """

    inputs = (Port("input", "number"),)
    captions = ("^{exponent}",)
    synonyms = ("pow", "exponent")
    exponent = Float(2.0, help="The power.")

    def expression(self, arguments: Arguments) -> str:
        return f"torch.pow({arguments.one('input')}, {self.exponent!r})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Sqrt(_Function):
    """The square root; its slope is 1 / (2 √x).

    y = √x
    See torch.sqrt.
    """

    synonyms = ("square root",)
    function = "sqrt"


class Square(_Function):
    """Multiplies each number by itself; the slope is 2 x.

    y = x²
    See torch.square.
    """

    function = "square"


class Negate(_Function):
    """Turns the sign, of the value and of its gradient.

    y = −x
    See torch.neg.
    """

    synonyms = ("minus", "negative", "neg")
    function = "neg"


_LARGEST = {
    "float16": 65504.0,
    "bfloat16": 3.3895e38,
    "float32": 3.4028234663852886e38,
    "uint8": 2**8 - 1,
    "int8": 2**7 - 1,
    "int16": 2**15 - 1,
    "int32": 2**31 - 1,
    "int64": 2**63 - 1,
    "bool": 1,
}


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, (int, float)):
        yield value


def _holds(dtype: str, value: object) -> bool:
    """Whether a tensor of this dtype keeps the numbers as they are written (but for rounding)."""
    largest = _LARGEST.get(dtype)
    smallest = 0 if dtype in ("uint8", "bool") else -largest - 1 if largest else None
    for number in _numbers(value):
        if dtype not in FLOATING and number != int(number):
            return False
        if largest is not None and smallest is not None and not smallest <= number <= largest:
            return False
    return True


def _literal(value: object, floating: bool) -> str:
    """A nested list as source text, with floating-point numbers where the tensor holds such."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_literal(item, floating) for item in value)}]"
    return repr(float(value)) if floating and isinstance(value, (int, float)) else repr(value)


def _tensor_text(value: object, dtype: str) -> str:
    kind = "" if dtype == "float32" else f", dtype=torch.{dtype}"
    return f"torch.tensor({_literal(value, dtype in FLOATING)}{kind})"


class Constant(ModuleLayer):
    """A value that is the same for every sample and is never trained.

    See torch.tensor.
    """

    inputs = ()
    captions = ("{value}",)
    synonyms = ("number", "value", "literal")
    helpers = ("FixedValue",)
    torch_class = "FixedValue"
    moves_batch = True
    value = Array(required=True, initial=1.0, help="A number, or a nested list of numbers.")
    dtype = Choice("float32", choices=DTYPES, help="The dtype of the value.")

    def expects(self, received: Received) -> Iterable[Problem]:
        if not _holds(self.dtype, self.value):
            yield Problem("value_dtype", {"expected": self.dtype, "received": self.value}, parameter="value")

    def spelled_out(self, received: Received, names: Collection[str]) -> str:
        return f"FixedValue({_tensor_text(self.value, self.dtype)})"


class Parameter(ModuleLayer):
    """A value that is trained like a weight: the same for every sample, `value` at the start.

    Its `state_dict` key is the node's address and `.value`.
    See torch.nn.Parameter.
    """

    inputs = ()
    captions = ("{shape}", "{value}")
    synonyms = ("weight", "variable", "learned", "token")
    helpers = ("LearnedValue",)
    torch_class = "LearnedValue"
    moves_batch = True
    value = Array(required=True, initial=0.0, help="What it starts from: a number, or a nested list of numbers.")
    shape = Ints(optional=True, help="The shape that the value is repeated to; left out: its own.")

    def expects(self, received: Received) -> Iterable[Problem]:
        if not _holds("float32", self.value):
            yield Problem("value_dtype", {"expected": "float32", "received": self.value}, parameter="value")
        own = array_shape(self.value)
        shape = own if self.values["shape"] is None else self.shape
        ends = zip(reversed(own), reversed(shape), strict=False)
        if len(own) > len(shape) or any(size not in (1, wanted) for size, wanted in ends):
            arguments = {"expected": TensorType(shape).told, "received": TensorType(own).told}
            yield Problem("value_shape", arguments, parameter="value")

    def spelled_out(self, received: Received, names: Collection[str]) -> str:
        if self.values["shape"] is None:
            return f"LearnedValue({_tensor_text(self.value, 'float32')})"
        if not isinstance(self.value, tuple):
            return f"LearnedValue(torch.full({self.shape!r}, {_literal(self.value, floating=True)}))"
        return f"LearnedValue({_tensor_text(self.value, 'float32')}.expand({self.shape!r}).clone())"


class Cast(ExpressionLayer):
    """Converts values to another dtype.

    See torch.Tensor.to.
    """

    captions = ("to {dtype}",)
    synonyms = ("dtype", "convert", "type", "float", "int")
    dtype = Choice(required=True, initial="float32", choices=DTYPES, help="The dtype to convert to.")

    def expression(self, arguments: Arguments) -> str:
        return f"{arguments.one('input')}.to(torch.{self.dtype})"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class OneHot(ExpressionLayer):
    """Turns each class number into a row with a 1 at its place, ready to be compared with probabilities.

    B × ... numbers below num_classes become B × ... × num_classes, in the given dtype.
    See torch.nn.functional.one_hot.
    """

    inputs = (Port("input", "int64"),)
    captions = ("{num_classes} class|{num_classes} classes",)
    synonyms = ("indicator", "classes", "dummy")
    num_classes = Int(required=True, initial=10, minimum=1, help="How many classes there are.")
    dtype = Choice("float32", choices=DTYPES, help="The dtype of the rows.")

    def expression(self, arguments: Arguments) -> str:
        cast = "" if self.dtype == "int64" else f".to(torch.{self.dtype})"
        return f"nn.functional.one_hot({arguments.one('input')}, {self.num_classes}){cast}"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return moved_axes({axis: axis for axis in range(len(entering.shape))})
