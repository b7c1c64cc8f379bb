"""The rule of each kind, by its name: one file for each category of the palette."""

from __future__ import annotations

from collections.abc import Mapping

from engine.backprop.explain.forward import (
    activation,
    attention,
    convolution,
    data,
    dropout,
    linear,
    loss,
    maths,
    merge,
    normalization,
    pooling,
    recurrent,
    shape,
)
from engine.backprop.explain.forward.rule import Rule

RULES: Mapping[str, Rule] = {
    kind: rule
    for family in (
        data,
        linear,
        convolution,
        pooling,
        normalization,
        dropout,
        activation,
        recurrent,
        attention,
        shape,
        merge,
        maths,
        loss,
    )
    for kind, rule in family.RULES.items()
}
