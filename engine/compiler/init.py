"""How parameters start: checks what a file's `init` says, and prints it as code."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn

from engine.layers.parameters import BadValue, array_shape
from engine.layers.tensor_type import TensorType
from engine.problem import Problem

FUNCTIONS = (
    "uniform_", "normal_", "trunc_normal_", "constant_", "ones_", "zeros_", "eye_", "dirac_", "xavier_uniform_",
    "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "orthogonal_", "sparse_",
)  # fmt: skip


def init_problems(init: Mapping[str, Any], parameters: Mapping[str, TensorType]) -> Iterator[Problem]:
    """What is wrong with the starts that a node asks for."""
    for name, value in init.items():
        tensor = parameters.get(name)
        if tensor is None:
            arguments: dict[str, object] = {"expected": list(parameters), "received": name}
            yield Problem("init_parameter_unknown", arguments, parameter=name)
        elif not _fits(value, tensor):
            arguments = {"name": name, "expected": tensor.told, "received": repr(value)}
            yield Problem("init_value", arguments, parameter=name)


def init_lines(target: str, value: Any) -> list[str]:
    """The code that starts the parameter named by `target`, after it was constructed."""
    if isinstance(value, (list, tuple)):
        return ["with torch.no_grad():", f"    {target}.copy_(torch.tensor({_plain(value)!r}))"]
    if isinstance(value, (int, float)):
        return [f"nn.init.constant_({target}, {value!r})"]
    function, keywords = _function(value)
    arguments = "".join(f", {name}={item!r}" for name, item in keywords.items())
    return [f"nn.init.{function}({target}{arguments})"]


def _fits(value: Any, tensor: TensorType) -> bool:
    try:
        if isinstance(value, (list, tuple, int, float)):
            shape = array_shape(value)
            return _is_float32(value) and (shape == () and not isinstance(value, list) or shape == tensor.shape)
        function, keywords = _function(value)
    except (BadValue, TypeError):
        return False
    if function not in FUNCTIONS or not all(isinstance(item, (int, float, str)) for item in keywords.values()):
        return False
    made: Any = getattr(nn.init, function)
    allowed = set(inspect.signature(made).parameters) - {"tensor", "generator"}
    numbers = [item for item in keywords.values() if not isinstance(item, str)]
    if not set(keywords) <= allowed or not _is_float32(numbers) or not _is_range(made, keywords):
        return False
    try:  # torch knows which shapes and arguments it takes; on the meta device nothing is computed or drawn
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made(torch.empty(tensor.sized(1), device="meta"), **keywords)
    except (ValueError, TypeError, RuntimeError, NotImplementedError, KeyError):
        return False
    return True


def _is_float32(value: Any) -> bool:
    """Whether all numbers of nested lists are finite in the type in which weights are made."""
    if isinstance(value, (list, tuple)):
        return all(map(_is_float32, value))
    return bool(abs(value) <= torch.finfo(torch.float32).max)


def _is_range(function: Any, keywords: Mapping[str, Any]) -> bool:
    """Whether the limits between which a function draws lie in order, which the meta device does not ask."""
    if function not in (nn.init.uniform_, nn.init.trunc_normal_):
        return True
    low, high = (keywords.get(name, inspect.signature(function).parameters[name].default) for name in "ab")
    return isinstance(low, (int, float)) and isinstance(high, (int, float)) and low <= high


def _function(value: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(value, str):
        return value, {}
    if isinstance(value, Mapping) and isinstance(value.get("function"), str):
        return value["function"], {name: item for name, item in value.items() if name != "function"}
    raise TypeError("expected a number, a list, or a function of torch.nn.init")


def _plain(value: Any) -> Any:
    """Nested lists of floats, whatever the file had."""
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else float(value)
