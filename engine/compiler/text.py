"""Runs the printed text of single layers: the one place where a constructor or a call becomes an object.

The shape check, the network's source and stepping all go through the text that the kind prints, so what is checked
is what trains and what is exported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from engine.compiler.own.manners import exits_told, logged_print, told
from engine.layers.helper_text import helper_source
from engine.layers.layer import Arguments, Layer
from engine.layers.tensor_type import TensorType

StepFunction = Callable[..., tuple[Any, ...]]
OWN_FILE = "<chainrule own code>"  # under which tracebacks name the project's own code where it is run alone


@lru_cache(maxsize=1024)
def namespace(helpers: tuple[str, ...], own_text: str = "") -> Mapping[str, Any]:
    """The names that printed text may use: torch, nn, the helper classes, and what the project's own code defines.

    Runs that code: only for a layer of a plan that is right, which that of code without trust never is.
    """
    names: dict[str, Any] = {"torch": torch, "nn": nn, "print": logged_print, "__name__": "chainrule_helpers"}
    for helper in helpers:
        exec(compile(helper_source(helper), f"<chainrule {helper}>", "exec"), names)
    if own_text:
        with exits_told():
            exec(compile(own_text, OWN_FILE, "exec"), names)
    return names


def construct(layer: Layer, constructor: str) -> nn.Module:
    """The submodule that a constructor's text makes, on the device that is current."""
    made = eval(constructor, dict(namespace(layer.helpers, layer.own_text)))
    assert isinstance(made, nn.Module)
    return made


def step_function(layer: Layer, received: Mapping[str, tuple[TensorType, ...]], wired: frozenset[str]) -> StepFunction:
    """A function (module, *values) -> outputs that applies the layer.

    `received` are the types that enter each port; the values are passed in the order of the ports. An output that
    the call does not bind (`_`) comes back as None.
    """
    arguments, names = argument_names(layer, received)
    text = layer.call("module", arguments, wired)
    bound = {port: f"out{number}" for number, port in enumerate(layer.outputs)}
    unpack = layer.unpack.format(**bound)
    returned = "".join(f"{name}, " for name in bound.values())
    body = f"def step({', '.join(['module', *names])}):\n    {unpack} = {text}\n    return ({returned})\n"
    function = _compiled(body, layer.helpers, layer.own_text)
    return told(function) if layer.own_text else function


def argument_names(layer: Layer, received: Mapping[str, tuple[TensorType, ...]]) -> tuple[Arguments, list[str]]:
    """Names `in0`, `in1`, ... for the incoming values, by port and in order."""
    by_port: dict[str, tuple[str, ...]] = {}
    names: list[str] = []
    for port in layer.inputs:
        own = tuple(f"in{len(names) + number}" for number in range(len(received.get(port.name, ()))))
        if own:
            by_port[port.name] = own
        names += own
    return Arguments(by_port, received), names


@lru_cache(maxsize=4096)
def _compiled(body: str, helpers: tuple[str, ...], own_text: str) -> StepFunction:
    names = dict(namespace(helpers, own_text))
    exec(compile(body, "<chainrule step>", "exec"), names)
    function: StepFunction = names["step"]
    return function
