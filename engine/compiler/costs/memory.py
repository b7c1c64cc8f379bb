"""Activation memory: the bytes that a training step holds at the end of its forward pass, node by node.

Counted are a node's outputs, and whatever else autograd keeps for the backward pass of the node (the mask of a dropout,
the places of a maximum, the statistics of a normalization). Each storage counts once, at the node that makes it: what
a node keeps of its inputs is counted where it comes from, a view costs nothing, and parameters and buffers are not
counted. So the numbers of all nodes add up. Nothing is counted that is gone after the forward pass, nor the gradients,
the optimizer's state, or room that a kernel takes for itself while it runs (oneDNN's LSTM keeps such a room, too).

As with shapes, torch is asked: the printed text of each layer runs on the meta device, in training mode, with the very
batch size, under hooks that see what autograd saves. Attention and recurrent layers have kernels that differ from
device to device; they run on torch's fake tensors, which choose as the CPU does.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.autograd.graph import saved_tensors_hooks

from engine.compiler.checking import frozen_addresses
from engine.compiler.plan import Leaf, Plan
from engine.compiler.text import construct, step_function
from engine.compiler.ties import tied_keys
from engine.layers.tensor_type import TensorType

Value = tuple[str, str]  # the address of a leaf, and its output port
REMEMBERED = 20_000


@dataclass(frozen=True)
class Held:
    """What is known of a value without computing it: how it lies in memory, and whether a gradient goes through it."""

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str
    learns: bool = False

    def tensor(self) -> torch.Tensor:
        made = torch.empty_strided(self.shape, self.stride, dtype=getattr(torch, self.dtype))
        return made.requires_grad_(self.learns)

    @classmethod
    def of(cls, tensor: torch.Tensor) -> Held:
        dtype = str(tensor.dtype).removeprefix("torch.")
        return cls(tuple(tensor.shape), tensor.stride(), dtype, tensor.requires_grad)

    @property
    def bytes(self) -> int:
        size: int = torch.Size(self.shape).numel() * getattr(torch, self.dtype).itemsize
        return size


@dataclass(frozen=True)
class Answer:
    """What a layer holds of its own, and what leaves it: a value, or the number of the input that it hands on."""

    bytes: int
    outputs: Mapping[str, Held | int]

    def __hash__(self) -> int:
        return hash(self.bytes)


class MemoryMeter:
    """Counts what plans hold, one after another, quickly where they differ little. Not for several threads at once."""

    def __init__(self) -> None:
        self._known: dict[Any, Answer] = {}

    def bytes_of(self, plan: Plan, batch: int, precision: str = "float32") -> dict[str, int]:
        """What each leaf of a plan holds, by its address; those that are not known are left out."""
        counting = self.counting(plan, batch, precision)
        while True:
            try:
                next(counting)
            except StopIteration as done:
                found: dict[str, int] = done.value
                return found

    def counting(self, plan: Plan, batch: int, precision: str = "float32") -> Generator[None, None, dict[str, int]]:
        """The same, with a pause after each leaf: for whoever must not wait."""
        still = _Still(plan)
        values: dict[Value, tuple[Value, Held]] = {}  # whose tensor it is, and how it lies
        found: dict[str, int] = {}
        for leaf in plan.leaves:
            answer = self._leaf(leaf, values, batch, precision, still.names(leaf))
            if answer is not None:
                found[leaf.address] = answer
            yield
        return found

    def _leaf(
        self,
        leaf: Leaf,
        values: dict[Value, tuple[Value, Held]],
        batch: int,
        precision: str,
        frozen: frozenset[str],
    ) -> int | None:
        step, layer = leaf.step, leaf.step.layer
        if layer is None or not step.is_known:
            return None
        if step.is_input and not leaf.sources:
            return self._brought(leaf, values, batch, precision)
        entering = [values.get(source) for sources in leaf.sources.values() for source in sources]
        known = [value for value in entering if value is not None]
        if len(known) < len(entering):
            return None
        if step.is_input or step.is_output:  # they hand on what enters
            values[leaf.address, "output"] = known[0]
            return 0
        firsts = [origin for origin, _ in known]
        places = tuple(firsts.index(origin) for origin in firsts)  # equal ones are one tensor
        key = (layer, step.constructor, tuple(step.received.items()), tuple(held for _, held in known), places,
               step.wired, frozen, batch, precision)  # fmt: skip
        answer = self._known.get(key)
        if answer is None:
            answer = ask(leaf, [held for _, held in known], places, batch, precision, frozen)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = answer
        for port, output in answer.outputs.items():
            handed_on = known[output] if isinstance(output, int) else ((leaf.address, port), output)
            values[leaf.address, port] = handed_on
        return answer.bytes

    def _brought(self, leaf: Leaf, values: dict[Value, tuple[Value, Held]], batch: int, precision: str) -> int:
        """A batch of the data: Inputs that read one column in one number type share one tensor."""
        asked = leaf.step.layer.values if leaf.step.layer is not None else {}
        column, dtype = str(asked.get("column") or leaf.address), str(asked.get("dtype") or "")
        held = _laid_out(leaf.step.outputs["output"], batch, precision if dtype in ("", "float32") else "")
        origin = (f"column {column}", dtype)
        is_new = all(origin != known for known, _ in values.values())
        values[leaf.address, "output"] = (origin, held)
        return held.bytes if is_new else 0


class _Still:
    """Which parameters a layer uses that training leaves alone, itself, by a block around it or by a tie."""

    def __init__(self, plan: Plan) -> None:
        self._leaves = {leaf.address: leaf for leaf in plan.leaves}
        self._tied = tied_keys(plan)
        self._frozen = tuple(f"{address}." for address in frozen_addresses(plan, ""))

    def names(self, leaf: Leaf) -> frozenset[str]:
        if not self._frozen:
            return frozenset()
        holder = self._leaves.get(leaf.owner_address)
        found = set()
        for name in holder.step.parameters if holder is not None else ():
            key = f"{leaf.owner_address}.{name}"
            while key in self._tied:
                key = self._tied[key]
            if key.startswith(self._frozen):
                found.add(name)
        return frozenset(found)


def _laid_out(type_: TensorType, batch: int, precision: str) -> Held:
    """A value as it is made: one sample after another, floating-point numbers in a precision where one is given."""
    dtype = precision if precision and type_.is_floating else type_.dtype
    return Held.of(torch.empty(type_.sized(batch), dtype=getattr(torch, dtype), device="meta"))


def ask(
    leaf: Leaf, entering: list[Held], places: tuple[int, ...], batch: int, precision: str, frozen: frozenset[str]
) -> Answer:
    """What a layer holds of its own, given how the values that enter it lie in memory.

    `places` says which of them each input gets: inputs that are fed by one tensor get one.
    """
    layer = leaf.step.layer
    assert layer is not None
    ways: list[AbstractContextManager[Any]] = [torch.device("meta"), FakeTensorMode()]
    for way in reversed(ways) if layer.computes_by_device else ways:
        answer = _tried(way, leaf, entering, places, precision, frozen)
        if answer is not None:
            return answer
    held = {port: _laid_out(type_, batch, precision) for port, type_ in leaf.step.outputs.items()}
    return Answer(sum(value.bytes for value in held.values()), held)  # no run without values: its outputs alone


def _tried(
    way: AbstractContextManager[Any],
    leaf: Leaf,
    entering: list[Held],
    places: tuple[int, ...],
    precision: str,
    frozen: frozenset[str],
) -> Answer | None:
    """The answer of one kind of tensors without numbers; None where it cannot do without them."""
    try:
        with way, torch.enable_grad():
            return _run(leaf, entering, places, precision, frozen)
    except Exception:  # torch raises many types; what is wrong with a drawing the plan has told
        return None


def _run(leaf: Leaf, entering: list[Held], places: tuple[int, ...], precision: str, frozen: frozenset[str]) -> Answer:
    """Runs a layer's text on tensors without numbers, and looks at what is there afterwards."""
    step, layer = leaf.step, leaf.step.layer
    assert layer is not None
    made = [held.tensor() for held in entering]
    inputs = [made[place] for place in places]
    module = construct(layer, step.constructor) if step.constructor is not None else None
    others = {_storage(tensor) for tensor in inputs}
    if module is not None:
        _cast(module, getattr(torch, precision))
        for name, parameter in module.named_parameters():
            parameter.requires_grad_(name not in frozen)
        others |= {_storage(tensor) for tensor in (*module.parameters(), *module.buffers())}
    kept: dict[int, int] = {}
    alive: list[torch.Tensor] = []  # so that no storage takes the place of another

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        alive.append(tensor)
        kept[_storage(tensor)] = tensor.untyped_storage().nbytes()
        return tensor

    with saved_tensors_hooks(pack, _same):
        results = step_function(layer, step.received, step.wired)(module, *inputs)
    outputs: dict[str, Held | int] = {}
    for port, result in zip(layer.outputs, results, strict=True):
        if result is None:
            continue
        alive.append(result)
        kept.setdefault(_storage(result), result.nbytes)
        same = next((number for number, given in enumerate(inputs) if given is result), None)
        outputs[port] = Held.of(result) if same is None else same
    return Answer(sum(size for storage, size in kept.items() if storage not in others), outputs)


def _cast(module: nn.Module, dtype: torch.dtype) -> None:
    """Gives a submodule another number type, as `module.to` does, which fake tensors refuse."""
    for part in module.modules():
        for name, parameter in list(part.named_parameters(recurse=False)):
            if parameter.is_floating_point() and parameter.dtype != dtype:
                setattr(part, name, nn.Parameter(parameter.detach().to(dtype)))
        for name, buffer in list(part.named_buffers(recurse=False)):
            if buffer.is_floating_point() and buffer.dtype != dtype:
                setattr(part, name, buffer.to(dtype))


def _storage(tensor: torch.Tensor) -> int:
    found: int = tensor.untyped_storage()._cdata
    return found


def _same(tensor: torch.Tensor) -> torch.Tensor:
    return tensor
