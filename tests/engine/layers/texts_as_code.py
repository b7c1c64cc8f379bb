"""Runs the texts that a layer prints, as the compiler does, with nothing but torch, nn and its helper classes."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from engine.layers.helper_text import helper_source
from engine.layers.layer import Arguments, Layer, Received
from engine.layers.tensor_type import TensorType

Tensors = Mapping[str, tuple[torch.Tensor, ...]]


def namespace(layer: Layer) -> dict[str, Any]:
    """The names that constructor text may use: no builtins."""
    names: dict[str, Any] = {"torch": torch, "nn": nn}
    for helper in layer.helpers:
        exec(helper_source(helper), names)
    return names


def build(layer: Layer, received: Received, device: str = "cpu") -> nn.Module | None:
    """The submodule that the constructor text makes, with the random state at 0."""
    text = layer.constructor(received)
    if text is None:
        return None
    names = namespace(layer)
    names["__builtins__"] = {}
    torch.manual_seed(0)
    with torch.device(device):
        module = eval(text, names)
    assert isinstance(module, nn.Module)
    return module


def run(layer: Layer, module: nn.Module | None, inputs: Tensors, wired: frozenset[str]) -> dict[str, Any]:
    """The outputs by port, from running the call text and its unpacking, with the random state at 0."""
    names: dict[str, Any] = {"torch": torch, "nn": nn, "module": module, "__builtins__": {}}
    texts: dict[str, tuple[str, ...]] = {}
    for port, tensors in inputs.items():
        texts[port] = tuple(f"{port}_{index}" for index in range(len(tensors)))
        names |= dict(zip(texts[port], tensors, strict=True))
    call = layer.call("module", Arguments(texts, _types(inputs)), wired)
    target = layer.unpack.format_map({name: f"out_{name}" for name in layer.outputs})
    torch.manual_seed(0)
    exec(f"{target} = {call}", names)
    placeholders = {name for _, name, _, _ in string.Formatter().parse(layer.unpack) if name}
    assert placeholders == set(layer.outputs)
    return {name: names[f"out_{name}"] for name in layer.outputs}


def _types(inputs: Tensors) -> dict[str, tuple[TensorType, ...]]:
    return {
        port: tuple(TensorType(tuple(value.shape), str(value.dtype).removeprefix("torch.")) for value in tensors)
        for port, tensors in inputs.items()
    }
