"""Layers that bring values to a common mean and size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.layers.checks import as_tuple, divides
from engine.layers.layer import ModuleLayer, Port, Received, WeightAxis
from engine.layers.parameters import Bool, Float, Int, Ints
from engine.layers.reach import Reaches, same_places
from engine.layers.remedies import change
from engine.layers.tensor_type import TensorType
from engine.problem import Problem


class _Normalization(ModuleLayer):
    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class _ChannelNorm(_Normalization):
    derived = frozenset({"num_features"})
    eps = Float(1e-5, minimum=0, help="Added to the variance, so that nothing is divided by zero.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"num_features": received.size("input", 1)}

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return dict.fromkeys(("weight", "bias", "running_mean", "running_var"), ("channels",))


class _BatchNorm(_ChannelNorm):
    synonyms = ("batch normalization",)
    momentum = Float(
        0.1,
        optional=True,
        minimum=0,
        maximum=1,
        help="The weight of a batch in the running mean; null: the plain mean.",
    )
    affine = Bool(True, help="Whether a learned scale and shift follow.")
    track_running_stats = Bool(True, help="Whether running means are kept and used for evaluation.")
    bias = Bool(True, help="Whether the shift is learned, too.")

    def output_types(self, received: Received) -> Mapping[str, TensorType] | None:
        """Without momentum torch counts the batches, and reads the count, which the meta device does not have."""
        return {"output": received.one("input")} if self.values["momentum"] is None else None


class BatchNorm1d(_BatchNorm):
    """Normalizes each feature over the batch, and over the sequence where there is one.

    y = γ (x − mean) / √(variance + eps) + β; in evaluation with the running mean and variance.
    See torch.nn.BatchNorm1d.
    """

    inputs = (Port("input", "float32", dims=(2, 3)),)


class BatchNorm2d(_BatchNorm):
    """Normalizes each channel over the batch and all places of a picture.

    y = γ (x − mean) / √(variance + eps) + β; in evaluation with the running mean and variance.
    See torch.nn.BatchNorm2d.
    """

    inputs = (Port("input", "float32", dims=(4,)),)


class BatchNorm3d(_BatchNorm):
    """Normalizes each channel over the batch and all places of a volume.

    y = γ (x − mean) / √(variance + eps) + β; in evaluation with the running mean and variance.
    See torch.nn.BatchNorm3d.
    """

    inputs = (Port("input", "float32", dims=(5,)),)


class _LastAxesNorm(_Normalization):
    inputs = (Port("input", "float32", at_least=2),)
    normalized_shape = Ints(
        optional=True,
        minimum=1,
        shortest=1,
        single=True,
        help="The sizes of the axes to normalize; left out: the last.",
    )

    def worked_out(self, received: Received) -> dict[str, object]:
        given: Any = self.normalized_shape
        return {"normalized_shape": received.size("input", -1) if given is None else given}

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return dict.fromkeys(("weight", "bias"), ("features",))

    def expects(self, received: Received) -> Iterable[Problem]:
        given: tuple[int, ...] = as_tuple(self.normalized_shape)
        type_ = received.one("input")
        if given and type_.shape[1:][-len(given) :] != given:
            arguments = {"received": type_.told, "given": given}
            remedies = (change("normalized_shape", None),)
            yield Problem("normalized_shape", arguments, parameter="normalized_shape", remedies=remedies)


class LayerNorm(_LastAxesNorm):
    """Normalizes each sample over its last axes.

    y = γ (x − mean) / √(variance + eps) + β, with mean and variance of that sample's own values.
    See torch.nn.LayerNorm.
    """

    synonyms = ("layer normalization",)
    eps = Float(1e-5, minimum=0, help="Added to the variance, so that nothing is divided by zero.")
    elementwise_affine = Bool(True, help="Whether a learned scale and shift follow.")
    bias = Bool(True, help="Whether the shift is learned, too.")


class GroupNorm(_Normalization):
    """Normalizes each sample over groups of its channels.

    y = γ (x − mean) / √(variance + eps) + β, with mean and variance of the sample's group.
    See torch.nn.GroupNorm.
    """

    inputs = (Port("input", "float32", at_least=2),)
    captions = ("{num_groups} group|{num_groups} groups",)
    synonyms = ("group normalization",)
    derived = frozenset({"num_channels"})
    num_groups = Int(required=True, initial=1, minimum=1, help="Into how many groups the channels are split.")
    eps = Float(1e-5, minimum=0, help="Added to the variance, so that nothing is divided by zero.")
    affine = Bool(True, help="Whether a learned scale and shift follow.")
    bias = Bool(True, help="Whether the shift is learned, too.")

    def worked_out(self, received: Received) -> dict[str, object]:
        return {"num_groups": self.num_groups, "num_channels": received.size("input", 1)}

    @property
    def weight_axes(self) -> Mapping[str, tuple[WeightAxis, ...]]:
        return dict.fromkeys(("weight", "bias"), ("channels",))

    def expects(self, received: Received) -> Iterable[Problem]:
        problem = divides("num_groups", self.num_groups, "num_channels", received.size("input", 1))
        return [problem] if problem else []


class InstanceNorm2d(_ChannelNorm):
    """Normalizes each channel of each picture on its own.

    y = (x − mean) / √(variance + eps), over the places of one channel of one sample.
    See torch.nn.InstanceNorm2d.
    """

    inputs = (Port("input", "float32", dims=(4,)),)
    synonyms = ("instance normalization", "contrast")
    momentum = Float(0.1, minimum=0, maximum=1, help="The weight of a batch in the running mean.")
    affine = Bool(False, help="Whether a learned scale and shift follow.")
    track_running_stats = Bool(False, help="Whether running means are kept and used for evaluation.")
    bias = Bool(True, help="Whether the shift is learned, too, where there is one.")


class RMSNorm(_LastAxesNorm):
    """Divides each sample by the root mean square of its last axes.

    y = γ x / √(mean(x²) + eps)
    See torch.nn.RMSNorm.
    """

    synonyms = ("root mean square normalization",)
    eps = Float(optional=True, minimum=0, help="Added under the root; null: the smallest step of the dtype.")
    elementwise_affine = Bool(True, help="Whether a learned scale follows.")
