"""How the outputs of one node depend on one number that enters it or that it holds: a column of its Jacobian.

The node is run once more as it was: with what its edges brought, its weights and buffers before the update, from its
random state. Running it changes nothing: it is a copy that shares no tensor with the network.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.nn.attention import SDPBackend, sdpa_kernel

from engine.backprop.explain.backward.question import Question, exact
from engine.compiler.random_state import RandomState, random_state_kept
from engine.layers.tensor_type import BatchDim, TensorType

PRECISE_UP_TO = 300_000  # numbers in inputs and weights; above, double precision would take too long
ONE_BY_ONE = 4096  # outputs that may be asked one after another where torch knows nothing better
_EACH_SAMPLE_ALONE = {"RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer", "Upsample"}

Outputs = dict[str, Tensor]
Column = dict[str, Tensor]


class NoColumnError(Exception):
    """torch differentiates the node neither twice nor forwards, and it has too many outputs to ask each."""


def column(question: Question) -> Column:
    """The derivative of every output by the asked number, by port, in the output's shape and in double precision.

    Ports to which no gradient came, or that do not depend on it, are left out. Raises NoColumnError.
    """
    run = _Run(question, _sample(question))
    refused: RuntimeError | None = None
    for method in (_by_double_backward, _by_forward_mode, _one_by_one):
        try:
            with run.again():
                found = method(run)
        except RuntimeError as error:  # what torch says where a derivative is missing, also as NotImplementedError
            refused = error
            continue
        return {port: run.whole(port, exact(one)) for port, one in found.items()}
    raise NoColumnError(question.address) from refused


@dataclass(frozen=True)
class _Run:
    """The node, ready to run once more; of one sample alone where `sample` says which."""

    question: Question
    sample: int | None

    @property
    def drew(self) -> bool:
        """Whether it drew random numbers: then it must compute with the same kernels, for the same draws."""
        order = iter(self.question.recording.computed.items())
        next((address for address, _ in order if address == self.question.address), None)
        following = next(islice(order, 1), None)
        return following is None or not _same(self.question.one.random_state, following[1].random_state)

    @property
    def dtype(self) -> torch.dtype | None:
        """The dtype of its floating-point numbers; None leaves them as they were."""
        question = self.question
        given = [*question.inputs.values(), *question.parameters.values()]
        is_small = sum(tensor.numel() for tensor in given) <= PRECISE_UP_TO
        has_double = all(tensor.device.type != "mps" for tensor in given)
        return torch.float64 if is_small and has_double and not self.drew else None

    @property
    def at(self) -> tuple[int, ...]:
        """The asked number's index in what the node is run with."""
        index, question = self.question.index, self.question
        if self.sample is None or not question.of_input:
            return index
        types = _received(question)[question.name]
        return tuple(
            number % dim.multiple if isinstance(dim, BatchDim) else number
            for number, dim in zip(index, types.shape, strict=True)
        )

    @contextmanager
    def again(self) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(random_state_kept())
            stack.enter_context(torch.enable_grad())
            if not self.drew:  # kernels that torch can differentiate twice
                stack.enter_context(sdpa_kernel(SDPBackend.MATH))
                stack.enter_context(torch.backends.cudnn.flags(enabled=False))
            self.question.one.random_state.restore()
            yield

    def start(self) -> Tensor:
        """The tensor with the asked number, as a leaf."""
        return self._prepared(self.question.name, self.question.of_input).requires_grad_()

    def outputs(self, target: Tensor) -> Outputs:
        """What it gives with that tensor, at each output to which a gradient came."""
        question, stop = self.question, self.question.one.stop
        given = [target if question.of_input and name == question.name else self._prepared(name, True)
                 for name in question.inputs]  # fmt: skip
        module = stop.module
        if module is not None:
            memo: dict[int, object] = {}
            for name, parameter in module.named_parameters():
                is_target = not question.of_input and name == question.name
                memo[id(parameter)] = target if is_target else self._prepared(name, False)
            for buffer in module.buffers():
                memo[id(buffer)] = self._typed(self._buffers.get(id(buffer), buffer).clone())
            module = copy.deepcopy(module, memo)
        found = stop.apply(module, *given)
        return {
            port: value
            for port, value in zip(stop.ports, found, strict=True)
            if value is not None and value.is_floating_point() and question.grad(port) is not None
        }

    @property
    def _buffers(self) -> Mapping[int, Tensor]:
        """Buffers before the step, by the identity of the network's own."""
        recording = self.question.recording
        named = recording.network.module.named_buffers()
        return {id(tensor): recording.buffers[name][0] for name, tensor in named if name in recording.buffers}

    def _typed(self, tensor: Tensor) -> Tensor:
        return tensor.to(self.dtype) if self.dtype is not None and tensor.is_floating_point() else tensor

    def _prepared(self, name: str, is_input: bool) -> Tensor:
        if not is_input:
            return self._typed(self.question.parameters[name].clone())
        tensor = self.question.inputs[name]
        return self._typed(self._cut(tensor, _received(self.question).get(name)).clone())

    def _cut(self, tensor: Tensor, type_: TensorType | None) -> Tensor:
        """The part that belongs to the sample."""
        if self.sample is not None and type_ is not None:
            for axis, dim in enumerate(type_.shape):
                if isinstance(dim, BatchDim):
                    tensor = tensor.narrow(axis, self.sample * dim.multiple, dim.multiple)
        return tensor

    def whole(self, port: str, found: Tensor) -> Tensor:
        """The column of one sample, with zeros at all others."""
        if self.sample is None:
            return found
        full = torch.zeros(self.question.output(port).shape, dtype=found.dtype)
        self._cut(full, self.question.one.stop.leaf.step.outputs.get(port)).copy_(found)
        return full


