"""A recurrent layer computed once more for one sample, with everything that it keeps to itself.

Gates, cells and the states of all layers but the last are not recorded: they follow from inputs, weights and recorded
states by the formulas of torch.nn.RNN, LSTM and GRU, in double precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import on_host
from engine.compiler.random_state import random_state_kept

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


@dataclass(frozen=True)
class Direction:
    """One direction of one layer for one sample: double precision, in the order in which the steps were read.

    `states` are h of all steps, `cells` c (LSTM); `first` and `first_cell` those before them. `gates` are the weighted
    sums from the input and from the state before, for all steps: time × (gates · hidden_size).
    """

    weights: Mapping[str, Tensor]
    states: Tensor
    first: Tensor
    first_cell: Tensor
    of_input: Tensor
    of_state: Tensor

    def before(self, step: int) -> Tensor:
        """h before a step."""
        return self.first if step == 0 else self.states[step - 1]


class Recurrence:
    """The layer as it read one sample."""

    def __init__(self, asked: Asked, sample: int) -> None:
        params = asked.params
        self.kind = asked.layer.kind()
        self.hidden_size: int = params["hidden_size"]
        self.layers: int = params["num_layers"]
        self.directions = 2 if params["bidirectional"] else 1
        self.size: int = params.get("proj_size") or self.hidden_size  # of what comes out
        self._asked, self._sample = asked, sample
        self._nonlinearity = params.get("nonlinearity", "tanh")

    def direction(self, layer: int, direction: int) -> Direction:
        """Everything about one direction of one layer."""
        entering = on_host(self._asked.given().tensor[self._sample])
        masks = self._masks(entering.shape[0]) if layer else []
        for below in range(layer):
            both = [self._states(below, number, entering) for number in range(self.directions)]
            entering = torch.cat(both, dim=1) * (masks[below] if masks else 1.0)
        return self._whole(layer, direction, entering)

    def weight_name(self, name: str, layer: int, direction: int) -> str:
        """torch's name: `weight_ih_l0`, `bias_hh_l1_reverse`."""
        return f"{name}_l{layer}" + ("_reverse" if direction else "")

    def row(self, layer: int, direction: int) -> int:
        """Which of the states in h_n and c_n belongs to it."""
        return layer * self.directions + direction

    def _whole(self, layer: int, direction: int, entering: Tensor) -> Direction:
        if layer == self.layers - 1:
            recorded = on_host(self._asked.gave("output").tensor[self._sample])
            states = recorded[:, direction * self.size : (direction + 1) * self.size]
        else:
            states = self._states(layer, direction, entering)
        if direction:
            states, entering = states.flip(0), entering.flip(0)
        weights = self._weights(layer, direction)
        first, first_cell = self._first(layer, direction)
        before = torch.cat([first.unsqueeze(0), states[:-1]])
        of_input = entering @ weights["weight_ih"].T
        of_state = before @ weights["weight_hh"].T
        if "bias_ih" in weights:
            of_input, of_state = of_input + weights["bias_ih"], of_state + weights["bias_hh"]
        return Direction(weights, states, first, first_cell, of_input, of_state)

    def _states(self, layer: int, direction: int, entering: Tensor) -> Tensor:
        """h of all steps, in the order of the sequence."""
        weights = self._weights(layer, direction)
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"]
        flat = [weights[name] for name in names if name in weights]
        first, first_cell = self._first(layer, direction)
        sequence = entering.flip(0) if direction else entering
        state: Any = first.reshape(1, 1, -1)
        function: Any = torch.gru
        if self.kind == "LSTM":
            function, state = torch.lstm, (state, first_cell.reshape(1, 1, -1))
        elif self.kind == "RNN":
            function = torch.rnn_tanh if self._nonlinearity == "tanh" else torch.rnn_relu
        with torch.no_grad():
            output = function(sequence.unsqueeze(1), state, flat, "bias_ih" in weights, 1, 0.0, False, False, False)[0]
        found: Tensor = output[:, 0]
        return found.flip(0) if direction else found

    def _weights(self, layer: int, direction: int) -> dict[str, Tensor]:
        found = {}
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"):
            tensor = self._asked.weights_before.get(self.weight_name(name, layer, direction))
            if tensor is not None:
                found[name] = on_host(tensor)
        return found

    def _first(self, layer: int, direction: int) -> tuple[Tensor, Tensor]:
        """h and c before the first step."""
        found = []
        for port, size in (("h_0", self.size), ("c_0", self.hidden_size)):
            if self._asked.has(port):
                found.append(on_host(self._asked.given(port).tensor[self.row(layer, direction), self._sample]))
            else:
                found.append(torch.zeros(size, dtype=torch.float64))
        return found[0], found[1]

    def _masks(self, steps: int) -> list[Tensor]:
        """What dropout drew between the layers for this sample: drawn once more from the recorded random state."""
        p = self._asked.params["dropout"]
        if not p or not self._asked.is_training:
            return []
        given = self._asked.given().tensor
        shape = (steps, given.shape[0], self.directions * self.size)
        ones = torch.ones(shape, dtype=given.dtype, device=given.device)
        with random_state_kept():
            self._asked.one.random_state.restore()
            drawn = [torch.nn.functional.dropout(ones, p, training=True) for _ in range(self.layers - 1)]
        return [on_host(mask[:, self._sample]) for mask in drawn]
