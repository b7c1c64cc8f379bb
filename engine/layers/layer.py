"""What a layer kind is: a declaration that says what it takes, and prints the code that builds and calls it.

A kind holds no tensor and imports no torch. It prints two pieces of text: the constructor of its submodule
(`nn.Linear(64, 10)`), where it has one, and the expression that applies it (`self.fc(x)`). The shape check runs that
text on the meta device, the network is made by running it, the exported file contains it, and stepping runs it
node by node. So all of them agree, and shapes need no rule of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, ClassVar, Literal

from engine.layers.parameters import Declaration, Float, Parameter
from engine.layers.reach import Reaches
from engine.layers.remedies import insert
from engine.layers.tensor_type import DTYPES, FLOATING, INTEGER, BatchDim, TensorType
from engine.problem import Problem, ProblemError, Remedy
from engine.texts.phrase import Phrase, Words, joined

Accepts = Literal["any", "float", "float32", "integer", "index", "int64", "number", "bool"]


@dataclass(frozen=True)
class Port:
    """A named input of a kind, and what it accepts.

    `dims` are the numbers of dimensions that are accepted, the batch counted; empty means any.
    `falls_back_to` names the port whose value is used where this one has no edge. torch has no derivative for what
    enters a port that is not `differentiable`.
    """

    name: str
    accepts: Accepts = "any"
    dims: tuple[int, ...] = ()
    at_least: int = 0
    required: bool = True
    variadic: bool = False
    falls_back_to: str = ""
    differentiable: bool = True

    def problem(self, received: TensorType) -> Problem | None:
        """What is wrong with a value of this type at this port, in our own words."""
        accepted = _ACCEPTED[self.accepts]
        if received.dtype not in accepted.dtypes:
            arguments: dict[str, object] = {"expected": Phrase(accepted.words), "received": received.dtype}
            return Problem("port_dtype", arguments, port=self.name, remedies=self._dtype_remedies(accepted))
        count = len(received.shape)
        if self.dims and count not in self.dims or count < self.at_least:
            arguments = {"expected": self._dims_words(), "received": received.told, "count": count}
            remedies = self._dims_remedies(count)
            if remedies:
                arguments["kind"] = remedies[0].arguments["kind"]
            return Problem("port_dims", arguments, port=self.name, remedies=remedies)
        return None

    def _dtype_remedies(self, accepted: _Accepted) -> tuple[Remedy, ...]:
        return (insert("Cast", self.name, dtype=accepted.cast),) if accepted.cast else ()

    def _dims_remedies(self, count: int) -> tuple[Remedy, ...]:
        """An axis more where exactly one is missing, a Flatten where only rows are taken."""
        if count + 1 in self.dims or count + 1 == self.at_least:
            return (insert("Unsqueeze", self.name, dim=1),)
        if self.dims and count > max(self.dims) >= 2 and min(self.dims) == 2:
            end = {} if max(self.dims) == 2 else {"start_dim": max(self.dims) - 1}
            return (insert("Flatten", self.name, **end),)
        return ()

    def _dims_words(self) -> Words:
        if self.dims:
            return joined("or", [str(count) for count in self.dims])
        return Phrase("or_more", count=self.at_least)


@dataclass(frozen=True)
class _Accepted:
    dtypes: frozenset[str]
    words: str  # the code of the phrase for them
    cast: str = ""  # what a Cast would make of the others


_ACCEPTED: Mapping[Accepts, _Accepted] = {
    "any": _Accepted(frozenset(DTYPES), "any_value"),
    "float": _Accepted(FLOATING, "floating_values", "float32"),
    "float32": _Accepted(frozenset({"float32"}), "float32_values", "float32"),
    "integer": _Accepted(INTEGER, "whole_numbers", "int64"),
    "index": _Accepted(frozenset({"int64", "int32"}), "index_values", "int64"),
    "int64": _Accepted(frozenset({"int64"}), "int64_values", "int64"),
    "number": _Accepted(FLOATING | INTEGER, "numbers", "float32"),
    "bool": _Accepted(frozenset({"bool"}), "bool_values", "bool"),
}


class Received(Mapping[str, tuple[TensorType, ...]]):
    """The types that come in, by port: one for each edge, in order; none where a port has no edge."""

    def __init__(self, types: Mapping[str, tuple[TensorType, ...]]) -> None:
        self._types = dict(types)

    def __getitem__(self, port: str) -> tuple[TensorType, ...]:
        return self._types.get(port, ())

    def __iter__(self) -> Any:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    def one(self, port: str) -> TensorType:
        """The only type at a port that takes one edge."""
        return self._types[port][0]

    def size(self, port: str, axis: int) -> int:
        """The fixed size of an axis. Raises ProblemError where the axis is missing or follows the batch."""
        shape = self.one(port).shape
        if not -len(shape) <= axis < len(shape):
            needed = Phrase("or_more", count=axis + 1 if axis >= 0 else -axis)
            arguments = {"expected": needed, "received": self.one(port).told, "count": len(shape)}
            raise ProblemError(Problem("port_dims", arguments, port=port))
        dim = shape[axis]
        if isinstance(dim, BatchDim):
            raise ProblemError(
                Problem("size_follows_batch", {"axis": axis, "received": self.one(port).told}, port=port)
            )
        return dim


class Arguments(Mapping[str, tuple[str, ...]]):
    """The texts that stand for the incoming values, by port; none where an optional port has no edge.

    `types` are those of the values, for a call that depends on them.
    """

    def __init__(
        self, texts: Mapping[str, tuple[str, ...]], types: Mapping[str, tuple[TensorType, ...]] | None = None
    ) -> None:
        self._texts = dict(texts)
        self.types = Received(types or {})

    def __getitem__(self, port: str) -> tuple[str, ...]:
        return self._texts.get(port, ())

    def __iter__(self) -> Any:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def one(self, port: str) -> str:
        return self._texts[port][0]


# What an axis of a weight counts: the layer's outputs, the channels (axis 1) or features (last axis) that come in, its
# own state, rows that do not know of one another, or what has to be the same for the weight to mean the same.
WeightAxis = Literal["out", "channels", "features", "state", "rows", "same"]


class Layer(Declaration):
    """A layer kind; an instance is a use of it with checked parameters.

    Its category is the name of the file it stands in, its place in the palette the place in that file.
    """

    category: ClassVar[str] = ""
    inputs: ClassVar[tuple[Port, ...]] = (Port("input"),)
    outputs: ClassVar[tuple[str, ...]] = ("output",)
    unpack: ClassVar[str] = "{output}"  # how the outputs are bound: `{output}, ({h_n}, {c_n})`
    helpers: ClassVar[tuple[str, ...]] = ()  # classes of modules.py that the printed text needs
    moves_batch: ClassVar[bool] = False  # outputs may lack the batch as their first axis (loss, RNN state)
    drops_batch: ClassVar[bool] = False  # an output may be without the batch altogether (a loss written by the user)
    own_text: ClassVar[str] = ""  # the code that defines what the printed text names, where a project keeps it
    own_shift: ClassVar[int] = 0  # how many lines of it stand before those that were written
    draws_random: ClassVar[bool] = False  # its forward draws from torch's random state in training mode
    asks_identity: ClassVar[bool] = False  # computes otherwise where two inputs are one object (MultiheadAttention)
    computes_by_device: ClassVar[bool] = False  # torch's meta device stands in with other kernels (attention)
    stacked: ClassVar[int] = 1  # how many matrices lie on one another along the first axis of its weights (gates)
    out_axis: ClassVar[int] = -1  # the axis of what it gives along which its outputs stand
    synonyms: ClassVar[tuple[str, ...]] = ()  # other words under which the palette's search finds it
    # What a card says: the first of these that names no null value. Before | stands the form for the number one.
    captions: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.category = cls.__module__.rpartition(".")[2]

    @classmethod
    def kind(cls) -> str:
        return cls.__name__

    @classmethod
    def input_port(cls, name: str) -> Port | None:
        return next((port for port in cls.inputs if port.name == name), None)

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        """What the axes of its weights count, by their names; one that is not named starts anew in another size."""
        return {}

    @property
    def title(self) -> str:
        """The one or two parameters that matter, in a few words (`16 filters`); may be empty."""
        return self.filled(self.caption)

    @property
    def caption(self) -> str:
        """The template of the title, as it is translated."""
        for caption in self.captions:
            names = [name for _, name, _, _ in Formatter().parse(caption) if name]
            if all(self.values[name] is not None for name in names):
                return caption
        return ""

    def filled(self, caption: str) -> str:
        """A caption, or its translation, with the values in it."""
        one, bar, many = caption.partition("|")
        shown = {name: parameter.show(self.values[name]) for name, parameter in self.parameters.items()}
        first = next((name for _, name, _, _ in Formatter().parse(one) if name), "")
        return (many if bar and self.values[first] != 1 else one).format_map(shown)

    def problems(self, received: Received) -> list[Problem]:
        """What is wrong with the incoming types: first port by port, then as `expects` sees them together."""
        alone = [problem for port in self.inputs for type_ in received[port.name] if (problem := port.problem(type_))]
        if alone:
            return alone
        try:
            return list(self.expects(received))
        except ProblemError as error:
            return list(error.problems)

    def expects(self, received: Received) -> Iterable[Problem]:
        """What is wrong with the incoming types beyond what the ports say; torch's own check comes after."""
        return ()

    def constructor(self, received: Received) -> str | None:
        """The text that makes the submodule, or None where the kind is a plain expression."""
        return self.spelled_out(received, ())

    def spelled_out(self, received: Received, names: Collection[str]) -> str | None:
        """The text that makes the submodule, with these parameters in it even where they have torch's default."""
        return None

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        """The expression that applies the layer.

        `module` is the text that names its submodule, `wired` the output ports that have a consumer.
        """
        raise NotImplementedError

    @property
    def adjusted_gradients(self) -> Mapping[str, tuple[int, ...] | None]:
        """Parameters whose gradient torch changes on purpose, so that it is not the derivative: in which rows.

        None stands for all rows.
        """
        return {}

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        """Which places of a value that enters each place of a value that leaves sees, by the axis of the latter.

        Axes that are not named see the whole. Means and variances of a normalization do not count as seen.
        """
        return {}

    def output_types(self, received: Received) -> Mapping[str, TensorType] | None:
        """The outputs where they must not be asked from torch's meta device; else None."""
        return None