def _by_double_backward(run: _Run) -> Column:
    """What comes back is linear in what arrives: its derivative by that is the column."""
    target = run.start()
    outputs = {port: value for port, value in run.outputs(target).items() if value.requires_grad}
    if not outputs:
        return {}
    seeds = [torch.zeros_like(value, requires_grad=True) for value in outputs.values()]
    (sent,) = _grad(list(outputs.values()), [target], seeds, create_graph=True)
    if sent is None:
        return {}
    found = _grad([sent[run.at]], seeds)
    return {port: one for port, one in zip(outputs, found, strict=True) if one is not None}


def _by_forward_mode(run: _Run) -> Column:
    """How the outputs move when the asked number does."""
    primal = run.start().detach()
    tangent = torch.zeros_like(primal)
    tangent[run.at] = 1
    with forward_ad.dual_level():
        outputs = run.outputs(forward_ad.make_dual(primal, tangent))
        found = {port: forward_ad.unpack_dual(value).tangent for port, value in outputs.items()}
    return {port: one for port, one in found.items() if one is not None}


def _one_by_one(run: _Run) -> Column:
    """One backward pass for each output at which a gradient arrived; at the others nothing could be seen anyway."""
    target = run.start()
    outputs = {port: value for port, value in run.outputs(target).items() if value.requires_grad}
    arrived: dict[str, Tensor] = {}
    for port, value in outputs.items():
        gradient = run.question.grad(port)
        assert gradient is not None
        arrived[port] = run._cut(gradient, run.question.one.stop.leaf.step.outputs.get(port)).reshape(value.shape)
    if sum(int(one.count_nonzero()) for one in arrived.values()) > ONE_BY_ONE:
        raise NoColumnError(run.question.address)
    found = {port: torch.zeros_like(value, requires_grad=False) for port, value in outputs.items()}
    for port, value in outputs.items():
        for index in arrived[port].nonzero().tolist():
            place = tuple(index)
            (sent,) = _grad([value[place]], [target], retain_graph=True)
            if sent is not None:
                found[port][place] = (sent.to_dense() if sent.is_sparse else sent)[run.at]
    return found


def _grad(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    seeds: Sequence[Tensor] | None = None,
    create_graph: bool = False,
    retain_graph: bool | None = None,
) -> tuple[Tensor | None, ...]:
    """autograd.grad, with None where an output does not depend on an input."""
    return torch.autograd.grad(
        outputs, inputs, seeds, create_graph=create_graph, retain_graph=retain_graph, allow_unused=True
    )


def _received(question: Question) -> Mapping[str, TensorType]:
    """The types of what enters, by input."""
    stop = question.one.stop
    received = stop.leaf.step.received
    return {name: received[read.port][read.index] for name, read in zip(question.inputs, stop.reads, strict=True)}


def _sample(question: Question) -> int | None:
    """The sample to which the number belongs, where the layer treats each one alone and without chance."""
    if not question.of_input or question.kind not in _EACH_SAMPLE_ALONE or _Run(question, None).drew:
        return None
    types = _received(question)[question.name]
    return next(
        (number // dim.multiple for number, dim in zip(question.index, types.shape, strict=True)
         if isinstance(dim, BatchDim)), None
    )  # fmt: skip


def _same(one: RandomState, other: RandomState) -> bool:
    pairs = ((one.on_cpu, other.on_cpu), (one.on_accelerator, other.on_accelerator))
    return all(torch.equal(a, b) if a is not None and b is not None else a is b for a, b in pairs)
