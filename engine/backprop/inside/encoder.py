"""What TransformerEncoderLayer computes between its parts, and the gradients there.

The parts of attention, then `attended`, what attention gives; `sum1` and `sum2`, what the shortcuts add up to;
`normed1` and `normed2`, what the normalizations inside give; `inner` and `hidden`, before and after the activation;
`fed`, what the two linear layers give. `kept1` to `kept3` are what dropout multiplied `attended`, `hidden`, `fed` by.
See torch.nn.TransformerEncoderLayer.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.backprop.inside.attention import PARTS, Attending, drawn, masks_of
from engine.backprop.inside.node import Node, Numbers, precise
from engine.compiler.random_state import random_state_kept

ATTENTION = "self_attn."


def is_norm_first(node: Node) -> bool:
    """Whether it normalizes before attention and the linear layers, not after them."""
    return bool(node.params["norm_first"])


def attending(node: Node, entered: Tensor) -> Attending:
    """Its attention, of what enters that."""
    weights = {
        name.removeprefix(ATTENTION): value for name, value in node.weights.items() if name.startswith(ATTENTION)
    }
    heads: int = node.params["nhead"]
    masks = masks_of(node.given.get("src_key_padding_mask"), node.given.get("src_mask"), heads)
    return Attending(dict.fromkeys(PARTS, entered), weights, heads, masks, _p(node))


def _p(node: Node) -> float:
    return float(node.params["dropout"]) if node.is_training else 0.0


def values(node: Node) -> Numbers:
    """Every part in the order of computation."""
    with random_state_kept():
        node.one.random_state.restore()
        x, parts = precise(node.given["src"]), Numbers()
        if is_norm_first(node):
            parts["normed1"] = _normed(node, "norm1", x)
        attention = attending(node, parts.get("normed1", x))
        parts |= attention.values(node)
        parts["attended"] = attention.given(parts)
        parts["sum1"] = x + _dropped(node, parts, "attended", "kept1")
        name = "normed2" if is_norm_first(node) else "normed1"
        parts[name] = _normed(node, "norm2" if is_norm_first(node) else "norm1", parts["sum1"])
        parts["inner"] = _linear(node, "linear1", parts[name])
        parts["hidden"] = _activation(node, parts["inner"])
        parts["fed"] = _linear(node, "linear2", _dropped(node, parts, "hidden", "kept2"))
        fed = _dropped(node, parts, "fed", "kept3")
        if not is_norm_first(node):
            parts["sum2"] = parts["normed1"] + fed
    return parts


def outputs(node: Node, parts: Numbers) -> Numbers:
    """What the parts say that the node gives, to be compared with what it gave."""
    if not is_norm_first(node):
        return {"output": _normed(node, "norm2", parts["sum2"])}
    return {"output": parts["sum1"] + kept(parts, "fed", "kept3")}


def kept(parts: Numbers, name: str, mask: str) -> Tensor:
    """A part after its dropout."""
    return parts[name] * parts[mask] if mask in parts else parts[name]


def _dropped(node: Node, parts: Numbers, name: str, mask: str) -> Tensor:
    if _p(node):
        samples, places, width = parts[name].shape
        if name == "attended":  # it has places in front in memory, and dropout draws in the order of memory
            parts[mask] = drawn(node, torch.Size((places, samples, width)), _p(node)).transpose(0, 1)
        else:
            parts[mask] = drawn(node, parts[name].shape, _p(node))
    return kept(parts, name, mask)


def _linear(node: Node, name: str, entered: Tensor) -> Tensor:
    return torch.nn.functional.linear(entered, node.weights[f"{name}.weight"], node.weights.get(f"{name}.bias"))


def _activation(node: Node, inner: Tensor) -> Tensor:
    return torch.relu(inner) if node.params["activation"] == "relu" else torch.nn.functional.gelu(inner)


def slope(node: Node, inner: Tensor) -> Tensor:
    """Of the activation: of ReLU, or of GELU, Φ(a) + a φ(a)."""
    if node.params["activation"] == "relu":
        return (inner > 0).double()
    density = (-inner * inner / 2).exp() / (2 * torch.pi) ** 0.5
    found: Tensor = torch.special.ndtr(inner) + inner * density
    return found


def _normed(node: Node, name: str, entered: Tensor) -> Tensor:
    weight, bias = node.weights.get(f"{name}.weight"), node.weights.get(f"{name}.bias")
    found: Tensor = torch.nn.functional.layer_norm(entered, entered.shape[-1:], weight, bias, _eps(node))
    return found


def _eps(node: Node) -> float:
    return float(node.params["layer_norm_eps"])


# ---------------------------------------------------------------------------------------------- the way back


def gradients(node: Node, parts: Numbers) -> Numbers:
    """The gradient that comes to each part, all uses summed."""
    arrived, found = node.grad("output"), Numbers()
    assert arrived is not None  # it has this one output
    if is_norm_first(node):
        at_fed = found["sum1"] = arrived
    else:
        at_fed = found["sum2"] = _through_norm(node, "norm2", parts["sum2"], arrived)
    found["fed"] = at_fed * parts["kept3"] if "kept3" in parts else at_fed
    hidden = found["fed"] @ node.weights["linear2.weight"]
    found["hidden"] = hidden * parts["kept2"] if "kept2" in parts else hidden
    found["inner"] = found["hidden"] * slope(node, parts["inner"])
    back = found["inner"] @ node.weights["linear1.weight"]
    if is_norm_first(node):
        found["normed2"] = back
        found["sum1"] = arrived + _through_norm(node, "norm2", parts["sum1"], back)
    else:
        found["normed1"] = found["sum2"] + back
        found["sum1"] = _through_norm(node, "norm1", parts["sum1"], found["normed1"])
    found["attended"] = found["sum1"] * parts["kept1"] if "kept1" in parts else found["sum1"]
    attention = attending(node, parts["normed1"] if is_norm_first(node) else precise(node.given["src"]))
    found |= attention.gradients(parts, found["attended"])
    if is_norm_first(node):
        found["normed1"] = attention.sent(found)
    return found


def _through_norm(node: Node, name: str, entered: Tensor, arrived: Tensor) -> Tensor:
    """Back through a LayerNorm: (g − mean(g) − x̂ mean(g x̂)) / σ, with g what arrived times the scale."""
    weight = node.weights.get(f"{name}.weight")
    g = arrived if weight is None else arrived * weight
    spread = (entered.var(dim=-1, unbiased=False, keepdim=True) + _eps(node)) ** -0.5
    normal = (entered - entered.mean(dim=-1, keepdim=True)) * spread
    found: Tensor = (g - g.mean(dim=-1, keepdim=True) - normal * (g * normal).mean(dim=-1, keepdim=True)) * spread
    return found
