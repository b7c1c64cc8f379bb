"""One training step as it was computed, kept so that it can be looked at from every side.

A step that fails in the middle is kept as far as it came, with what was in the way, on its node.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from engine.backprop.grad import set_gradients
from engine.backprop.moments import Moment
from engine.backprop.probe import trained_parameters
from engine.backprop.stepping import BackwardOf, Computed, computing, dense, going_back, total_loss
from engine.backprop.walk import Stop, walk
from engine.compiler.network import Network
from engine.compiler.random_state import random_state_kept
from engine.problem import Problem, ProblemError
from engine.settings.clipping import Clipped, Clipper
from engine.settings.together import parts
from engine.texts.phrase import said


@dataclass(frozen=True)
class OptimizerState:
    """What an optimizer knows of one parameter.

    `kind` is torch's name of the class, `options` the numbers of the group (`lr`, `betas`), `remembered` what it keeps
    from step to step, as torch names it (`exp_avg`, `momentum_buffer`, `step`); empty before the first step.
    """

    kind: str
    options: Mapping[str, Any]
    remembered: Mapping[str, Any]


@dataclass(frozen=True)
class Updated:
    """A parameter before the update, its whole gradient, and after; no gradient where none reached it.

    `clipped` is the gradient that the optimizer was given instead, where it was clipped; else None. The optimizer's
    state before and after the step; None where no optimizer has the parameter.
    """

    before: Tensor
    gradient: Tensor | None
    after: Tensor
    state_before: OptimizerState | None = None
    state_after: OptimizerState | None = None
    clipped: Tensor | None = None


@dataclass(frozen=True)
class Recording:
    """A training step on one batch: what each node computed, what came back through it, and the update.

    `computed` is in order of execution and `backward` exactly reversed, both as far as the step came. `problem` says
    why it ended early, if it did, on the node; `error` is what that node raised. `clipped` tells by how much the
    gradients were shortened before the update, None where they are taken as they are. `inside` keeps what was computed
    once more of a node, by those who explain it.
    """

    network: Network
    inputs: Mapping[str, Tensor]
    computed: Mapping[str, Computed]
    loss: Tensor | None = None
    backward: Mapping[str, BackwardOf] = field(default_factory=dict)
    update: Mapping[str, Updated] = field(default_factory=dict)
    buffers: Mapping[str, tuple[Tensor, Tensor]] = field(default_factory=dict)
    error: Exception | None = None
    problem: Problem | None = None
    clipped: Clipped | None = None
    inside: dict[tuple[str, str], Mapping[str, Tensor]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def losses(self) -> Mapping[str, Tensor]:
        """The value of each loss, before its weight."""
        return {
            address: one.outputs[0].detach()
            for address, one in self.computed.items()
            if one.stop.is_loss and one.outputs[0] is not None
        }

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The step from its beginning to where it ended: forward, the losses, backward, then the update.

        Nodes to which no gradient comes are left out of the way back; of the update, all but the first of the nodes
        that share a layer, and nodes whose weights stay.
        """
        there = sorted(self.computed.values(), key=lambda one: one.stop.is_loss)  # stable: the losses come last
        back = sorted(self.backward.values(), key=lambda one: not self.computed[one.address].stop.is_loss)
        found = [Moment("loss" if one.stop.is_loss else "forward", one.stop.address) for one in there]
        found += [Moment("backward", one.address) for one in back if has_gradient(one)]
        waiting = {key for key, one in self.update.items() if one.gradient is not None}
        for address in self.computed:
            here = waiting.intersection(self.keys_of(address).values())
            if here:
                found.append(Moment("update", address))
                waiting -= here
        return tuple(found)

    @cached_property
    def _keys(self) -> Mapping[int, str]:
        return {id(tensor): key for key, tensor in self.network.module.named_parameters()}

    def parameter(self, address: str, name: str) -> Tensor | None:
        """A parameter as the step found it: the network itself may have been updated since."""
        key = self.keys_of(address).get(name)
        if key is None:
            return None
        if key in self.update:
            return self.update[key].before
        module = self.computed[address].stop.module
        return dict(module.named_parameters())[name].detach() if module is not None else None

    def keys_of(self, address: str) -> Mapping[str, str]:
        """The `state_dict` key of each parameter that a node uses, by its name inside the node."""
        module = self.computed[address].stop.module if address in self.computed else None
        if module is None:
            return {}
        return {name: self._keys[id(tensor)] for name, tensor in module.named_parameters()}


