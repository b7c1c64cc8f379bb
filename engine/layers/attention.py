"""Attention, the layer built from it, and what tells it the order of its input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.layers.checks import divides
from engine.layers.layer import Arguments, ExpressionLayer, ModuleLayer, Port, Received
from engine.layers.parameters import Bool, Choice, Float, Int
from engine.layers.reach import Reaches, same_places
from engine.layers.tensor_type import BatchDim, Dim, TensorType
from engine.problem import Problem


def _mask_problems(received: Received, port: str, *shapes: tuple[Dim, ...]) -> Iterator[Problem]:
    """Problems with a mask that is neither bool nor float32, or has none of these shapes."""
    for mask in received[port]:
        if mask.dtype not in ("bool", "float32"):
            yield Problem("mask_dtype", {"received": mask.dtype}, port=port)
        if mask.shape not in shapes:
            expected = [TensorType(shape).told for shape in shapes]
            yield Problem("mask_shape", {"expected": expected, "received": mask.told}, port=port)


def _per_head(batch: Dim, heads: int) -> Dim:
    """The first axis of a mask that differs from head to head."""
    return BatchDim(batch.multiple * heads) if isinstance(batch, BatchDim) else batch * heads


class MultiheadAttention(ModuleLayer):
    """Lets each place of a sequence take a weighted mean over the places of another, in several heads.

    softmax(Q Kᵀ / √d) V in each head; without an edge, the key is the query and the value is the key.
    See torch.nn.MultiheadAttention.
    """

    inputs = (
        Port("query", "float32", dims=(3,)),
        Port("key", "float32", dims=(3,), required=False, falls_back_to="query"),
        Port("value", "float32", dims=(3,), required=False, falls_back_to="key"),
        Port("key_padding_mask", dims=(2,), required=False),
        Port("attn_mask", dims=(2, 3), required=False),
    )
    outputs = ("output", "weights")
    unpack = "{output}, {weights}"
    captions = ("{num_heads} head|{num_heads} heads",)
    synonyms = ("attention", "self-attention", "transformer")
    derived = frozenset({"embed_dim", "kdim", "vdim"})
    positional = ("num_heads",)
    draws_random = True
    computes_by_device = True
    num_heads = Int(required=True, initial=4, minimum=1, help="Into how many heads the embedding is split.")
    dropout = Float(0.0, minimum=0, maximum=1, help="Dropout on the weights while training.")
    bias = Bool(True, help="Whether the projections add learned biases.")
    add_bias_kv = Bool(False, help="Whether a learned place is added to key and value.")
    add_zero_attn = Bool(False, help="Whether a place of zeros is added to key and value.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"embed_dim": received.size("query", 2)}

    def fixed(self, received: Received) -> dict[str, object]:
        full = _with_fallbacks(received)
        sizes: dict[str, object] = {"kdim": full.size("key", 2), "vdim": full.size("value", 2)}
        embed_dim = received.size("query", 2)
        return {name: size for name, size in sizes.items() if size != embed_dim} | {"batch_first": True}

    def expects(self, received: Received) -> Iterable[Problem]:
        full = _with_fallbacks(received)
        query, key, value = (full.one(port) for port in ("query", "key", "value"))
        uneven = divides("num_heads", self.num_heads, "embed_dim", received.size("query", 2))
        if uneven:
            yield uneven
        if key.shape[0] != query.shape[0] or value.shape[:2] != key.shape[:2]:
            port = "key" if key.shape[0] != query.shape[0] else "value"
            expected = TensorType((query.shape[0], key.shape[1], full.one(port).shape[2]))
            arguments = {"expected": expected.told, "name": port, "received": full.one(port).told}
            yield Problem("lengths_differ", arguments, port=port)
        batch, length, places = query.shape[0], query.shape[1], key.shape[1]
        yield from _mask_problems(received, "key_padding_mask", (batch, places))
        per_head = (_per_head(batch, self.num_heads), length, places)
        yield from _mask_problems(received, "attn_mask", (length, places), per_head)

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        query = arguments.one("query")
        key = arguments["key"][0] if arguments["key"] else query
        value = arguments["value"][0] if arguments["value"] else key
        texts = [query, key, value]
        texts += [f"{mask}={arguments.one(mask)}" for mask in ("key_padding_mask", "attn_mask") if arguments[mask]]
        if "weights" not in wired:  # asking for them takes another kernel, which changes bits
            texts.append("need_weights=False")
        return f"{module}({', '.join(texts)})"


def _with_fallbacks(received: Received) -> Received:
    key = received["key"] or received["query"]
    return Received({**received, "key": key, "value": received["value"] or key})


class TransformerEncoderLayer(ModuleLayer):
    """Self-attention and two linear layers, each with a shortcut around it and a normalization.

    See torch.nn.TransformerEncoderLayer.
    """

    inputs = (
        Port("src", "float32", dims=(3,)),
        Port("src_mask", dims=(2, 3), required=False),
        Port("src_key_padding_mask", dims=(2,), required=False),
    )
    captions = ("{nhead} head|{nhead} heads",)
    synonyms = ("attention", "encoder", "BERT")
    derived = frozenset({"d_model"})
    positional = ("nhead",)
    draws_random = True
    computes_by_device = True
    nhead = Int(required=True, initial=4, minimum=1, help="Into how many heads the embedding is split.")
    dim_feedforward = Int(2048, minimum=1, help="The size between the two linear layers.")
    dropout = Float(0.1, minimum=0, maximum=1, help="Dropout after each part while training.")
    activation = Choice("relu", choices=("relu", "gelu"), help="The activation between the two linear layers.")
    layer_norm_eps = Float(1e-5, minimum=0, help="The eps of the normalizations.")
    norm_first = Bool(False, help="Whether to normalize before each part instead of after it.")
    bias = Bool(True, help="Whether its parts add learned biases.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"d_model": received.size("src", 2)}

    def fixed(self, received: Received) -> dict[str, object]:
        return {"batch_first": True}

    def expects(self, received: Received) -> Iterable[Problem]:
        uneven = divides("nhead", self.nhead, "d_model", received.size("src", 2))
        if uneven:
            yield uneven
        batch, length = received.one("src").shape[:2]
        per_head = (_per_head(batch, self.nhead), length, length)
        yield from _mask_problems(received, "src_mask", (length, length), per_head)
        yield from _mask_problems(received, "src_key_padding_mask", (batch, length))


class CausalMask(ExpressionLayer):
    """Hides from each place of a sequence the places behind it, for the attn_mask of attention.

    B × T × ... becomes T × T values; true at row i and column j means that place i may not look at place j > i.
    """

    inputs = (Port("input", at_least=2, differentiable=False),)
    synonyms = ("attention", "autoregressive", "decoder", "GPT", "future", "triangle")
    moves_batch = True

    def expects(self, received: Received) -> Iterable[Problem]:
        received.size("input", 1)  # an error where it follows the batch
        return ()

    def expression(self, arguments: Arguments) -> str:
        text = arguments.one("input")
        length = f"{text}.shape[1]"
        return f"torch.ones({length}, {length}, dtype=torch.bool, device={text}.device).triu(1)"


class _PositionalEncoding(ModuleLayer):
    inputs = (Port("input", "float32", dims=(3,)),)
    synonyms = ("position", "order", "transformer")
    derived = frozenset({"d_model"})
    max_len = Int(1024, minimum=1, help="The longest sequence that it can mark.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"d_model": received.size("input", 2), "max_len": self.max_len}

    def expects(self, received: Received) -> Iterable[Problem]:
        length = received.size("input", 1)
        if length > self.max_len:
            arguments = {"expected": self.max_len, "received": length}
            yield Problem("too_long", arguments, port="input", parameter="max_len")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class SinusoidalPositionalEncoding(_PositionalEncoding):
    """Adds fixed sine and cosine waves to a sequence, so that attention can tell places apart.

    yₜ = xₜ + (sin(t ω₀), cos(t ω₀), sin(t ω₁), ...) with ωᵢ = 10000^(−2i / d_model)
    """

    torch_class = "SinusoidalPositionalEncoding"
    helpers = ("SinusoidalPositionalEncoding",)


class LearnedPositionalEncoding(_PositionalEncoding):
    """Adds a learned vector for each place of a sequence, so that attention can tell places apart.

    yₜ = xₜ + wₜ
    """

    torch_class = "LearnedPositionalEncoding"
    helpers = ("LearnedPositionalEncoding",)
