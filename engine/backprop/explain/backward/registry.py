"""The rule of each kind: how it sends a gradient back, as a formula of ours. Kinds without one go by autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.question import Question
from engine.backprop.explain.backward.rules import (
    activation,
    attention,
    convolution,
    cross_entropy,
    dropout,
    encoder,
    linear,
    loss,
    maths,
    merge,
    normalization,
    pooling,
    recurrent,
    shape,
)
from engine.backprop.explain.backward.rules.common import curve_rule

Rule = Callable[[Question], Answer | None]  # None where it does not cover this use of the kind


def _all(rule: Rule, kinds: str) -> dict[str, Rule]:
    return dict.fromkeys(kinds.split(), rule)


RULES: Mapping[str, Rule] = {
    "Linear": linear.linear,
    "Bilinear": linear.bilinear,
    "Embedding": linear.embedding,
    **_all(convolution.convolution, "Conv1d Conv2d Conv3d"),
    **_all(convolution.transposed, "ConvTranspose1d ConvTranspose2d ConvTranspose3d"),
    **_all(pooling.maximum, "MaxPool1d MaxPool2d MaxPool3d"),
    **_all(pooling.maximum, "AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d"),
    **_all(pooling.average, "AvgPool1d AvgPool2d AvgPool3d"),
    **_all(pooling.adaptive_average, "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d"),
    "GlobalAvgPool": pooling.global_average,
    "GlobalMaxPool": pooling.global_max,
    **_all(normalization.normalization, "BatchNorm1d BatchNorm2d BatchNorm3d InstanceNorm2d"),
    **_all(normalization.normalization, "LayerNorm GroupNorm RMSNorm"),
    **_all(dropout.dropout, "Dropout Dropout2d"),
    "AlphaDropout": dropout.alpha_dropout,
    "RReLU": dropout.rrelu,
    **{kind: curve_rule(curve) for kind, curve in activation.CURVES.items()},
    "PReLU": activation.prelu,
    "Sigmoid": activation.sigmoid,
    "Tanh": activation.tanh,
    "GLU": activation.glu,
    "Softmax": activation.softmax,
    "Softmin": activation.softmin,
    "LogSoftmax": activation.log_softmax,
    "Softmax2d": activation.softmax2d,
    **_all(recurrent.recurrent, "RNN LSTM GRU"),
    "MultiheadAttention": attention.attention,
    "TransformerEncoderLayer": encoder.encoder,
    **_all(attention.position, "SinusoidalPositionalEncoding LearnedPositionalEncoding"),
    **_all(shape.moves, "Flatten Reshape Permute Transpose Squeeze Unsqueeze Select Slice Pad PixelShuffle"),
    **_all(shape.moves, "Concatenate Stack Expand"),
    "Upsample": shape.upsample,
    "Mean": shape.mean,
    "Sum": shape.sum_,
    "Max": shape.max_,
    "Add": merge.add,
    "Subtract": merge.subtract,
    "Multiply": merge.multiply,
    "Divide": merge.divide,
    "MatMul": merge.matmul,
    "Exp": maths.exp,
    "Log": maths.log,
    "Power": maths.power,
    "Sqrt": maths.sqrt,
    "Square": maths.square,
    "Negate": maths.negate,
    **_all(maths.same, "Cast Parameter"),
    **dict.fromkeys(loss.PAIRWISE, loss.pairwise),
    "CrossEntropyLoss": cross_entropy.cross_entropy,
    "NLLLoss": cross_entropy.negative_log_likelihood,
    "Loss": loss.plain,
}
