"""MultiheadAttention computed once more for one place of one sample: its heads are not recorded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import on_host
from engine.compiler.random_state import random_state_kept


@dataclass(frozen=True)
class Head:
    """Attention of one query, in all heads: head × place. `scores` are scaled and masked."""

    scores: Tensor
    weights: Tensor
    kept: Tensor | None  # what dropout multiplied the weights by


class Attention:
    """MultiheadAttention for one place of one sample, in double precision. See torch.nn.MultiheadAttention."""

    def __init__(self, asked: Asked, sample: int, place: int) -> None:
        self.asked, self.sample, self.place = asked, sample, place
        self.heads: int = asked.params["num_heads"]
        self.weights = {name: on_host(tensor) for name, tensor in asked.weights_before.items()}
        self.query = on_host(asked.given("query").tensor[sample, place])
        self.key = self._brought("key", "query")
        self.value = self._brought("value", "key" if asked.has("key") else "query")
        self.size = len(self.query) // self.heads

    def _brought(self, port: str, instead: str) -> Tensor:
        return on_host(self.asked.given(port if self.asked.has(port) else instead).tensor[self.sample])

    def projection(self, number: int) -> tuple[Tensor, Tensor]:
        """Weight and bias by which query (0), key (1) or value (2) becomes what the heads see."""
        embed = self.heads * self.size
        rows = slice(number * embed, (number + 1) * embed)
        whole = self.weights.get("in_proj_weight")
        weight = whole[rows] if whole is not None else self.weights[f"{'qkv'[number]}_proj_weight"]
        bias = self.weights.get("in_proj_bias")
        return weight, bias[rows] if bias is not None else torch.zeros(embed, dtype=torch.float64)

    def head(self) -> Head:
        """Scores and weights of every head."""
        weight, bias = self.projection(0)
        query = (weight @ self.query + bias).reshape(self.heads, self.size)
        weight, bias = self.projection(1)
        in_key = torch.einsum("hd,hde->he", query, weight.reshape(self.heads, self.size, -1))
        of_bias = (query * bias.reshape(self.heads, self.size)).sum(1, keepdim=True)
        scores = in_key @ self.key.T + of_bias
        if "bias_k" in self.weights:
            added = (query * self.weights["bias_k"].reshape(self.heads, self.size)).sum(1, keepdim=True)
            scores = torch.cat([scores, added], dim=1)
        if self.asked.params["add_zero_attn"]:
            scores = torch.cat([scores, torch.zeros(self.heads, 1, dtype=torch.float64)], dim=1)
        scores = scores / math.sqrt(self.size)
        for mask in self._masks():
            scores[:, : mask.shape[-1]] = scores[:, : mask.shape[-1]] + mask
        weights = scores.softmax(dim=1)
        return Head(scores, weights, self._kept(weights.shape[1]))

    def _masks(self) -> list[Tensor]:
        """What is added to the scores: −∞ where a mask is true."""
        found = []
        if self.asked.has("key_padding_mask"):
            found.append(self.asked.given("key_padding_mask").tensor[self.sample])
        if self.asked.has("attn_mask"):
            mask = self.asked.given("attn_mask").tensor
            rows = slice(self.sample * self.heads, (self.sample + 1) * self.heads)
            found.append(mask[self.place] if mask.dim() == 2 else mask[rows, self.place])
        return [
            torch.zeros(mask.shape, dtype=torch.float64).masked_fill(mask.detach().to("cpu"), -math.inf)
            if mask.dtype == torch.bool
            else on_host(mask)
            for mask in found
        ]

    def _kept(self, places: int) -> Tensor | None:
        """What dropout drew for this place: drawn once more from the recorded random state."""
        p = self.asked.params["dropout"]
        if not p or not self.asked.is_training:
            return None
        query = self.asked.given("query").tensor
        shape = (query.shape[0], self.heads, query.shape[1], places)
        ones = torch.ones(shape, dtype=query.dtype, device=query.device)
        with random_state_kept():
            self.asked.one.random_state.restore()
            drawn = torch.nn.functional.dropout(ones, p, training=True)
        return on_host(drawn[self.sample, :, self.place])

    def values_for(self, column: int) -> Tensor:
        """What each place has to say for one number of the output, through both projections: head × place."""
        out = self.weights["out_proj.weight"][column].reshape(self.heads, self.size)
        weight, bias = self.projection(2)
        through = torch.einsum("hd,hde->he", out, weight.reshape(self.heads, self.size, -1))
        values = through @ self.value.T + (out * bias.reshape(self.heads, self.size)).sum(1, keepdim=True)
        if "bias_v" in self.weights:
            added = (out * self.weights["bias_v"].reshape(self.heads, self.size)).sum(1, keepdim=True)
            values = torch.cat([values, added], dim=1)
        if self.asked.params["add_zero_attn"]:
            values = torch.cat([values, torch.zeros(self.heads, 1, dtype=torch.float64)], dim=1)
        return values
