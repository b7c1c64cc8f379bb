"""The units of a node, its channels or features: which are dead for a whole batch, and which get no gradient."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from engine.backprop.diagnosis.measures import Units
from engine.backprop.diagnosis.slopes import flatness
from engine.backprop.stepping import Computed
from engine.backprop.walk import Stop

CHANNELS_FIRST = ("convolution", "pooling")  # categories whose features lie on axis 1


def units_of(one: Computed, arriving: Tensor | None, stops: Mapping[str, Stop], flat: float) -> Units | None:
    """The units at the first output of a node; None where it has no features.

    `arriving` is the gradient there, `flat` the part of the best slope below which a value is saturated.
    """
    output = one.outputs[0] if one.outputs else None
    if output is None or output.dim() < 2 or not output.is_floating_point() or one.stop.is_loss:
        return None
    axis = feature_axis(one.stop, output.dim(), stops)
    others = [dim for dim in range(output.dim()) if dim != axis]
    silent = (arriving == 0).all(dim=others) if arriving is not None and arriving.shape == output.shape else None
    found = flatness(one)
    return Units(
        count=output.shape[axis],
        values=output.numel() // max(1, output.shape[axis]),
        silent=int(silent.sum()) if silent is not None else None,
        dead=int(found.dead.all(dim=others).sum()) if found.dead is not None else None,
        saturated=float((found.relative < flat).float().mean()) if found.relative is not None else None,
    )


def feature_axis(stop: Stop, dims: int, stops: Mapping[str, Stop]) -> int:
    """The axis on which the units of a node lie: 1 for pictures, the last for sequences.

    With three axes either may be meant; the nearest layer before that is no function of each value alone decides.
    """
    if dims == 2:
        return 1
    seen = stop
    while seen.reads:
        layer = seen.leaf.step.layer
        if layer is not None and layer.category in CHANNELS_FIRST:
            return 1
        if seen.all_parameters() and layer is not None and layer.category not in ("activation", "normalization"):
            return dims - 1
        seen = stops[seen.reads[0].value[0]]
    return 1 if dims > 3 else dims - 1
