"""What MultiheadAttention computes between its projections, and the gradients there.

`q`, `k` and `v` are samples × place × embedding, `scores` (scaled and masked) and `probabilities` samples × head ×
query's place × key's place, `kept` what dropout multiplied them by, `heads` what they found, before the last
projection. softmax(Q Kᵀ / √d) V: Vaswani et al. 2017, "Attention is all you need"; torch.nn.MultiheadAttention.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from engine.backprop.inside.node import Node, Numbers, precise
from engine.compiler.random_state import random_state_kept

PARTS = "qkv"


def source(node: Node, part: str) -> str:
    """The input from which q, k or v is projected: without an edge, the key is the query and the value the key."""
    if part == "v" and "value" in node.given:
        return "value"
    return "key" if part != "q" and "key" in node.given else "query"


def heads_of(node: Node, tensor: Tensor) -> Tensor:
    """Samples × place × embedding as samples × head × place × size."""
    samples, places, width = tensor.shape
    heads: int = node.params["num_heads"]
    return tensor.reshape(samples, places, heads, width // heads).transpose(1, 2)


def together(tensor: Tensor) -> Tensor:
    """The heads side by side again."""
    return tensor.transpose(1, 2).flatten(2)


def projection(node: Node, part: str) -> Tensor:
    """The weight that makes q, k or v: embedding × size of the input."""
    whole = node.weights.get("in_proj_weight")
    return whole.chunk(3)[PARTS.index(part)] if whole is not None else node.weights[f"{part}_proj_weight"]


def values(node: Node) -> Numbers:
    """Every part in the order of computation."""
    found = {part: _projected(node, part) for part in PARTS}
    q, k, v = (heads_of(node, found[part]) for part in PARTS)
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
    for mask in _masks(node):
        scores[..., : mask.shape[-1]] += mask
    found |= {"scores": scores, "probabilities": scores.softmax(dim=-1)}
    kept = _kept(node, scores.shape)
    if kept is not None:
        found["kept"] = kept
    return found | {"heads": together(looked(found) @ v)}


def looked(parts: Numbers) -> Tensor:
    """The probabilities by which values are taken, after dropout."""
    return parts["probabilities"] * parts["kept"] if "kept" in parts else parts["probabilities"]


def outputs(node: Node, parts: Numbers) -> Numbers:
    """What the parts say that the node gives, to be compared with what it gave."""
    given = parts["heads"] @ node.weights["out_proj.weight"].T
    if "out_proj.bias" in node.weights:
        given = given + node.weights["out_proj.bias"]
    return {"output": given, "weights": looked(parts).mean(dim=1)}


def _projected(node: Node, part: str) -> Tensor:
    entered = node.input(source(node, part))
    assert entered is not None  # the query is required
    found = entered @ projection(node, part).T
    if "in_proj_bias" in node.weights:
        found = found + node.weights["in_proj_bias"].chunk(3)[PARTS.index(part)]
    if part == "q":
        return found
    added = [node.weights[f"bias_{part}"]] if f"bias_{part}" in node.weights else []
    if node.params["add_zero_attn"]:
        added.append(torch.zeros(1, 1, found.shape[2], dtype=torch.float64))
    return torch.cat([found, *(one.expand(len(found), 1, -1) for one in added)], dim=1)


def _masks(node: Node) -> list[Tensor]:
    """What is added to the scores, −∞ where a mask is true: samples × head × place × place, or broadcast to that."""
    padding, mask = node.given.get("key_padding_mask"), node.given.get("attn_mask")
    shaped = [padding[:, None, None, :]] if padding is not None else []
    if mask is not None:
        shaped.append(mask if mask.dim() == 2 else mask.unflatten(0, (-1, node.params["num_heads"])))
    return [
        torch.zeros(one.shape, dtype=torch.float64).masked_fill(one.cpu(), -math.inf)
        if one.dtype == torch.bool
        else precise(one)
        for one in shaped
    ]


def _kept(node: Node, shape: torch.Size) -> Tensor | None:
    """What dropout drew: drawn once more, from the recorded random state."""
    p = node.params["dropout"]
    if not p or not node.is_training:
        return None
    query = node.given["query"]
    with random_state_kept():
        node.one.random_state.restore()
        ones = torch.ones(shape, dtype=query.dtype, device=query.device)
        return precise(torch.nn.functional.dropout(ones, p, training=True))


def gradients(node: Node, parts: Numbers) -> Numbers:
    """The gradient that comes to each part, from what came to the output and to the weights."""
    q, k, v = (heads_of(node, parts[part]) for part in PARTS)
    at_output, at_weights = node.grad("output"), node.grad("weights")
    heads = torch.zeros_like(parts["heads"])
    if at_output is not None:
        heads = at_output @ node.weights["out_proj.weight"]
    of_heads = heads_of(node, heads)
    probabilities = of_heads @ v.transpose(2, 3)
    if at_weights is not None:
        probabilities = probabilities + at_weights.unsqueeze(1) / node.params["num_heads"]
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
