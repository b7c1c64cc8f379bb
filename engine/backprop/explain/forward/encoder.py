"""TransformerEncoderLayer: the parts that its shortcuts add."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.again import everything, module_as_it_was, one_sample, run_again
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import constant, on_host
from engine.backprop.explanation import Explanation, Factor, Note


def encoder(asked: Asked) -> Explanation | None:
    """The sum of the parts that the shortcut adds: what came in, what attention found, what the two layers made of it.

    The parts are those of the very layer, run once more with what it drew. See torch.nn.TransformerEncoderLayer.
    """
    module: Any = module_as_it_was(asked)
    cut = one_sample(asked) or everything(asked)
    parts: dict[str, Tensor] = {}

    def keeping(name: str) -> Any:
        def hook(_: object, given: tuple[Tensor, ...], output: Tensor) -> None:
            parts[name] = on_host(output[cut.index[0], cut.index[1]])

        return hook

    for name in ("norm1", "norm2", "dropout1", "dropout2"):
        getattr(module, name).register_forward_hook(keeping(name))
    run_again(asked, [tensor.clone() for tensor in cut.given], module)
    if len(parts) < 4:
        return None  # torch took a way of its own
    x, column = asked.given("src"), asked.index[-1]
    number = x.factor(asked.index)
    found = float(parts["dropout1"][column])
    made = float(parts["dropout2"][column])
    attended = Factor(r"\mathrm{attention}", found, "value")
    fed = Factor(r"\mathrm{feedforward}", made, "value")
    adding = Adding(asked)
    if asked.params["norm_first"]:
        for factor in (number, attended, fed):
            adding.term(factor, always=True)
        names = (r"\mathrm{attention}(\mathrm{norm}_1(x))", r"\mathrm{feedforward}(\mathrm{norm}_2(x + \dots))")
        return adding.explanation(f"{asked.y} = {number.symbol} + {names[0]} + {names[1]}", *_steps(asked))
    return _normalized(asked, adding, parts, number, attended)


def _normalized(
    asked: Asked, adding: Adding, parts: dict[str, Tensor], number: Factor, attended: Factor
) -> Explanation:
    """The sum is normalized at the end: each part by the same mean and size."""
    column, eps = asked.index[-1], asked.params["layer_norm_eps"]
    summed = parts["norm1"] + parts["dropout2"]
    mean, variance = float(summed.mean()), float(summed.var(unbiased=False))
    size = constant(r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", 1 / math.sqrt(variance + eps))
    weight, bias = asked.weight("norm2.weight", r"\gamma"), asked.weight("norm2.bias", r"\beta")
    scale = [weight.factor((column,))] if weight is not None else []
    hidden = Factor("h", float(parts["norm1"][column]), "value")
    fed = Factor(r"\mathrm{feedforward}(h)", float(parts["dropout2"][column]), "value")
    for factor in (hidden, fed, Factor(r"(-\mu)", -mean, "constant")):
        adding.term(*scale, factor, size, always=True)
    front = f"{scale[0].symbol} " if scale else ""
    formula = rf"{asked.y} = {front}\frac{{h + \mathrm{{feedforward}}(h) - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}"
    if bias is not None:
        adding.term(bias.factor((column,)), always=True)
        formula += f" + {bias.symbol((column,))}"
    inner = rf"\mathrm{{norm}}_1({number.symbol} + \mathrm{{attention}}(x))"
    return adding.explanation(
        formula,
        Note("inside", {"symbol": "h", "formula": inner, "value": hidden.value}),
        told(number.symbol, number.value, number.place),
        told(r"\mathrm{attention}(x)", attended.value),
        told(r"\mu", mean),
        told(r"\sigma^2", variance),
        *_steps(asked),
    )


def _steps(asked: Asked) -> list[Note]:
    p = asked.params["dropout"]
    return [Note("dropout_within", {"p": p})] if p and asked.is_training else []
