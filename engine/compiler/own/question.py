"""What is asked of the process that tries own code, and its answers: plain JSON, for the code may write there too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.compiler.plan import Inference
from engine.layers.layer import Layer
from engine.layers.tensor_type import DTYPES, BatchDim, TensorType
from engine.own_code.kind import OwnLayer
from engine.own_code.reading import read_code
from engine.problem import Problem
from engine.texts import TEXTS
from engine.texts.phrase import Phrase

Types = Mapping[str, tuple[TensorType, ...]]
Refusal = tuple[Problem, Mapping[str, TensorType]]  # what is wrong, and the shapes all the same where known
Answer = Inference | Refusal


@dataclass(frozen=True)
class Question:
    """A use of own code with what enters it; equal ones have equal answers. `text` is that of the project."""

    name: str
    text: str
    params: str  # as JSON
    received: tuple[tuple[str, tuple[TensorType, ...]], ...]
    wired: frozenset[str]

    @classmethod
    def about(cls, layer: Layer, received: Types, wired: frozenset[str]) -> Question:
        text = layer.written if isinstance(layer, OwnLayer) else ""
        return cls(layer.kind(), text, json.dumps(layer.values), tuple(received.items()), wired)

    def layer(self) -> Layer:
        """The layer itself, read from its text."""
        kind = read_code(self.name, self.text).kind
        if kind is None:
            raise ValueError(self.name)
        return kind(**json.loads(self.params))

    def line(self) -> str:
        received = [[port, [_type_json(tensor) for tensor in types]] for port, types in self.received]
        return json.dumps([self.name, self.text, self.params, received, sorted(self.wired)])

    @classmethod
    def from_line(cls, line: str) -> Question:
        name, text, params, received, wired = json.loads(line)
        types = tuple((port, tuple(_type_from(item) for item in items)) for port, items in received)
        return cls(name, text, params, types, frozenset(wired))


def answer_line(answer: Answer) -> str:
    if isinstance(answer, Inference):
        parts = [_types_json(answer.outputs), _types_json(answer.parameters), _types_json(answer.buffers)]
        return json.dumps({"parts": parts, "flops": answer.flops})
    problem, outputs = answer
    given = [problem.code, _arguments_json(problem.arguments), problem.port]
    return json.dumps({"problem": given, "outputs": _types_json(outputs)})


def answer_from(line: str) -> Answer:
    """Reads an answer. Raises ValueError where it is none: then the code itself has written it."""
    try:
        value = json.loads(line)
        if "parts" in value:
            outputs, parameters, buffers = (_types_from(part) for part in value["parts"])
            return Inference(outputs, parameters, buffers, int(value["flops"]))
        code, arguments, port = value["problem"]
        if code not in TEXTS:
            raise ValueError(code)
        problem = Problem(code, _arguments_from(arguments), port=port)
        str(problem)  # raises KeyError where an argument is missing
        return problem, _types_from(value["outputs"])
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(line) from error


def _types_json(types: Mapping[str, TensorType]) -> dict[str, Any]:
    return {name: _type_json(tensor) for name, tensor in types.items()}


def _types_from(value: Mapping[str, Any]) -> dict[str, TensorType]:
    return {str(name): _type_from(item) for name, item in value.items()}


def _type_json(tensor: TensorType) -> list[Any]:
    return [tensor.dtype, [{"batch": dim.multiple} if isinstance(dim, BatchDim) else dim for dim in tensor.shape]]


def _type_from(value: Any) -> TensorType:
    dtype, shape = value
    if dtype not in DTYPES:
        raise ValueError(dtype)
    return TensorType(tuple(BatchDim(dim["batch"]) if isinstance(dim, dict) else int(dim) for dim in shape), dtype)


def _arguments_json(arguments: Mapping[str, object]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(arguments), default=_plain))
    return plain


def _plain(value: object) -> Any:
    return {"phrase": value.code, **value.arguments} if isinstance(value, Phrase) else str(value)


def _arguments_from(value: Mapping[str, Any]) -> dict[str, object]:
    return {str(name): _argument_from(item) for name, item in value.items()}


def _argument_from(value: Any) -> object:
    """An argument of a problem. Raises KeyError where it is a phrase that there is not."""
    if isinstance(value, dict):
        return Phrase(value["phrase"], **_arguments_from({name: value[name] for name in value if name != "phrase"}))
    return [_argument_from(item) for item in value] if isinstance(value, list) else value
