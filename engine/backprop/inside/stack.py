"""How RNN, LSTM and GRU stack their layers and directions, and what enters each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from engine.backprop.inside.node import Node, precise
from engine.compiler.random_state import random_state_kept


@dataclass(frozen=True)
class Run:
    """One direction of one layer. Its parts are named as torch names its weights: `c_l0`, `c_l1_reverse`."""

    layer: int
    is_reverse: bool
    row: int  # which of the states in h_n and c_n are its own

    @property
    def suffix(self) -> str:
        return f"_l{self.layer}" + ("_reverse" if self.is_reverse else "")

    def part(self, name: str) -> str:
        return name + self.suffix

    def as_read(self, sequence: Tensor) -> Tensor:
        """Samples × time × unit in the order in which it reads; applied twice, the order of the sequence."""
        return sequence.flip(1) if self.is_reverse else sequence

    def before(self, sequence: Tensor, first: Tensor) -> Tensor:
        """At each time what stood there one step of reading earlier."""
        return self.as_read(torch.cat([first.unsqueeze(1), self.as_read(sequence)[:, :-1]], dim=1))


class Stack:
    """The layers and directions of a node, in the order in which they are computed.

    Sequences are samples × time × unit here, as with `batch_first`, in the order of the sequence also where a
    direction reads it from its end.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        params = node.params
        self.hidden_size: int = params["hidden_size"]
        self.layers: int = params["num_layers"]
        self.directions = 2 if params["bidirectional"] else 1
        self.size: int = params.get("proj_size") or self.hidden_size  # of a state
        self.runs = tuple(
            Run(layer, direction == 1, layer * self.directions + direction)
            for layer in range(self.layers)
            for direction in range(self.directions)
        )

    @property
    def is_projected(self) -> bool:
        return self.size != self.hidden_size

    @cached_property
    def sequence(self) -> Tensor:
        """What entered."""
        entered = self.node.input("input")
        assert entered is not None  # the port is required
        return entered

    def of_layer(self, layer: int) -> tuple[Run, ...]:
        return self.runs[layer * self.directions : (layer + 1) * self.directions]

    def is_top(self, run: Run) -> bool:
        return run.layer == self.layers - 1

    def columns(self, run: Run) -> slice:
        """Where its states stand among those of both directions."""
        start = self.size if run.is_reverse else 0
        return slice(start, start + self.size)

    def weight(self, name: str, run: Run) -> Tensor:
        return self.node.weights[run.part(name)]

    def bias(self, name: str, run: Run) -> Tensor:
        """A bias of all gates, or what adds nothing."""
        found = self.node.weights.get(run.part(name))
        return found if found is not None else torch.zeros((), dtype=torch.float64)

    def first(self, port: str, run: Run) -> Tensor:
        """h or c before the first step: samples × unit."""
        given = self.node.input(port)
        if given is not None:
            return given[run.row]
        return torch.zeros(len(self.sequence), self.size if port == "h_0" else self.hidden_size, dtype=torch.float64)

    def entering(self, run: Run, parts: Mapping[str, Tensor]) -> Tensor:
        """What it reads: the sequence, or the states of the layer below after dropout."""
        if run.layer == 0:
            return self.sequence
        below = torch.cat([parts[one.part("h")] for one in self.of_layer(run.layer - 1)], dim=2)
        mask = self.mask(run.layer)
        return below if mask is None else below * mask

    def mask(self, layer: int) -> Tensor | None:
        """What dropout multiplied by what enters a layer; None where nothing was dropped."""
        return self._masks[layer - 1] if layer and self._masks else None

    @cached_property
    def _masks(self) -> tuple[Tensor, ...]:
        """What dropout drew between the layers: drawn once more, from the recorded random state."""
        p = self.node.params["dropout"]
        if not p or not self.node.is_training:
            return ()
        given = self.node.given["input"]
        shape = (given.shape[1], given.shape[0], self.directions * self.size)  # torch draws with time in front
        ones = torch.ones(shape, dtype=given.dtype, device=given.device)
        with random_state_kept():
            self.node.one.random_state.restore()
            drawn = [torch.nn.functional.dropout(ones, p, training=True) for _ in range(self.layers - 1)]
        return tuple(precise(mask.transpose(0, 1)) for mask in drawn)

    def states(self, run: Run, entering: Tensor) -> Tensor:
        """h of all steps, by torch's own function for one layer and one direction."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        flat = [self.node.weights[run.part(name)] for name in names if run.part(name) in self.node.weights]
        has_bias = run.part("bias_ih") in self.node.weights
        first, options = self.first("h_0", run).unsqueeze(0), (has_bias, 1, 0.0, False, False, True)
        read = run.as_read(entering)
        with torch.no_grad():
            if self.node.kind == "LSTM":
                states = torch.lstm(read, (first, self.first("c_0", run).unsqueeze(0)), flat, *options)[0]
            elif self.node.kind == "GRU":
                states = torch.gru(read, first, flat, *options)[0]
            elif self.node.params["nonlinearity"] == "tanh":
                states = torch.rnn_tanh(read, first, flat, *options)[0]
            else:
                states = torch.rnn_relu(read, first, flat, *options)[0]
        return run.as_read(states)
