"""Convolutions: the same weights at every place, so a weight adds up over places and a pixel over weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Way
from engine.backprop.explain.backward.question import Question, joined
from engine.backprop.explain.symbols import indexed

_AXES = ("p", "q", "r")  # letters of the places
_OFFSETS = ("k", "l", "m")  # and of the places in a filter


def convolution(question: Question) -> Answer | None:
    """y[o, p] = b_o + Σ w[o, c, k] · x̄[c, p · stride + k · dilation], with x̄ the input and its border."""
    if question.name == "bias":
        return _bias(question)
    border = _border(question)
    return _of_pixel(question, border) if question.of_input else _of_weight(question, border)


def transposed(question: Question) -> Answer | None:
    """y[o, q · stride − padding + k · dilation] gets x[c, q] · w[c, o, k]."""
    if question.name == "bias":
        return _bias(question)
    module: Any = question.module
    stride, padding, dilation = (torch.tensor(getattr(module, name)) for name in ("stride", "padding", "dilation"))
    weights, entered, places = question.parameters["weight"], question.input(), question.places()
    each = torch.tensor(places.shape[2:])
    per_group = weights.shape[1]
    if question.of_input:
        sample, channel, *here = question.index
        group = channel // (entered.shape[1] // module.groups)
        offsets = _grid(weights.shape[2:])
        there = torch.tensor(here) * stride - padding + offsets * dilation
        fits = ((there >= 0) & (there < each)).all(dim=1)
        outputs = torch.arange(group * per_group, (group + 1) * per_group)
        at = _flat(places.shape, sample, outputs, there[fits])
        chosen = _flat(weights.shape, channel, torch.arange(per_group), offsets[fits])
        where = [
            f"{step * own - pad}+{_line(letter, spread, 0)}" if step * own != pad else _line(letter, spread, 0)
            for own, letter, step, pad, spread in zip(
                here, _OFFSETS, module.stride, module.padding, module.dilation, strict=False
            )
        ]
        formula = _pixel_formula(question, where, indexed("w", [channel, "o", *_OFFSETS[: len(here)]]))
        return Answer(formula, (Way("output", at, (question.factors("parameter", "weight", chosen),)),))
    channel, output, *offset = question.index
    group = channel // (entered.shape[1] // module.groups)
    here_all = _grid(entered.shape[2:])
    there = here_all * stride - padding + torch.tensor(offset) * dilation
    fits = ((there >= 0) & (there < each)).all(dim=1)
    samples = torch.arange(entered.shape[0])
    at = _flat_samples(places.shape, samples, group * per_group + output, there[fits])
    came = _flat_samples(entered.shape, samples, channel, here_all[fits])
    where = [
        _line(letter, step, spread * own - pad)
        for letter, step, spread, own, pad in zip(
            _AXES, module.stride, module.dilation, offset, module.padding, strict=False
        )
    ]
    formula = _weight_formula(question, group * per_group + output, channel, where, list(_AXES[: len(offset)]))
    return Answer(formula, (Way("output", at, (question.factors("input", "input", came),)),))


def _bias(question: Question) -> Answer:
    at = question.places()[:, question.index[0]].reshape(-1)
    axes: tuple[int | str, ...] = _AXES[: question.output().ndim - 2]
    index: list[int | str] = ["n", question.index[0], *axes]
    summed = [letter for letter in question.shown("output", "output", index) if letter in (*axes, "n")]
    right = rf"\sum_{{{','.join(map(str, summed))}}} {question.arriving(*index)}"
    return Answer(question.formula(right), (Way("output", at),))


def _before(module: Any) -> list[int]:
    """The places added in front of each axis; the module lists pairs from the last axis on."""
    return [int(number) for number in module._reversed_padding_repeated_twice[::2]][::-1]


def _border(question: Question) -> Tensor:
    """For each place of the padded input, that of the input which stands there; −1 where there is a zero."""
    module: Any = question.module
    sizes = question.input().shape[2:]
    own = torch.arange(1, sizes.numel() + 1, dtype=torch.float64).reshape(1, 1, *sizes)
    mode = "constant" if module.padding_mode == "zeros" else module.padding_mode
    padding = list(module._reversed_padding_repeated_twice)  # as the layer itself pads, for "same" as well
    return torch.nn.functional.pad(own, padding, mode=mode)[0, 0].long() - 1


def _of_weight(question: Question, border: Tensor) -> Answer:
    """The gradients of all places, each times the pixel that the weight saw there."""
    module: Any = question.module
    places, entered = question.places(), question.input()
    output, local, *offset = question.index
    group = output // (places.shape[1] // module.groups)
    channel = group * (entered.shape[1] // module.groups) + local
    here = _grid(places.shape[2:])
    seen = here * torch.tensor(module.stride) + torch.tensor(offset) * torch.tensor(module.dilation)
    pixels = border[tuple(seen.T)]
    inside = pixels >= 0
    samples = torch.arange(entered.shape[0])
    size = int(entered.shape[2:].numel())
    at = _flat_samples(places.shape, samples, output, here[inside])
    came = ((samples * entered.shape[1] + channel)[:, None] * size + pixels[inside]).reshape(-1)
    came_from = [
        _line(letter, step, spread * own - pad)
        for letter, step, spread, own, pad in zip(
            _AXES, module.stride, module.dilation, offset, _before(module), strict=False
        )
    ]
    formula = _weight_formula(question, output, channel, list(_AXES[: len(offset)]), came_from)
    return Answer(formula, (Way("output", at, (question.factors("input", "input", came),)),))


def _of_pixel(question: Question, border: Tensor) -> Answer:
    """The gradients of all outputs that saw the pixel, each times the weight with which it did."""
    module: Any = question.module
    places, weights = question.places(), question.parameters["weight"]
    sample, channel, *own = question.index
    per_group = question.input().shape[1] // module.groups
    group, local = divmod(channel, per_group)
    stands = (border == joined(own, question.input().shape[2:])).nonzero()  # several times where it is a border, too
    offsets = _grid(weights.shape[2:])
    moved = stands[:, None, :] - offsets * torch.tensor(module.dilation)  # places × offsets × axes
    stride, sizes = torch.tensor(module.stride), torch.tensor(places.shape[2:])
    there = moved.div(stride, rounding_mode="floor")
    fits = ((moved % stride == 0) & (there >= 0) & (there < sizes)).all(dim=2)
    rows = fits.nonzero()
    count = weights.shape[0] // module.groups
    outputs = torch.arange(group * count, (group + 1) * count)
    at = _flat(places.shape, sample, outputs, there[fits])
    size = int(weights.shape[2:].numel())
    chosen = ((outputs * weights.shape[1] + local)[:, None] * size + rows[:, 1]).reshape(-1)
    where = [
        _back(place + pad, letter, spread, step)
        for place, pad, letter, spread, step in zip(
            own, _before(module), _OFFSETS, module.dilation, module.stride, strict=False
        )
    ]
    formula = _pixel_formula(question, where, indexed("w", ["o", local, *_OFFSETS[: len(own)]]))
    return Answer(formula, (Way("output", at, (question.factors("parameter", "weight", chosen),)),))


def _weight_formula(question: Question, output: int, channel: int, arrived: list[str], came: list[str]) -> str:
    """A sum over samples and places of what arrived at one output, times what was seen of one channel."""
    axes = _AXES[: len(came)]
    summed = [letter for letter in question.shown("output", "output", ["n", output, *axes]) if letter != output]
    letter = "x" if _zeros_around(question) else r"\bar{x}"
    seen = indexed(letter, question.shown("input", "input", ["n", channel, *came]))
    right = rf"\sum_{{{','.join(map(str, summed))}}} {question.arriving('n', output, *arrived)} \cdot {seen}"
    return question.formula(right)


def _pixel_formula(question: Question, where: list[str], weight: str) -> str:
    """A sum over outputs and over the offsets at which they saw a pixel."""
    axes = ",".join(_OFFSETS[: len(where)])
    right = rf"\sum_{{o,{axes}}} {question.arriving(question.index[0], 'o', *where)} \cdot {weight}"
    return question.formula(right)


def _zeros_around(question: Question) -> bool:
    return str(getattr(question.module, "padding_mode", "zeros")) == "zeros"


def _line(letter: str, factor: int, shift: int) -> str:
    """The text of `factor · letter + shift`."""
    front = letter if factor == 1 else f"{factor}{letter}"
    return front if not shift else f"{front}{shift:+d}"


def _back(place: int, letter: str, dilation: int, stride: int) -> str:
    """The text of `(place − dilation · letter) / stride`: the output that saw a place at an offset."""
    top = f"{place}-{_line(letter, dilation, 0)}"
    return top if stride == 1 else rf"({top})/{stride}"


def _grid(sizes: Any) -> Tensor:
    """All indices of a shape: rows × axes."""
    return torch.cartesian_prod(*(torch.arange(size) for size in sizes)).reshape(-1, len(sizes))


def _flat_places(shape: Any, places: Tensor) -> Tensor:
    """The places inside one channel, its axes joined."""
    flat = torch.zeros(len(places), dtype=torch.long)
    for axis, size in enumerate(shape[2:]):
        flat = flat * size + places[:, axis]
    return flat


def _flat(shape: Any, first: int, second: Tensor, places: Tensor) -> Tensor:
    """Places of a tensor at one first index, some second ones, and some places: second × places, joined."""
    channels = first * shape[1] + second
    return _joined(shape, channels, places)


def _flat_samples(shape: Any, first: Tensor, second: int, places: Tensor) -> Tensor:
    """The same for all samples and one channel: samples × places."""
    channels = first * shape[1] + second
    return _joined(shape, channels, places)


def _joined(shape: Any, channels: Tensor, places: Tensor) -> Tensor:
    size = int(torch.Size(shape[2:]).numel())
    return (channels[:, None] * size + _flat_places(shape, places)).reshape(-1)
