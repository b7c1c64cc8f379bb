"""Asks torch for shapes: a layer's text is run on the meta device, and the answer is remembered.

Each layer is run at two prime batch sizes; a dimension that differs follows the batch. Nothing is allocated, and
nothing is drawn from the random state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from engine.compiler.own.question import Answer, Question, Types
from engine.compiler.own.workshop import workshop
from engine.compiler.plan import Inference
from engine.compiler.text import construct, step_function
from engine.layers.layer import Layer, Received
from engine.layers.tensor_type import BatchDim, Dim, TensorType
from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase, said

BATCH_SIZES = (7, 11)
REMEMBERED = 20_000
LARGEST_TENSOR = 2**40  # elements; beyond it the sizes themselves overflow

Key = tuple[Any, ...]
AskOwn = Callable[[Question], Answer | None]


class ShapeMemory:
    """Remembers what torch said, by the printed text and the types that come in.

    `ask_own` is asked about own code, which is never run here; None while it has no answer yet.
    """

    def __init__(self, ask_own: AskOwn | None = None) -> None:
        self._known: dict[Key, Answer] = {}
        self._ask_own = ask_own

    def infer(
        self,
        layer: Layer,
        constructor: str | None,
        received: Mapping[str, tuple[TensorType, ...]],
        wired: frozenset[str],
    ) -> Inference:
        """What comes out of a layer. Raises ProblemError where torch refuses, or where the batch is lost."""
        key = (layer, constructor, tuple(received.items()), wired)
        answer = self._known.get(key)
        if answer is None and layer.own_text:
            answer = self._asked_elsewhere(layer, received, wired)
        if answer is None:
            answer = self._asked(layer, constructor, received, wired)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = answer
        if isinstance(answer, Inference):
            return answer
        raise RefusedError(*answer)

    def _asked_elsewhere(self, layer: Layer, received: Types, wired: frozenset[str]) -> Answer:
        question = Question.about(layer, received, wired)
        answer = (self._ask_own or workshop().answer)(question)
        if answer is None:
            raise ProblemError(Problem("code_pending", {"kind": layer.kind()}))
        return answer

    def _asked(
        self,
        layer: Layer,
        constructor: str | None,
        received: Mapping[str, tuple[TensorType, ...]],
        wired: frozenset[str],
    ) -> Answer:
        try:
            return _ask_torch(layer, constructor, received, wired)
        except RefusedError as error:
            return error.problem, error.outputs
        except ProblemError as error:
            return error.problem, {}


def _ask_torch(layer: Layer, constructor: str | None, received: Types, wired: frozenset[str]) -> Inference:
    try:
        return infer_on("meta", layer, constructor, received, wired)
    except ProblemError:
        raise
    except Exception as error:  # torch raises many types for wrong shapes; each becomes a problem on the node
        reason = said(error)
        shapes = [tensor.told for port in layer.inputs for tensor in received.get(port.name, ())]
        raise ProblemError(
            Problem("torch_refuses", {"kind": layer.kind(), "received": shapes, "reason": reason})
        ) from error


def infer_on(device: str, layer: Layer, constructor: str | None, received: Types, wired: frozenset[str]) -> Inference:
    """What comes out of a layer that is run on a device. Raises what the layer raises, and ProblemError."""
    given = layer.output_types(Received(received))
    ordered = [tensor for port in layer.inputs for tensor in received.get(port.name, ())]
    with torch.no_grad(), torch.device(device):
        module = construct(layer, constructor) if constructor is not None else None
        if module is not None:
            module.requires_grad_(False)  # the counter of flops trips over parameters that are returned as they are
        found = [] if given is not None else [_run(layer, module, received, wired, b) for b in BATCH_SIZES]
    parameters, buffers = _held(module)
    if given is not None:
        return Inference(given, parameters, buffers)
    (small, small_flops), (large, large_flops) = found
    slope = (large_flops - small_flops) // (BATCH_SIZES[1] - BATCH_SIZES[0])
    outputs = {}
    for port, first, second in zip(layer.outputs, small, large, strict=True):
        if first is not None and second is not None:
            outputs[port] = _with_batch(first, second)
    _check_batch(layer, ordered, outputs)
    return Inference(outputs, parameters, buffers, small_flops - slope * (BATCH_SIZES[0] - 1))


def _held(module: nn.Module | None) -> tuple[dict[str, TensorType], dict[str, TensorType]]:
    """The parameters and the saved buffers of a submodule; constants that the layer makes anew do not count."""
    if module is None:
        return {}, {}
    kept = module.state_dict()
    parameters = {name: _type_of(tensor) for name, tensor in module.named_parameters()}
    return parameters, {name: _type_of(tensor) for name, tensor in module.named_buffers() if name in kept}


def _run(
    layer: Layer, module: Any, received: Types, wired: frozenset[str], batch: int
) -> tuple[list[torch.Tensor | None], int]:
    inputs = [tensor for port in layer.inputs for tensor in received.get(port.name, ())]
    values = [torch.zeros(tensor.sized(batch), dtype=getattr(torch, tensor.dtype)) for tensor in inputs]
    with FlopCounterMode(display=False) as counter:
        outputs = step_function(layer, received, wired)(module, *values)
    _check_tensors(layer, outputs)
    return list(outputs), counter.get_total_flops()


def _check_tensors(layer: Layer, outputs: tuple[Any, ...]) -> None:
    """Raises ProblemError where own code returns something else than tensors."""
    for output in outputs:
        if output is not None and not isinstance(output, torch.Tensor) or output is None and len(outputs) == 1:
            arguments = {"kind": layer.kind(), "expected": Phrase("tensors"), "received": type(output).__name__}
            raise ProblemError(Problem("code_result", arguments))


def _type_of(tensor: torch.Tensor) -> TensorType:
    return TensorType(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))


def _with_batch(first: torch.Tensor, second: torch.Tensor) -> TensorType:
    """The type of which these are the values at the two batch sizes."""
    shape: list[Dim] = []
    for small, large in zip(first.shape, second.shape, strict=True):
        if small == large:
            shape.append(small)
            continue
        multiple, rest = divmod(small, BATCH_SIZES[0])
        if rest or multiple * BATCH_SIZES[1] != large:
            received = Phrase("at_batch", count=small, batch=BATCH_SIZES[0])
            raise ProblemError(Problem("batch_uneven", {"received": received}))
        shape.append(BatchDim(multiple))
    return TensorType(tuple(shape), str(first.dtype).removeprefix("torch."))


def _check_batch(layer: Layer, inputs: list[TensorType], outputs: Mapping[str, TensorType]) -> None:
    if layer.moves_batch:
        return
    leading = {tensor.shape[0] for tensor in inputs if tensor.has_batch_first}
    if not leading:
        _check_inner_batch(inputs, outputs)
        return
    for port, tensor in outputs.items():
        if layer.drops_batch and not any(isinstance(dim, BatchDim) for dim in tensor.shape):
            continue
        if not tensor.has_batch_first or tensor.shape.count(tensor.shape[0]) > 1:
            raise RefusedError(Problem("batch_moved", {"received": tensor.told}, port=port), dict(outputs))
        if tensor.shape[0] not in leading:  # joined here, and not somewhere before
            raise RefusedError(Problem("batch_joined", {"received": tensor.told}, port=port), dict(outputs))


def _check_inner_batch(inputs: list[TensorType], outputs: Mapping[str, TensorType]) -> None:
    """The same where the batch is not the first axis, as in the states of an LSTM: it may only come to the front."""
    batches = {dim: axis for tensor in inputs for axis, dim in enumerate(tensor.shape) if isinstance(dim, BatchDim)}
    for port, tensor in outputs.items() if batches else ():
        found = {dim: axis for axis, dim in enumerate(tensor.shape) if isinstance(dim, BatchDim)}
        if not found or found.keys() - batches.keys():
            raise RefusedError(Problem("batch_joined", {"received": tensor.told}, port=port), dict(outputs))
        if max(found.values()) > max(batches.values()):
            arguments = {"expected": max(batches.values()), "received": tensor.told}
            raise RefusedError(Problem("batch_behind", arguments, port=port), dict(outputs))


class RefusedError(ProblemError):
    """Raised where a layer does not fit what comes in; where samples would mix, the shapes are known all the same."""

    def __init__(self, problem: Problem, outputs: Mapping[str, TensorType]) -> None:
        super().__init__(problem)
        self.outputs = outputs
