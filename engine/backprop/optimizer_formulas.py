"""The arithmetic of an optimizer's step on one parameter, stage by stage, in torch's own order of operations.

Each stage is computed in the parameter's dtype with the operations of torch's single-tensor implementation
(`torch/optim/sgd.py` and its neighbours), so that where torch computes so, it has torch's bits. What torch itself
keeps (its state, the clipped gradient, the weight after) is told as torch has it, and later stages build on that.

Formulas and symbols are those of the algorithms on the pages of `torch.optim`; where these write over a symbol, the
result gets one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import torch
from torch import Tensor

from engine.backprop.optimizer_work import AFTER, BEFORE, CHANGE, Given, Symbol, Work, difference
from engine.backprop.recording import Updated
from engine.settings.clipping import Clipped


def work_of(updated: Updated, clipped: Clipped | None) -> Work:
    """The stages of a recorded update. There are none where no gradient reached the parameter: it stays as it is."""
    weight = Symbol(BEFORE, updated.before, "parameter", "parameter")
    work = Work(weight)
    if updated.gradient is None:
        return work
    gradient = _gradient(work, updated, clipped)
    state, then = updated.state_before, updated.state_after
    if state is None or then is None:  # the step was recorded without an optimizer
        return work
    given = Given(weight, updated.after, state.options, state.remembered, then.remembered)
    rule = RULES.get(state.kind)
    if rule is None:
        _change_only(work, given)
    else:
        rule(work, given, gradient)
    return work


def _gradient(work: Work, updated: Updated, clipped: Clipped | None) -> Symbol:
    """The gradient, then what clipping leaves of it (Pascanu, Mikolov and Bengio, 2013)."""
    assert updated.gradient is not None
    right_side = rf"\frac{{\partial L}}{{\partial {BEFORE}}}"
    g = work.stage("gradient", "g", right_side, (), updated.gradient, role="gradient", quantity="gradient")
    if clipped is None or updated.clipped is None:
        return g
    clipping, factor = clipped.clipping, clipped.factor
    if clipping.value is not None:
        limit = Symbol("c", clipping.value, "constant")
        held = updated.clipped if factor is None else None
        inside = g.tensor.clamp(-clipping.value, clipping.value)
        text = rf"\min\left(\max\left({g.latex}, -c\right), c\right)"
        g = work.stage("clip_value", "g_{c}", text, (g, limit), inside, held, "gradient")
    if factor is not None and clipping.norm is not None and clipped.total_norm is not None:
        norm = Symbol(rf"\lVert G \rVert_{{{clipping.norm_type:g}}}", float(clipped.total_norm), "constant")
        limit = Symbol("C", clipping.norm, "constant")
        text = rf"{g.latex} \cdot \min\left(1, \frac{{C}}{{{norm.latex} + 10^{{-6}}}}\right)"
        shortened = g.tensor * factor
        g = work.stage("clip_norm", "g_{C}", text, (g, limit, norm), shortened, updated.clipped, "gradient")
    return g


def _change_only(work: Work, given: Given) -> None:
    """For optimizers that are not told stage by stage: what they did, as the weights show it."""
    work.is_known = False
    change = Symbol(CHANGE, difference(given.after, given.weight.tensor))
    numbers = (given.weight, change)
    work.stage("change_only", AFTER, f"{BEFORE} + {CHANGE}", numbers, given.after, role="parameter", quantity="after")
    work.term("+", CHANGE, (change,))


def _with_decay(work: Work, given: Given, g: Symbol) -> Symbol:
    """What every optimizer here does first: the sign where it climbs, and weight decay as a part of the gradient."""
    if given.options["maximize"]:
        g = work.stage("maximize", "g_{-}", f"-{g.latex}", (g,), -g.tensor, role="gradient")
    decay = given.options["weight_decay"]
    if decay == 0:
        return g
    if given.options.get("decoupled_weight_decay", False):
        _decoupled_decay(work, given)
        return g
    strength = given.constant("weight_decay", r"\lambda")
    numbers = (g, strength, given.weight)
    decayed = g.tensor.add(given.weight.tensor, alpha=decay)
    return work.stage(
        "weight_decay", r"g_{\lambda}", rf"{g.latex} + \lambda\,{BEFORE}", numbers, decayed, role="gradient"
    )


def _decoupled_decay(work: Work, given: Given) -> None:
    """Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2."""
    rate, strength = given.constant("lr", r"\gamma"), given.constant("weight_decay", r"\lambda")
    shrunk = given.weight.tensor * (1 - given.options["lr"] * given.options["weight_decay"])
    text = rf"{BEFORE} - \gamma\,\lambda\,{BEFORE}"
    numbers = (given.weight, rate, strength)
    work.base = work.stage("weight_decay_decoupled", r"\theta_{\lambda}", text, numbers, shrunk, role="parameter")
    work.term("-", rf"\gamma\,\lambda\,{BEFORE}", (rate.negative, strength, given.weight))


def _end(
    work: Work, given: Given, text: str, numbers: tuple[Symbol, ...], change: Tensor, after: Tensor,
    factors: tuple[Symbol, ...],
) -> None:  # fmt: skip
    """The last two stages: the step that follows, and the weight after. `text` is the step without its sign."""
    base = work.base
    step = work.stage("step", CHANGE, f"-{text}", numbers, change)
    right_side = f"{base.latex} + {CHANGE}"
    work.stage("after", AFTER, right_side, (base, step), after, given.after, "parameter", "after")
    work.term("-", text, factors)


def _sgd(work: Work, given: Given, g: Symbol) -> None:
    """torch.optim.SGD; momentum as in Sutskever, Martens, Dahl and Hinton (2013), but with the rate applied last."""
    options, rate = given.options, given.constant("lr", r"\gamma")
    d = _with_decay(work, given, g)
    if options["momentum"] != 0:
        b = _momentum(work, given, d)
        if options["nesterov"]:
            mu = given.constant("momentum", r"\mu")
            ahead = d.tensor.add(b.tensor, alpha=options["momentum"])
            d = work.stage("nesterov", "d_{t}", rf"{d.latex} + \mu\,{b.latex}", (d, mu, b), ahead, role="gradient")
        else:
            d = b
    change = torch.zeros_like(given.after).add(d.tensor, alpha=-options["lr"])
    after = work.base.tensor.add(d.tensor, alpha=-options["lr"])
    _end(work, given, rf"\gamma\,{d.latex}", (rate, d), change, after, (rate.negative, d))


def _momentum(work: Work, given: Given, d: Symbol) -> Symbol:
    actual, options = given.held("momentum_buffer"), given.options
    if given.was.get("momentum_buffer") is None:
        return work.stage("momentum_first", "b_{t}", d.latex, (d,), d.tensor, actual, "gradient")
    mu, previous = given.constant("momentum", r"\mu"), Symbol("b_{t-1}", given.before("momentum_buffer"), "gradient")
    numbers: tuple[Symbol, ...] = (mu, previous, d)
    text = rf"\mu\,b_{{t-1}} + {d.latex}"
    if options["dampening"] != 0:
        text = rf"\mu\,b_{{t-1}} + \left(1 - \tau\right) {d.latex}"
        numbers = (mu, previous, given.constant("dampening", r"\tau"), d)
    b = (previous.tensor * options["momentum"]).add(d.tensor, alpha=1 - options["dampening"])
    return work.stage("momentum", "b_{t}", text, numbers, b, actual, "gradient")


def _rmsprop(work: Work, given: Given, g: Symbol) -> None:
    """torch.optim.RMSprop: Hinton, Srivastava and Swersky, "Neural networks for machine learning", lecture 6e (2012).

    Centered: Graves, "Generating sequences with recurrent neural networks" (2013), equations 38 to 45.
    """
    options, rate, alpha = given.options, given.constant("lr", r"\gamma"), given.constant("alpha", r"\alpha")
    d = _with_decay(work, given, g)
    v = _mean_of_squares(work, given, "mean_square", "square_avg", alpha, d)
    if options["centered"]:
        previous = Symbol(r"\bar{g}_{t-1}", given.before("grad_avg"), "gradient")
        text = rf"\alpha\,{previous.latex} + \left(1 - \alpha\right) {d.latex}"
        mean = previous.tensor.lerp(d.tensor, 1 - options["alpha"])
        numbers = (alpha, previous, d)
        gbar = work.stage("gradient_mean", r"\bar{g}_{t}", text, numbers, mean, given.held("grad_avg"), "gradient")
        spread = v.tensor.addcmul(gbar.tensor, gbar.tensor, value=-1)
        v = work.stage("variance", r"\tilde{v}_{t}", rf"{v.latex} - \bar{{g}}_{{t}}^{{2}}", (v, gbar), spread)
    eps = given.constant("eps", r"\epsilon")
    divisor = v.tensor.sqrt().add(options["eps"])
    scaled = rf"\frac{{{d.latex}}}{{\sqrt{{{v.latex}}} + \epsilon}}"
    zeros = torch.zeros_like(given.after)
    if options["momentum"] > 0:
        mu, previous = given.constant("momentum", r"\mu"), Symbol("b_{t-1}", given.before("momentum_buffer"))
        buffer = (previous.tensor * options["momentum"]).addcdiv(d.tensor, divisor)
        text, actual = rf"\mu\,b_{{t-1}} + {scaled}", given.held("momentum_buffer")
        b = work.stage("momentum_scaled", "b_{t}", text, (mu, previous, d, v, eps), buffer, actual)
        change = zeros.add(b.tensor, alpha=-options["lr"])
        after = work.base.tensor.add(b.tensor, alpha=-options["lr"])
        _end(work, given, r"\gamma\,b_{t}", (rate, b), change, after, (rate.negative, b))
        return
    change = zeros.addcdiv(d.tensor, divisor, value=-options["lr"])
    after = work.base.tensor.addcdiv(d.tensor, divisor, value=-options["lr"])
    factors = (rate.negative, d, _one_over_root(v, options["eps"]))
    _end(work, given, rf"\gamma\,{scaled}", (rate, d, v, eps), change, after, factors)


def _adagrad(work: Work, given: Given, g: Symbol) -> None:
    """torch.optim.Adagrad: Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011)."""
    options, rate, eps = given.options, given.constant("lr", r"\gamma"), given.constant("eps", r"\epsilon")
    d = _with_decay(work, given, g)
    if options["lr_decay"] != 0:
        falls, step = given.constant("lr_decay", r"\eta"), Symbol("t", given.step, "constant")
        now = options["lr"] / (1 + (given.step - 1) * options["lr_decay"])
        text = r"\frac{\gamma}{1 + \left(t - 1\right) \eta}"
        rate = work.stage("learning_rate", r"\tilde{\gamma}", text, (rate, step, falls), now, role="constant")
    previous = Symbol("s_{t-1}", given.before("sum"))
    total = previous.tensor.addcmul(d.tensor, d.tensor, value=1)
    text, actual = rf"s_{{t-1}} + {_squared(d)}", given.held("sum")
    s = work.stage("square_sum", "s_{t}", text, (previous, d), total, actual)
    divisor, size = s.tensor.sqrt().add(options["eps"]), float(rate.value)
    text = rf"{rate.latex}\,\frac{{{d.latex}}}{{\sqrt{{s_{{t}}}} + \epsilon}}"
    change = torch.zeros_like(given.after).addcdiv(d.tensor, divisor, value=-size)
    after = work.base.tensor.addcdiv(d.tensor, divisor, value=-size)
    factors = (rate.negative, d, _one_over_root(s, options["eps"]))
    _end(work, given, text, (rate, d, s, eps), change, after, factors)


def _adam(work: Work, given: Given, g: Symbol) -> None:
    """torch.optim.Adam and AdamW: Kingma and Ba, "Adam" (2015), algorithm 1.

    amsgrad: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018); as in torch, the largest mean
    square is corrected for its bias, too.
    """
    options, (first, second) = given.options, given.options["betas"]
    beta1, beta2 = Symbol(r"\beta_{1}", first, "constant"), Symbol(r"\beta_{2}", second, "constant")
    rate, eps, t = given.constant("lr", r"\gamma"), given.constant("eps", r"\epsilon"), given.step
    d = _with_decay(work, given, g)
    previous = Symbol("m_{t-1}", given.before("exp_avg"), "gradient")
    mean = previous.tensor.lerp(d.tensor, 1 - first)
    text = rf"\beta_{{1}}\,m_{{t-1}} + \left(1 - \beta_{{1}}\right) {d.latex}"
    m = work.stage("first_moment", "m_{t}", text, (beta1, previous, d), mean, given.held("exp_avg"), "gradient")
    v = _mean_of_squares(work, given, "second_moment", "exp_avg_sq", beta2, d)
    if options["amsgrad"]:
        highest = Symbol(r"v^{\max}_{t-1}", given.before("max_exp_avg_sq"))
        text = rf"\max\left({highest.latex}, {v.latex}\right)"
        actual, raised = given.held("max_exp_avg_sq"), torch.maximum(highest.tensor, v.tensor)
        v = work.stage("second_moment_max", r"v^{\max}_{t}", text, (highest, v), raised, actual)
    step, bias1, bias2 = Symbol("t", t, "constant"), 1 - first**t, 1 - second**t
    text, corrected = r"\frac{m_{t}}{1 - \beta_{1}^{\,t}}", m.tensor / bias1
    mhat = work.stage("first_moment_corrected", r"\hat{m}_{t}", text, (m, beta1, step), corrected, role="gradient")
    text, corrected = rf"\frac{{{v.latex}}}{{1 - \beta_{{2}}^{{\,t}}}}", v.tensor / bias2
    vhat = work.stage("second_moment_corrected", r"\hat{v}_{t}", text, (v, beta2, step), corrected)
    divisor, size = (v.tensor.sqrt() / bias2**0.5).add(options["eps"]), options["lr"] / bias1
    change = torch.zeros_like(given.after).addcdiv(m.tensor, divisor, value=-size)
    after = work.base.tensor.addcdiv(m.tensor, divisor, value=-size)
    text = r"\gamma\,\frac{\hat{m}_{t}}{\sqrt{\hat{v}_{t}} + \epsilon}"
    factors = (rate.negative, mhat, _one_over_root(vhat, options["eps"]))
    _end(work, given, text, (rate, mhat, vhat, eps), change, after, factors)


def _mean_of_squares(work: Work, given: Given, code: str, name: str, beta: Symbol, d: Symbol) -> Symbol:
    """The running mean of the squared gradient, which torch remembers by this name."""
    previous, kept = Symbol("v_{t-1}", given.before(name)), float(beta.value)
    mean = (previous.tensor * kept).addcmul(d.tensor, d.tensor, value=1 - kept)
    text = rf"{beta.latex}\,v_{{t-1}} + \left(1 - {beta.latex}\right) {_squared(d)}"
    return work.stage(code, "v_{t}", text, (beta, previous, d), mean, given.held(name))


RULES: Mapping[str, Callable[[Work, Given, Symbol], None]] = MappingProxyType(
    {"SGD": _sgd, "RMSprop": _rmsprop, "Adagrad": _adagrad, "Adam": _adam, "AdamW": _adam}
)


def _one_over_root(symbol: Symbol, eps: float) -> Symbol:
    """One over the root, in double precision: a factor of the explanation and no number of torch's."""
    latex = rf"\frac{{1}}{{\sqrt{{{symbol.latex}}} + \epsilon}}"
    return Symbol(latex, 1 / (symbol.tensor.to("cpu", torch.float64).sqrt() + eps), "value")


def _squared(symbol: Symbol) -> str:
    latex = symbol.latex
    return rf"{latex}^{{2}}" if "_" not in latex else rf"\left({latex}\right)^{{2}}"
