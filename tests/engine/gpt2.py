"""A network of the size of GPT-2 small: one block, twelve copies, the last layer tied to the first."""

from __future__ import annotations

from engine.project.project import Project
from tests.engine.projects import kind, project_of

WIDTH, PLACES, TOKENS, COPIES = 768, 1024, 50257, 12
PARAMETERS = 124_439_808

_BLOCK = {
    "parameters": {"width": {"type": "int", "default": WIDTH}},
    "graph": {
        "nodes": {
            "x": kind("Input"),
            "norm1": kind("LayerNorm"),
            "attention": kind("MultiheadAttention", num_heads=12),
            "add1": kind("Add"),
            "norm2": kind("LayerNorm"),
            "wide": kind("Linear", out_features="=4 * width"),
            "gelu": kind("GELU"),
            "narrow": kind("Linear", out_features="=width"),
            "add2": kind("Add"),
            "y": kind("Output"),
        },
        "edges": ["x -> norm1", "norm1 -> attention", "attention -> add1", "x -> add1", "add1 -> norm2",
                  "norm2 -> wide", "wide -> gelu", "gelu -> narrow", "narrow -> add2", "add1 -> add2", "add2 -> y"],
    },
}  # fmt: skip


def gpt2(batch_size: int = 8) -> Project:
    """The project; nothing of it is allocated."""
    return project_of(
        {
            "tokens": kind("Input", shape=[PLACES], dtype="int64"),
            "embed": kind("Embedding", num_embeddings=TOKENS, embedding_dim=WIDTH),
            "places": kind("LearnedPositionalEncoding", max_len=PLACES),
            "body": {"block": "Layer", "repeat": COPIES},
            "norm": kind("LayerNorm"),
            "head": kind("Linear", out_features=TOKENS, bias=False) | {"tie": {"weight": "embed.weight"}},
            "scores": kind("Output"),
        },
        ["tokens -> embed", "embed -> places", "places -> body", "body -> norm", "norm -> head", "head -> scores"],
        blocks={"Layer": _BLOCK},
        training={"batch_size": batch_size},
    )
