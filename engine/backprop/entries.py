"""The gradient of one tensor against finite differences: which of its entries are compared, and what they say."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from engine.backprop.alone import gradients_of
from engine.backprop.checked import Checked, Entry, Reason, Verdict
from engine.backprop.differences import Line, compare

MOST_ENTRIES = 64  # a tensor of at most so many is compared whole; of a larger one so many are chosen
LARGEST = 1 / 4  # the part of these that are the largest gradients; a fixed seed draws the others
WRONG_IS_ENOUGH = 4  # after so many wrong entries the others are left


@dataclass(frozen=True)
class Subject:
    """A tensor to move, the outputs that move with it, and autograd's gradient of their weighted sum.

    `shown` says where it is. `tensor` is a leaf of autograd's graph that may be written into, and is put back after.
    `weights` were divided by `scale`, so that the largest is about 1. `exempt` are rows that are not meant to have the
    derivative; at `most` so many entries are compared.
    """

    shown: Checked
    tensor: Tensor
    gradient: Tensor | None
    outputs: Callable[[], Sequence[Tensor]]
    weights: Sequence[Tensor]
    scale: float = 1.0
    exempt: tuple[int, ...] = ()
    most: int = MOST_ENTRIES
    only: tuple[int, ...] | None = None  # the one entry that is asked about


def skipped(shown: Checked, reason: Reason) -> Checked:
    return replace(shown, verdict="skipped", reason=reason)


def gradients_for(outputs: Sequence[Tensor], weights: Sequence[Tensor], wanted: Sequence[Tensor]) -> dict[int, Tensor]:
    """Autograd's gradients of the weighted sum of some outputs, by identity; those it knows no way to are left out."""
    pairs = [(out, weight) for out, weight in zip(outputs, weights, strict=True) if out.requires_grad]
    found = gradients_of(pairs, [tensor for tensor in wanted if tensor.requires_grad])
    return {key: gradient.to_dense() if gradient.is_sparse else gradient for key, gradient in found.items()}


def check(subject: Subject) -> Checked:
    """Compares some entries of the gradient, or all of them where there are few."""
    with torch.no_grad():
        return _check(subject)


def _check(subject: Subject) -> Checked:
    gradient = subject.gradient if subject.gradient is not None else torch.zeros_like(subject.tensor.detach())
    weights, still = _flat(subject.weights), _flat(subject.outputs())
    found: list[Entry] = []
    wrong = 0
    for place in _chosen(gradient.detach(), subject):
        autograd = float(gradient[place])
        one = compare(_line(subject, weights, still, place, autograd))
        found.append(Entry(place, autograd * subject.scale, one.numeric * subject.scale, one.error, one.finding))
        wrong += one.finding == "wrong"
        if wrong == WRONG_IS_ENOUGH:
            break
    return _verdict(subject, found)


def _chosen(gradient: Tensor, subject: Subject) -> list[tuple[int, ...]]:
    """The places that are compared, those of the largest gradients first."""
    if subject.only is not None:
        return [subject.only]
    size = np.abs(gradient.numpy()).reshape(-1)
    allowed = np.ones(gradient.shape, dtype=bool)
    for row in subject.exempt:
        allowed[row] = False
    flat = np.flatnonzero(allowed)
    order = flat[np.argsort(-np.nan_to_num(size[flat], nan=np.inf, posinf=np.inf), kind="stable")]
    if len(order) > subject.most:
        seed = zlib.crc32(f"{subject.shown.address}.{subject.shown.name}".encode())
        largest = round(LARGEST * subject.most)
        drawn = np.random.default_rng(seed).choice(order[largest:], subject.most - largest, replace=False)
        order = np.concatenate([order[:largest], drawn])
    return [tuple(int(axis) for axis in np.unravel_index(place, gradient.shape)) for place in order]


def _flat(tensors: Sequence[Tensor]) -> np.ndarray:
    """All numbers of some tensors in one row, as a copy."""
    row: np.ndarray = torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).numpy()
    return row


def _line(subject: Subject, weights: np.ndarray, still: np.ndarray, place: tuple[int, ...], autograd: float) -> Line:
    """The outputs as a function of one entry; `still` are those before it moves. NaN where they cannot be computed."""
    tensor, entry = subject.tensor, float(subject.tensor.detach()[place])

    def moved(distance: float) -> None:
        tensor[place] = entry + distance

    def at(distance: float) -> np.ndarray:
        if distance == 0:
            return still
        moved(distance)
        try:
            return _flat(subject.outputs())
        except (RuntimeError, ValueError):  # beyond the edge of what a layer takes: a BCELoss takes 0 to 1
            return np.full_like(weights, np.nan)
        finally:
            moved(0.0)

    def slope(distance: float) -> float:
        moved(distance)
        try:
            with torch.enable_grad():
                found = gradients_for(subject.outputs(), subject.weights, [tensor]).get(id(tensor))
            return float(found[place]) if found is not None else 0.0
        except (RuntimeError, ValueError):
            return math.nan
        finally:
            moved(0.0)

    return Line(at, slope, weights, autograd, entry)


def _verdict(subject: Subject, found: Sequence[Entry]) -> Checked:
    compared = tuple(one for one in found if one.finding != "not_finite")
    if not compared:
        return skipped(subject.shown, "not_finite" if found else "by_design" if subject.exempt else "no_derivative")
    if subject.gradient is None and all(one.numeric == 0 for one in compared):
        return skipped(subject.shown, "no_derivative")
    findings = [one.finding for one in compared]
    gravest: tuple[Verdict, ...] = ("wrong", "kink", "right")
    verdict = next(verdict for verdict in gravest if verdict in findings)
    worst = max((one for one in compared if one.finding == verdict), key=lambda one: one.error)
    return replace(
        subject.shown,
        entries=len(compared),
        kinks=findings.count("kink"),
        largest_error=worst.error,
        worst=worst.place,
        autograd=worst.autograd,
        numeric=worst.numeric,
        verdict=verdict,
        compared=compared,
    )
