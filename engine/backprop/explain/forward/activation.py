"""Activations: which of them are straight pieces, smooth curves, or functions of an axis."""

from __future__ import annotations

import math

from engine.backprop.explain.forward.curves import (
    SELU_ALPHA,
    SELU_SCALE,
    bent,
    clip,
    function,
    gated,
    gelu_share,
    glu,
    sigmoid,
    softplus,
    softplus_rule,
    tanhshrink,
)
from engine.backprop.explain.forward.kinks import (
    fixed_slope,
    hardshrink,
    hardtanh,
    prelu,
    relu,
    rrelu,
    softshrink,
    straight,
    threshold,
)
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.forward.softmaxes import log_softmax, softmax

RULES: dict[str, Rule] = {
    "ReLU": relu,
    "LeakyReLU": straight(r"\max(0, X) + <negative_slope> \cdot \min(0, X)", fixed_slope),
    "PReLU": prelu,
    "RReLU": rrelu,
    "ELU": bent(),
    "CELU": bent(narrowed=True),
    "SELU": bent(SELU_SCALE, SELU_ALPHA),
    "GELU": gated(r"\Phi(X)", gelu_share),
    "SiLU": gated(r"\sigma(X)", lambda params, x: sigmoid(x)),
    "Mish": gated(r"\tanh\left(\log\left(1 + e^{X}\right)\right)", lambda params, x: math.tanh(softplus(x))),
    "Sigmoid": function(r"\sigma(X)", lambda params, x: sigmoid(x)),
    "Tanh": function(r"\tanh(X)", lambda params, x: math.tanh(x)),
    "LogSigmoid": function(r"\log \sigma(X)", lambda params, x: -softplus(-x)),
    "Softplus": softplus_rule,
    "Softsign": gated(r"\frac{1}{1 + \left|X\right|}", lambda params, x: 1 / (1 + abs(x))),
    "Hardsigmoid": function(
        r"\min\left(\max\left(\frac{X}{6} + \frac{1}{2}, 0\right), 1\right)",
        lambda params, x: clip(x / 6 + 0.5, 0, 1),
    ),
    "Hardswish": gated(
        r"\min\left(\max\left(\frac{X}{6} + \frac{1}{2}, 0\right), 1\right)",
        lambda params, x: clip(x / 6 + 0.5, 0, 1),
    ),
    "Hardtanh": hardtanh("min_val", "max_val"),
    "ReLU6": hardtanh("0", "6"),
    "Hardshrink": hardshrink,
    "Softshrink": softshrink,
    "Tanhshrink": tanhshrink,
    "Threshold": threshold,
    "GLU": glu,
    "Softmax": softmax(1),
    "Softmin": softmax(-1),
    "LogSoftmax": log_softmax,
    "Softmax2d": softmax(1),
}
