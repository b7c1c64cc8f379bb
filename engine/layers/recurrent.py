"""Layers that read a sequence step by step and remember."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from engine.layers.layer import Arguments, ModuleLayer, Port, Received, WeightAxis
from engine.layers.parameters import Bool, Choice, Float, Int
from engine.layers.tensor_type import Dim, TensorType
from engine.problem import Problem

_SEQUENCE = Port("input", "float32", dims=(3,))


class _Recurrent(ModuleLayer):
    """Takes B × T × input_size; gives every step's output, and the states after the last in torch's shape.

    A state is layers·directions × B × size: the batch is its second axis.
    """

    inputs: ClassVar[tuple[Port, ...]] = (_SEQUENCE, Port("h_0", "float32", dims=(3,), required=False))
    outputs: ClassVar[tuple[str, ...]] = ("output", "h_n")
    unpack = "{output}, {h_n}"
    captions = ("{hidden_size} unit|{hidden_size} units",)
    synonyms = ("recurrent", "sequence", "memory")
    derived = frozenset({"input_size"})
    positional: ClassVar[tuple[str, ...]] = ("hidden_size",)
    moves_batch = True
    draws_random = True
    hidden_size = Int(required=True, initial=64, minimum=1, help="How many numbers are remembered.")
    num_layers = Int(1, minimum=1, help="How many such layers are stacked.")
    bias = Bool(True, help="Whether learned biases are added.")
    dropout = Float(0.0, minimum=0, maximum=1, help="Dropout between stacked layers while training.")
    bidirectional = Bool(False, help="Whether a second layer reads the sequence from its end.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"input_size": received.size("input", 2)}

    def fixed(self, received: Received) -> dict[str, object]:
        return {"batch_first": True}

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        """None where two directions stand side by side, or outputs are projected."""
        if self.bidirectional or self.values.get("proj_size"):
            return {}
        axes: dict[str, tuple[WeightAxis, ...]] = {}
        for number in range(self.num_layers):
            axes[f"weight_ih_l{number}"] = ("out", "state" if number else "features")
            axes[f"weight_hh_l{number}"] = ("out", "state")
            axes[f"bias_ih_l{number}"] = axes[f"bias_hh_l{number}"] = ("out",)
        return axes

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from self.state_problems(received, "h_0", self.hidden_size)

    def state_problems(self, received: Received, port: str, size: int) -> Iterable[Problem]:
        """A problem where a state from outside has not the shape that torch wants."""
        batch = received.one("input").shape[0]
        count = self.num_layers * (2 if self.bidirectional else 1)
        expected: tuple[Dim, ...] = (count, batch, size)
        for state in received[port]:
            if state.shape != expected:
                arguments = {"expected": TensorType(expected).told, "name": port, "received": state.told}
                yield Problem("state_shape", arguments, port=port)


class RNN(_Recurrent):
    """Reads a sequence step by step; each state is a function of the step and the state before.

    hₜ = tanh(W x_t + b + U hₜ₋₁ + c)
    See torch.nn.RNN.
    """

    computes_by_device = True
    nonlinearity = Choice("tanh", choices=("tanh", "relu"), help="The function of each step.")


class LSTM(_Recurrent):
    """Reads a sequence step by step with gates that decide what is remembered, forgotten and shown.

    c_t = f ⊙ c_{t−1} + i ⊙ g, h_t = o ⊙ tanh(c_t)
    See torch.nn.LSTM.
    """

    stacked = 4  # gates
    inputs = (*_Recurrent.inputs, Port("c_0", "float32", dims=(3,), required=False))
    outputs = ("output", "h_n", "c_n")
    unpack = "{output}, ({h_n}, {c_n})"
    proj_size = Int(0, minimum=0, help="Where above 0, the size to which each output is projected.")

    def expects(self, received: Received) -> Iterable[Problem]:
        if self.proj_size >= self.hidden_size:
            arguments = {"expected": self.hidden_size, "received": self.proj_size}
            yield Problem("proj_size", arguments, parameter="proj_size")
        given = [port for port in ("h_0", "c_0") if received[port]]
        if len(given) == 1:
            yield Problem("state_incomplete", {"received": given[0]}, port=given[0])
        yield from self.state_problems(received, "h_0", self.proj_size or self.hidden_size)
        yield from self.state_problems(received, "c_0", self.hidden_size)

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        if not arguments["h_0"]:
            return f"{module}({arguments.one('input')})"
        return f"{module}({arguments.one('input')}, ({arguments.one('h_0')}, {arguments.one('c_0')}))"


class GRU(_Recurrent):
    """Reads a sequence step by step with two gates: a lighter LSTM.

    h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
    See torch.nn.GRU.
    """

    stacked = 3  # gates
    computes_by_device = True