def record(
    network: Network,
    inputs: Mapping[str, Tensor],
    optimizer: Any | None,
    stops_at_nan: bool = False,
    clipper: Clipper | None = None,
) -> Recording:
    """Does one training step on a batch, node by node. The network is updated as by an ordinary step.

    Without an optimizer, as where everything is frozen, nothing is updated; a `clipper` clips the gradients before.
    What a node raises ends the step and is kept in the recording; so does a graph without a loss, and with
    `stops_at_nan` a value that is no number.
    """
    buffers = {name: tensor.detach().clone() for name, tensor in network.module.named_buffers()}
    stops = walk(network)
    computed: dict[str, Computed] = {}
    try:
        for one in computing(stops, inputs):
            computed[one.stop.address] = one
            if stops_at_nan and any(map(_has_nan, one.outputs)):
                return Recording(network, inputs, computed, problem=_nan("stepping_nan_value", one.stop))
    except Exception as error:  # whatever a layer raises is told on its node
        return Recording(network, inputs, computed, error=error, problem=raised(error, stops[len(computed)]))
    if not network.plan.losses:
        return Recording(network, inputs, computed, problem=Problem("no_loss"))
    order = list(computed.values())
    loss = total_loss(order)
    summed: dict[int, Tensor] = {}
    backward: dict[str, BackwardOf] = {}
    try:
        for sent in going_back(order, summed):
            backward[sent.address] = sent
            if stops_at_nan and any(map(_has_nan, (*sent.grad_inputs.values(), *sent.grad_parameters.values()))):
                problem = _nan("stepping_nan_gradient", computed[sent.address].stop)
                return Recording(network, inputs, computed, loss, backward, problem=problem)
    except Exception as error:
        problem = raised(error, order[-len(backward) - 1].stop)
        return Recording(network, inputs, computed, loss, backward, error=error, problem=problem)
    sent_back = [
        tensor for one in backward.values() for tensor in (*one.grad_outputs.values(), *one.grad_inputs.values())
    ]
    shown = [tensor for tensor in sent_back if tensor is not None]
    update, clipped = _updated(network, summed, shown, optimizer, clipper)
    changed = {name: (buffers[name], tensor.detach().clone()) for name, tensor in network.module.named_buffers()}
    return Recording(network, inputs, computed, loss, backward, update, changed, clipped=clipped)


def _updated(
    network: Network,
    summed: Mapping[int, Tensor],
    shown: Iterable[Tensor],
    optimizer: Any | None,
    clipper: Clipper | None,
) -> tuple[dict[str, Updated], Clipped | None]:
    """Lets the optimizer do its step, and tells what it did to every parameter, and what clipping did before."""
    trained = trained_parameters(network.module)
    before = {name: tensor.detach().clone() for name, tensor in network.module.named_parameters()}
    set_gradients(((parameter, summed.get(id(parameter))) for parameter in trained.values()), shown)
    gradients = {name: dense(parameter.grad) for name, parameter in trained.items()}
    done = clipper.clip() if clipper is not None else None
    clipped = {name: dense(parameter.grad) for name, parameter in trained.items()} if done is not None else {}
    remembered = _optimizer_states(optimizer)
    if optimizer is not None:
        optimizer.step()
    now = _optimizer_states(optimizer)
    update = {}
    for name, parameter in network.module.named_parameters():
        update[name] = Updated(
            before[name],
            gradients.get(name),
            parameter.detach().clone(),
            remembered.get(id(parameter)),
            now.get(id(parameter)),
            clipped.get(name),
        )
    return update, done


def rehearse(
    network: Network, inputs: Mapping[str, Tensor], optimizer: Any | None, clipper: Clipper | None = None
) -> Recording:
    """Does one training step as far as there are numbers, and puts everything back as it was.

    Weights, buffers, what the optimizer remembers and the random state end as they began.
    """
    with random_state_kept(), _all_kept(network, optimizer):
        return record(network, inputs, optimizer, stops_at_nan=True, clipper=clipper)


@contextmanager
def _all_kept(network: Network, optimizer: Any | None) -> Iterator[None]:
    """Keeps weights, their gradients, buffers and what the optimizer remembers."""
    tensors = [*network.module.parameters(), *network.module.buffers()]
    before = [tensor.detach().clone() for tensor in tensors]
    gradients = [parameter.grad for parameter in network.module.parameters()]
    state = copy.deepcopy(optimizer.state_dict()) if optimizer is not None else None
    try:
        yield
    finally:
        with torch.no_grad():
            for tensor, value in zip(tensors, before, strict=True):
                tensor.copy_(value)
        for parameter, gradient in zip(network.module.parameters(), gradients, strict=True):
            parameter.grad = gradient
        if optimizer is not None:
            optimizer.load_state_dict(state)


def _optimizer_states(optimizer: Any | None) -> dict[int, OptimizerState]:
    """What an optimizer knows of each parameter, by its identity."""
    found: dict[int, OptimizerState] = {}
    for part in parts(optimizer) if optimizer is not None else ():
        for group in part.param_groups:
            options = {name: value for name, value in group.items() if name not in ("params", "param_names")}
            for parameter in group["params"]:
                kept = {
                    name: value.detach().clone() if isinstance(value, Tensor) else value
                    for name, value in part.state.get(parameter, {}).items()
                }
                found[id(parameter)] = OptimizerState(type(part).__name__, options, kept)
    return found


def raised(error: Exception, stop: Stop) -> Problem:
    """What a node raised, as a problem on it."""
    if isinstance(error, ProblemError):
        return error.problem if error.problem.node else error.problem.at(stop.address)
    reason = said(error)
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "can't allocate memory" in str(reason):
        return Problem("out_of_memory", {"reason": reason}, node=stop.address)
    return Problem("network_raised", {"kind": stop.leaf.step.kind, "reason": reason}, node=stop.address)


def _nan(code: str, stop: Stop) -> Problem:
    return Problem(code, {"kind": stop.leaf.step.kind}, node=stop.address)


def _has_nan(tensor: Tensor | None) -> bool:
    return tensor is not None and tensor.is_floating_point() and bool(tensor.isnan().any())


def has_gradient(one: BackwardOf) -> bool:
    """Whether any gradient comes to the node or leaves it."""
    many = (*one.grad_outputs.values(), *one.grad_inputs.values(), *one.grad_parameters.values())
    return any(gradient is not None for gradient in many)
