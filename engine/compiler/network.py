"""Makes the network by running the printed source, and tells which node a line of it belongs to."""

from __future__ import annotations

import linecache
import math
import os
import random
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from engine.compiler.own.manners import exits_told, logged_print
from engine.compiler.plan import Leaf, Plan
from engine.compiler.printed import Source
from engine.compiler.source import generate
from engine.problem import Problem, ProblemError

Tensors = Mapping[str, Tensor]
REMEMBERED_TEXTS = 50
FLOAT32_BYTES = 4  # in which weights are made, whatever they become


class Place(NamedTuple):
    """Where an exception came from: a node's address, and the line of the generated source."""

    address: str
    line: str
    own_line: int = 0  # of the project's own code, counted there


@dataclass(frozen=True)
class Network:
    """The `nn.Module` made from a plan, with the plan and the source that made it."""

    plan: Plan
    source: Source
    module: nn.Module

    def forward(self, inputs: Tensors) -> tuple[Tensor, ...]:
        """What `forward` returns, always as a tuple; `inputs` by the ids of Input nodes."""
        with exits_told():
            return _as_tuple(self.module(*(inputs[node] for node in self.source.forward_inputs)))

    def handing(self, inputs: Tensors) -> tuple[Tensor, ...]:
        """The values that the target side takes from forward's side."""
        if not self.source.trunk:
            values = self.forward(inputs)
        else:
            trunk: Any = getattr(self.module, self.source.trunk)
            with exits_told():
                values = _as_tuple(trunk(*(inputs[node] for node in self.source.forward_inputs)))
        return tuple(values[place] for place in self.source.handed)

    def loss(self, handed: tuple[Tensor, ...], inputs: Tensors) -> Tensor:
        """The sum of the losses, from what was handed over and the Inputs of the target side."""
        network_class: Any = type(self.module)  # a node may be called `loss` too, and hide the method
        with exits_told():
            result: Tensor = network_class.loss(
                self.module, *handed, *(inputs[node] for node in self.source.loss_inputs)
            )
        return result

    def submodule(self, leaf: Leaf) -> nn.Module | None:
        """The submodule of a leaf: the same object that the network itself calls."""
        if leaf.step.constructor is None:
            return None
        return submodule(self.module, leaf.owner_address)

    def place_of(self, error: BaseException) -> Place | None:
        """The node whose line raised, through the walls of blocks; None where the error came from elsewhere."""
        trace = traceback.extract_tb(error.__traceback__)
        inside = [frame for frame in trace if frame.filename == self.source.file_name]
        frames = [frame for frame in inside if frame.lineno in self.source.lines]
        if not frames:
            return None
        inside = [
            frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.source.file_name
        ]
        own_line = self.source.own_lines.get(inside[-1].lineno or 0, 0)
        path = ".".join(self.source.lines[frame.lineno or 0] for frame in frames)
        for leaf in self.plan.leaves:  # which copy of a repeated block it was, the line does not tell: the first
            if ".".join(part for part in leaf.address.split(".") if not part.isdigit()) == path:
                path = leaf.address
                break
        return Place(path, (inside[-1].line or "").strip(), own_line)


def build(plan: Plan, seed: int | None = None) -> Network:
    """Constructs the network; with a seed, after `torch.manual_seed(seed)`, as the exported file would.

    Raises ProblemError where the graph is not right, or its weights do not fit into memory. Draws from torch's random
    state: only on the compute thread.
    """
    source = generate(plan)
    _check_memory(plan)
    network_class = load_class(source)
    if seed is not None:
        seed_everything(seed)
    with exits_told():
        return Network(plan, source, network_class())


def _check_memory(plan: Plan) -> None:
    """Refuses weights larger than the machine: a system that promises memory it lacks would kill the process."""
    held = (leaf.step.parameters.values() for leaf in plan.leaves if leaf.held and leaf.owns)
    size = sum(math.prod(tensor.sized(1)) for tensors in held for tensor in tensors) * FLOAT32_BYTES
    if hasattr(os, "sysconf") and size > os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"):
        raise ProblemError(Problem("weights_too_large", {"received": f"{size / 2**30:,.0f}"}))


def load_class(source: Source) -> type[nn.Module]:
    """Runs the text, registered so that tracebacks show its lines, and returns its last class."""
    _forget_old_lines()
    linecache.cache[source.file_name] = (
        len(source.text), None, source.text.splitlines(keepends=True), source.file_name,
    )  # fmt: skip
    names: dict[str, Any] = {"__name__": "chainrule_network", "print": logged_print}
    with exits_told():
        exec(compile(source.text, source.file_name, "exec"), names)
    found: type[nn.Module] = names[source.class_name]
    return found


def _forget_old_lines() -> None:
    """Texts that nobody is likely to ask for any more: a long session makes many."""
    known = [name for name in linecache.cache if name.startswith("<chainrule ")]
    for name in known[:-REMEMBERED_TEXTS]:
        del linecache.cache[name]


def seed_everything(seed: int) -> None:
    """The same start every time: torch's random state, and Python's for what draws from it."""
    random.seed(seed)
    torch.manual_seed(seed)


def submodule(module: nn.Module, address: str) -> nn.Module:
    """The submodule at an address. Unlike `get_submodule`, ids that are also methods of the network are found."""
    for part in address.split("."):
        found = module._modules[part]
        if found is None:
            raise KeyError(address)
        module = found
    return module


def unique_state(module: nn.Module) -> dict[str, Tensor]:
    """Parameters and persistent buffers by key, a shared tensor once, under its first key."""
    seen: set[int] = set()
    state = {}
    for name, tensor in module.state_dict(keep_vars=True).items():
        if id(tensor) not in seen:
            seen.add(id(tensor))
            state[name] = tensor
    return state


def _as_tuple(value: Any) -> tuple[Tensor, ...]:
    return value if isinstance(value, tuple) else (value,)
