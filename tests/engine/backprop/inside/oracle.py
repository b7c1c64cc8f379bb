"""The layers as torch's documentation writes them, as loops, with every number on the way kept for autograd."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import torch
from torch import Tensor

from engine.backprop.inside.node import Node

Kept = dict[str, list[Tensor]]


def recurrent_by_hand(node: Node) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Parts and their gradients, of a node without dropout; samples × time × unit."""
    params, weights = node.params, node.weights
    entered = node.input("input")
    assert entered is not None
    size = params.get("proj_size") or params["hidden_size"]
    directions = 2 if params["bidirectional"] else 1
    kept: dict[str, dict[int, Tensor]] = defaultdict(dict)
    last: dict[str, list[Tensor]] = {"h_n": [], "c_n": []}
    sequence = [entered[:, time].requires_grad_() for time in range(entered.shape[1])]
    for layer in range(params["num_layers"]):
        outputs: list[list[Tensor]] = [[] for _ in sequence]
        for direction in range(directions):
            suffix = f"_l{layer}" + ("_reverse" if direction else "")
            row = layer * directions + direction
            h = _first(node, "h_0", row, size)
            c = _first(node, "c_0", row, params["hidden_size"])
            for time in reversed(range(len(sequence))) if direction else range(len(sequence)):
                now, h, c = _step(node.kind, params, weights, suffix, sequence[time], h, c)
                for name, value in now.items():
                    value.retain_grad()
                    kept[name + suffix][time] = value
                outputs[time].append(h)
            last["h_n"].append(h)
            last["c_n"].append(c)
        sequence = [torch.cat(both, dim=1) for both in outputs]
    given = {"output": torch.stack(sequence, dim=1), "h_n": torch.stack(last["h_n"]), "c_n": torch.stack(last["c_n"])}
    _send_back(node, given)
    return _joined(kept)


def _first(node: Node, port: str, row: int, size: int) -> Tensor:
    given, entered = node.input(port), node.input("input")
    assert entered is not None
    return given[row] if given is not None else torch.zeros(len(entered), size, dtype=torch.float64)


def _step(
    kind: str, params: Mapping[str, object], weights: Mapping[str, Tensor], suffix: str, x: Tensor, h: Tensor, c: Tensor
) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    def linear(name: str, value: Tensor) -> Tensor:
        return torch.nn.functional.linear(value, weights[f"weight_{name}{suffix}"], weights.get(f"bias_{name}{suffix}"))

    of_input, of_state = linear("ih", x), linear("hh", h)
    if kind == "RNN":
        a = (of_input + of_state).requires_grad_()
        h = torch.tanh(a) if params["nonlinearity"] == "tanh" else torch.relu(a)
        return {"a": a, "h": h}, h, c
    if kind == "GRU":
        x_r, x_z, x_n = of_input.chunk(3, dim=1)
        h_r, h_z, m = of_state.chunk(3, dim=1)
        a_r, a_z = (x_r + h_r).requires_grad_(), (x_z + h_z).requires_grad_()
        r, z = torch.sigmoid(a_r), torch.sigmoid(a_z)
        a_n = x_n + r * m
        n = torch.tanh(a_n)
        h = (1 - z) * n + z * h
        return {"a_r": a_r, "a_z": a_z, "a_n": a_n, "h": h}, h, c
    a_i, a_f, a_g, a_o = ((one + other).requires_grad_() for one, other in
                          zip(of_input.chunk(4, dim=1), of_state.chunk(4, dim=1), strict=True))  # fmt: skip
    i, f, g, o = torch.sigmoid(a_i), torch.sigmoid(a_f), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + i * g
    u = o * torch.tanh(c)
    found = {"a_i": a_i, "a_f": a_f, "a_g": a_g, "a_o": a_o, "c": c}
    projection = weights.get(f"weight_hr{suffix}")
    h = u @ projection.T if projection is not None else u
    return found | ({"u": u, "h": h} if projection is not None else {"h": h}), h, c


