"""What MultiheadAttention computes between its projections, and the gradients there.

`q`, `k` and `v` are samples × place × embedding, `scores` (scaled and masked) and `probabilities` samples × head ×
query's place × key's place, `kept` what dropout multiplied them by, `heads` what they found, before the last
projection. softmax(Q Kᵀ / √d) V: Vaswani et al. 2017, "Attention is all you need"; torch.nn.MultiheadAttention.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.inside.node import Node, Numbers, precise
from engine.compiler.random_state import random_state_kept

PARTS = "qkv"


@dataclass(frozen=True)
class Attending:
    """What attention is computed from: what q, k and v are projected from, the weights, masks, and what dropout drew.

    Masks are what is added to the scores, samples × head × place × place or broadcast to that.
    """

    entered: Mapping[str, Tensor]
    weights: Mapping[str, Tensor]
    heads: int
    masks: tuple[Tensor, ...] = ()
    p: float = 0.0  # of dropout, 0 where nothing is dropped
    adds_zeros: bool = False

    def of_heads(self, tensor: Tensor) -> Tensor:
        """Samples × place × embedding as samples × head × place × size."""
        return heads_of(tensor, self.heads)

    def values(self, node: Node) -> Numbers:
        """Every part in the order of computation; `kept` is drawn once more from the present random state."""
        found = {part: self._projected(part) for part in PARTS}
        q, k, v = (self.of_heads(found[part]) for part in PARTS)
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
        for mask in self.masks:
            scores[..., : mask.shape[-1]] += mask
        found |= {"scores": scores, "probabilities": scores.softmax(dim=-1)}
        if self.p:
            found["kept"] = drawn(node, scores.shape, self.p)
        return found | {"heads": together(looked(found) @ v)}

    def given(self, parts: Mapping[str, Tensor]) -> Tensor:
        """What the last projection makes of the heads."""
        return torch.nn.functional.linear(
            parts["heads"], self.weights["out_proj.weight"], self.weights.get("out_proj.bias")
        )

    def _projected(self, part: str) -> Tensor:
        found = self.entered[part] @ projection(self.weights, part).T
        if "in_proj_bias" in self.weights:
            found = found + self.weights["in_proj_bias"].chunk(3)[PARTS.index(part)]
        if part == "q":
            return found
        added = [self.weights[f"bias_{part}"]] if f"bias_{part}" in self.weights else []
        if self.adds_zeros:
            added.append(torch.zeros(1, 1, found.shape[2], dtype=torch.float64))
        return torch.cat([found, *(one.expand(len(found), 1, -1) for one in added)], dim=1)

    def gradients(
        self, parts: Mapping[str, Tensor], at_output: Tensor | None, at_weights: Tensor | None = None
    ) -> Numbers:
        """The gradient that comes to each part, from what came to the output and to the mean of the weights."""
        q, k, v = (self.of_heads(parts[part]) for part in PARTS)
        heads = torch.zeros_like(parts["heads"])
        if at_output is not None:
            heads = at_output @ self.weights["out_proj.weight"]
        of_heads = self.of_heads(heads)
        probabilities = of_heads @ v.transpose(2, 3)
        if at_weights is not None:
            probabilities = probabilities + at_weights.unsqueeze(1) / self.heads
        if "kept" in parts:
            probabilities = probabilities * parts["kept"]
        p = parts["probabilities"]
        scores = p * (probabilities - (p * probabilities).sum(dim=-1, keepdim=True))
        scale = 1 / math.sqrt(q.shape[-1])
        return {
            "heads": heads,
            "probabilities": probabilities,
            "scores": scores,
            "q": together(scores @ k * scale),
            "k": together(scores.transpose(2, 3) @ q * scale),
            "v": together(looked(parts).transpose(2, 3) @ of_heads),
        }

    def sent(self, gradients: Mapping[str, Tensor]) -> Tensor:
        """What comes back to what was projected, where all three were projected from the same."""
        return sum((gradients[part] @ projection(self.weights, part) for part in PARTS), torch.zeros(()))


def heads_of(tensor: Tensor, heads: int) -> Tensor:
    """Samples × place × embedding as samples × head × place × size."""
    samples, places, width = tensor.shape
    return tensor.reshape(samples, places, heads, width // heads).transpose(1, 2)


def together(tensor: Tensor) -> Tensor:
    """The heads side by side again."""
    return tensor.transpose(1, 2).flatten(2)


def projection(weights: Mapping[str, Tensor], part: str) -> Tensor:
    """The weight that makes q, k or v: embedding × size of the input."""
    whole = weights.get("in_proj_weight")
    return whole.chunk(3)[PARTS.index(part)] if whole is not None else weights[f"{part}_proj_weight"]


def looked(parts: Mapping[str, Tensor]) -> Tensor:
    """The probabilities by which values are taken, after dropout."""
    return parts["probabilities"] * parts["kept"] if "kept" in parts else parts["probabilities"]


def masks_of(padding: Tensor | None, mask: Tensor | None, heads: int) -> tuple[Tensor, ...]:
    """What masks add to the scores: −∞ where one is true."""
    shaped = [padding[:, None, None, :]] if padding is not None else []
    if mask is not None:
        shaped.append(mask if mask.dim() == 2 else mask.unflatten(0, (-1, heads)))
    return tuple(
        torch.zeros(one.shape, dtype=torch.float64).masked_fill(one.cpu(), -math.inf)
        if one.dtype == torch.bool
        else precise(one)
        for one in shaped
    )


def drawn(node: Node, shape: torch.Size, p: float) -> Tensor:
    """What dropout multiplies by; drawn from the present random state, as the node draws it."""
    like = next(iter(node.given.values()))
    ones = torch.ones(shape, dtype=like.dtype, device=like.device)
    return precise(torch.nn.functional.dropout(ones, p, training=True))


# ---------------------------------------------------------------------------------------------- MultiheadAttention


def source(node: Node, part: str) -> str:
    """The input from which q, k or v is projected: without an edge, the key is the query and the value the key."""
    if part == "v" and "value" in node.given:
        return "value"
    return "key" if part != "q" and "key" in node.given else "query"


def _attending(node: Node) -> Attending:
    entered = {part: precise(node.given[source(node, part)]) for part in PARTS}
    heads: int = node.params["num_heads"]
    masks = masks_of(node.given.get("key_padding_mask"), node.given.get("attn_mask"), heads)
    p = float(node.params["dropout"]) if node.is_training else 0.0
    return Attending(entered, node.weights, heads, masks, p, node.params["add_zero_attn"])


def values(node: Node) -> Numbers:
    """Every part in the order of computation."""
    with random_state_kept():
        node.one.random_state.restore()
        return _attending(node).values(node)


def outputs(node: Node, parts: Numbers) -> Numbers:
    """What the parts say that the node gives, to be compared with what it gave."""
    return {"output": _attending(node).given(parts), "weights": looked(parts).mean(dim=1)}


def gradients(node: Node, parts: Numbers) -> Numbers:
    """The gradient that comes to each part."""
    return _attending(node).gradients(parts, node.grad("output"), node.grad("weights"))