class ModuleLayer(Layer):
    """A kind that is a class of torch.nn, called with its inputs in order."""

    torch_class: ClassVar[str] = ""  # default: nn.<name of the kind>
    positional: ClassVar[tuple[str, ...]] = ()  # printed without their name, after what is worked out
    always: ClassVar[tuple[str, ...]] = ()  # printed even where they have our default, which is not torch's

    def worked_out(self, received: Received) -> dict[str, object]:
        """The constructor's leading arguments that follow from what comes in (`in_features`).

        One that bears a parameter's name takes its place.
        """
        return {}

    def fixed(self, received: Received) -> dict[str, object]:
        """Further arguments that torch is given (`batch_first=True`)."""
        return {}

    def problems(self, received: Received) -> list[Problem]:
        found = super().problems(received)
        if not found:
            try:
                self.constructor(received)
            except ProblemError as error:  # a size that is needed to build follows the batch, or is not there
                return list(error.problems)
        return found

    def spelled_out(self, received: Received, names: Collection[str]) -> str | None:
        leading = self.worked_out(received)
        placed = {*leading, *self.positional}
        texts = [repr(value) for value in leading.values()]
        texts += [repr(self.values[name]) for name in self.positional]
        texts += [
            f"{name}={self.values[name]!r}"
            for name, parameter in self.parameters.items()
            if name not in placed and (name in self.always or name in names or self.values[name] != parameter.default)
        ]
        texts += [f"{name}={value!r}" for name, value in self.fixed(received).items()]
        return f"{self.torch_class or 'nn.' + self.kind()}({', '.join(texts)})"

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        texts: list[str] = []
        skipped = False
        for port in self.inputs:
            given = arguments[port.name]
            texts += [f"{port.name}={text}" if skipped else text for text in given]
            skipped = skipped or not given  # what follows an optional input without an edge needs its name
        return f"{module}({', '.join(texts)})"


