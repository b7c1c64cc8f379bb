"""Layers that multiply by a matrix of weights, and the ones that stand in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.layers.layer import ModuleLayer, Port, Received, WeightAxis
from engine.layers.parameters import Bool, Float, Int
from engine.layers.reach import Reaches, moved_axes, same_places
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class Linear(ModuleLayer):
    """Multiplies the last axis by a learned matrix and adds a learned bias.

    y = x Wᵀ + b; any axes between batch and last are kept.
    See torch.nn.Linear.
    """

    inputs = (Port("input", "float32", at_least=2),)
    captions = ("{out_features} unit|{out_features} units",)
    synonyms = ("dense", "fully connected", "affine", "perceptron")
    derived = frozenset({"in_features"})
    positional = ("out_features",)
    out_features = Int(required=True, initial=64, minimum=1, help="How many numbers come out for each that goes in.")
    bias = Bool(True, help="Whether a learned bias is added.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"in_features": received.size("input", -1)}

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return {"weight": ("out", "features"), "bias": ("out",)}

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(-1,))


class Bilinear(ModuleLayer):
    """Combines two values by a learned matrix for each output.

    yₖ = x₁ᵀ Wₖ x₂ + bₖ
    See torch.nn.Bilinear.
    """

    inputs = (Port("input1", "float32", at_least=2), Port("input2", "float32", at_least=2))
    captions = ("{out_features} unit|{out_features} units",)
    derived = frozenset({"in1_features", "in2_features"})
    positional = ("out_features",)
    out_features = Int(required=True, initial=64, minimum=1, help="How many numbers come out.")
    bias = Bool(True, help="Whether a learned bias is added.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"in1_features": received.size("input1", -1), "in2_features": received.size("input2", -1)}

    def expects(self, received: Received) -> Iterable[Problem]:
        first, second = received.one("input1"), received.one("input2")
        if first.shape[:-1] != second.shape[:-1]:
            arguments = {"axis": -1, "first": first.told, "second": second.told}
            yield Problem("sizes_differ", arguments, port="input2")

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return {"weight": ("out", "same", "same"), "bias": ("out",)}

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving, mixed=(-1,))


class Identity(ModuleLayer):
    """Hands its input on unchanged.

    y = x
    See torch.nn.Identity.
    """

    synonyms = ("pass", "skip", "nothing")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Embedding(ModuleLayer):
    """Looks up a learned vector for each whole number.

    A value of B × T numbers below num_embeddings becomes B × T × embedding_dim.
    See torch.nn.Embedding.
    """

    inputs = (Port("input", "index"),)
    captions = ("{num_embeddings} × {embedding_dim}",)
    synonyms = ("lookup", "token", "word vector")
    positional = ("num_embeddings", "embedding_dim")
    num_embeddings = Int(required=True, initial=1000, minimum=1, help="How many different numbers there are.")
    embedding_dim = Int(required=True, initial=64, minimum=1, help="The length of each vector.")
    padding_idx = Int(optional=True, help="A number whose vector starts at zero and is never updated.")
    max_norm = Float(optional=True, above=0, help="Vectors longer than this are shortened when they are looked up.")
    norm_type = Float(2.0, above=0, help="The p of the p-norm that max_norm measures.")
    scale_grad_by_freq = Bool(False, help="Divide the gradient by how often the number occurs in the batch.")
    sparse = Bool(False, help="Sparse gradients; only SGD and Adagrad can use them.")

    def expects(self, received: Received) -> Iterable[Problem]:
        count, index = self.num_embeddings, self.padding_idx
        if index is not None and not -count <= index < count:
            arguments = {"name": "padding_idx", "count": count, "received": index, "first": -count, "last": count - 1}
            yield Problem("index_out_of_range", arguments, parameter="padding_idx")

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return {"weight": ("rows", "out")}

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return moved_axes({axis: axis for axis in range(len(entering.shape))})

    @property
    def adjusted_gradients(self) -> Mapping[str, tuple[int, ...] | None]:
        """That of padding_idx stays 0; with scale_grad_by_freq all are divided."""
        if self.scale_grad_by_freq:
            return {"weight": None}
        index = self.values["padding_idx"]
        return {"weight": (index % self.num_embeddings,)} if isinstance(index, int) else {}