def _joined(kept: Mapping[str, Mapping[int, Tensor]]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    values, gradients = {}, {}
    for name, by_time in kept.items():
        steps = [by_time[time] for time in sorted(by_time)]
        values[name] = torch.stack([one.detach() for one in steps], dim=1)
        gradients[name] = torch.stack([torch.zeros_like(one) if one.grad is None else one.grad for one in steps], dim=1)
    return values, gradients


def attention_by_hand(node: Node) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Parts and their gradients, of a node without dropout, head by head."""
    inputs = {"q": node.input("query")}
    inputs["k"] = node.input("key") if "key" in node.given else inputs["q"]
    inputs["v"] = node.input("value") if "value" in node.given else inputs["k"]
    entered = {name: value.clone().requires_grad_() for name, value in inputs.items() if value is not None}
    masks = (node.given.get("key_padding_mask"), node.given.get("attn_mask"))
    found, given = _attend(entered, node.weights, int(node.params["num_heads"]), masks, node.params["add_zero_attn"])
    _send_back(node, {"output": given, "weights": found["probabilities"].mean(dim=1)})
    return _with_gradients(found)


def encoder_by_hand(node: Node) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Parts and their gradients, of a node without dropout."""
    weights, first, source = node.weights, node.params["norm_first"], node.input("src")
    assert source is not None
    x, found = source.clone().requires_grad_(), dict[str, Tensor]()

    def norm(name: str, value: Tensor) -> Tensor:
        return torch.nn.functional.layer_norm(
            value,
            value.shape[-1:],
            weights[f"{name}.weight"],
            weights.get(f"{name}.bias"),
            node.params["layer_norm_eps"],
        )

    def attend(value: Tensor) -> Tensor:
        inner = {name.removeprefix("self_attn."): weight for name, weight in weights.items()}
        masks = (node.given.get("src_key_padding_mask"), node.given.get("src_mask"))
        parts, given = _attend(dict.fromkeys("qkv", value), inner, int(node.params["nhead"]), masks, False)
        found.update(parts)
        return given

    def feed(value: Tensor) -> Tensor:
        found["inner"] = torch.nn.functional.linear(value, weights["linear1.weight"], weights.get("linear1.bias"))
        activation = torch.relu if node.params["activation"] == "relu" else torch.nn.functional.gelu
        found["hidden"] = activation(found["inner"])
        return torch.nn.functional.linear(found["hidden"], weights["linear2.weight"], weights.get("linear2.bias"))

    if first:
        found["normed1"] = norm("norm1", x)
    found["attended"] = attend(found.get("normed1", x))
    found["sum1"] = x + found["attended"]
    if first:
        found["normed2"] = norm("norm2", found["sum1"])
        found["fed"] = feed(found["normed2"])
        given = found["sum1"] + found["fed"]
    else:
        found["normed1"] = norm("norm1", found["sum1"])
        found["fed"] = feed(found["normed1"])
        found["sum2"] = found["normed1"] + found["fed"]
        given = norm("norm2", found["sum2"])
    for value in found.values():
        value.retain_grad()
    _send_back(node, {"output": given})
    return _with_gradients(found)


def _with_gradients(found: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    gradients = {name: torch.zeros_like(one) if one.grad is None else one.grad for name, one in found.items()}
    return {name: one.detach() for name, one in found.items()}, gradients


Masks = tuple[Tensor | None, Tensor | None]  # of keys, and of pairs


def _attend(
    entered: Mapping[str, Tensor], weights: Mapping[str, Tensor], heads: int, masks: Masks, adds_zeros: bool
) -> tuple[dict[str, Tensor], Tensor]:
    """The parts of attention, and what it gives."""
    found: dict[str, Tensor] = {}
    embedding = weights["out_proj.weight"].shape[0]
    for number, (name, value) in enumerate(entered.items()):
        whole = weights.get("in_proj_weight")
        rows = slice(number * embedding, (number + 1) * embedding)
        weight = whole[rows] if whole is not None else weights[f"{name}_proj_weight"]
        bias = weights["in_proj_bias"][rows] if "in_proj_bias" in weights else None
        made = torch.nn.functional.linear(value, weight, bias)
        if name != "q" and "bias_k" in weights:
            made = torch.cat([made, weights[f"bias_{name}"].repeat(len(made), 1, 1)], dim=1)
        if name != "q" and adds_zeros:
            made = torch.cat([made, torch.zeros(len(made), 1, embedding, dtype=torch.float64)], dim=1)
        found[name] = made
    size = embedding // heads
    scores, values = [], []
    for head in range(heads):
        q, k, v = (found[name][..., head * size : (head + 1) * size] for name in "qkv")
        added = _mask(masks, q.shape[:2], head, heads, k.shape[1])
        scores.append(torch.einsum("nte,nse->nts", q, k) / math.sqrt(size) + added)
        values.append(v)
    found["scores"] = torch.stack(scores, dim=1)
    found["probabilities"] = found["scores"].softmax(dim=3)
    found["heads"] = torch.cat([found["probabilities"][:, head] @ values[head] for head in range(heads)], dim=2)
    for value in found.values():
        value.retain_grad()
    return found, torch.nn.functional.linear(found["heads"], weights["out_proj.weight"], weights.get("out_proj.bias"))


def _mask(masks: Masks, shape: torch.Size, head: int, heads: int, places: int) -> Tensor:
    """What is added to the scores of one head: samples × query × key."""
    added = torch.zeros(*shape, places, dtype=torch.float64)
    padding, mask = masks
    if padding is not None:
        own = torch.where(padding, -math.inf, 0.0) if padding.dtype == torch.bool else padding
        added[..., : own.shape[1]] += own[:, None, :].double()
    if mask is not None:
        own = torch.where(mask, -math.inf, 0.0) if mask.dtype == torch.bool else mask
        for sample in range(len(added)):
            added[sample, :, : own.shape[-1]] += (own if own.dim() == 2 else own[sample * heads + head]).double()
    return added


def _send_back(node: Node, given: Mapping[str, Tensor]) -> None:
    arrived = {port: node.grad(port) for port in given}
    pairs = [(given[port], gradient) for port, gradient in arrived.items() if gradient is not None]
    torch.autograd.backward([value for value, _ in pairs], [gradient for _, gradient in pairs])