class ExpressionLayer(Layer):
    """A kind without a submodule: its text is an expression of its inputs."""

    def expression(self, arguments: Arguments) -> str:
        raise NotImplementedError

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        return self.expression(arguments)


class LossLayer(Layer):
    """A kind whose value is minimized; it ends the graph, and all losses add up by their weight."""

    inputs: ClassVar[tuple[Port, ...]] = (Port("input"), Port("target"))
    moves_batch = True
    compares_classes: ClassVar[bool] = False  # a target of whole numbers counts along axis 1 of the input
    loss_weight = Float(1.0, help="How much this loss counts where several add up.")
    function: ClassVar[str] = ""  # nn.functional.<function>

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        cut = {port.name: "" if port.differentiable else ".detach()" for port in self.inputs}  # torch would refuse it
        texts = [text + cut[port.name] for port in self.inputs for text in arguments[port.name]]
        texts += [
            f"{name}={self.loss_argument(name, arguments)}"
            for name, parameter in self.parameters.items()
            if name != "loss_weight" and self.values[name] != parameter.default
        ]
        return f"nn.functional.{self.function}({', '.join(texts)})"

    def loss_argument(self, name: str, arguments: Arguments) -> str:
        """How a parameter is printed; a list of numbers becomes a tensor like the input."""
        value = self.values[name]
        parameter: Parameter[Any] = self.parameters[name]
        if parameter.type_name == "floats":
            return f"{arguments.one('input')}.new_tensor({list(value)!r})"  # type: ignore[call-overload]
        return repr(value)
