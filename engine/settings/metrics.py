"""The metrics: how well a network does, in words that a loss has not. One class is one metric.

A metric runs as a `MetricState` over an epoch. Small batches are only set aside, without their gradients; they are
joined and counted once enough of them have gathered, on the device where they are, and only `value()` waits for it.
On small networks that costs a third to a half of counting every batch, and what is counted is the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Self

from engine.problem import Problem
from engine.settings.kinds import SettingKind, kinds_in, unknown_kind

if TYPE_CHECKING:
    from torch import Tensor

GATHERED = 2**15  # numbers that are set aside before they are counted; more would leave the processor's cache
TOGETHER = 64  # batches are set aside at most: joining more saves nothing, and a kept state holds what is set aside
LARGE = 2**12  # a batch of so many numbers costs more to join than to count by itself
CLASSES = ("CrossEntropyLoss", "NLLLoss", "MultiMarginLoss")  # one score for each class, on axis 1
YES_OR_NO = {  # loss -> the borders above which a prediction and a target mean yes
    "BCEWithLogitsLoss": (0.0, 0.5),
    "BCELoss": (0.5, 0.5),
    "MultiLabelSoftMarginLoss": (0.0, 0.5),
    "SoftMarginLoss": (0.0, 0.0),
}
NUMBERS = ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "GaussianNLLLoss")


class MetricState:
    """A metric that is being measured over the samples it is shown."""

    is_exact: ClassVar[bool] = False  # whether it is the same to the bit however its samples are joined

    def __init__(self) -> None:
        self._predictions: list[Tensor] = []
        self._targets: list[Tensor] = []
        self._gathered = self._batches = 0
        self._form: tuple[int, ...] = ()

    def update(self, prediction: Tensor, target: Tensor) -> None:
        """Takes in a batch; both tensors must not be written to afterwards."""
        size = prediction.numel()
        if size >= LARGE:
            self._count(prediction.detach(), target.detach())
            return
        form = prediction.shape[1:]
        if form != self._form:  # sequences of another length cannot be joined
            self._flush()
            self._form = form
        self._predictions.append(prediction.detach())
        self._targets.append(target.detach())
        self._gathered, self._batches = self._gathered + size, self._batches + 1
        if self._gathered >= GATHERED or self._batches >= TOGETHER:
            self._flush()

    def copy(self) -> Self:
        """The same measurement, which goes its own way from here, to the same bits."""
        if self.is_exact:
            self._flush()
        made = copy(self)  # sums are replaced, never written to
        if self._predictions:
            from torch import cat

            made._predictions, made._targets = [cat(self._predictions)], [cat(self._targets)]
        else:
            made._predictions, made._targets = [], []
        return made

    @property
    def nbytes(self) -> int:
        """The memory that its tensors take."""
        from torch import Tensor

        held = [*self._predictions, *self._targets, *vars(self).values()]
        return sum(one.nbytes for one in held if isinstance(one, Tensor))

    def value(self) -> float:
        """The metric over everything taken in so far, at any time; NaN where that is nothing."""
        whole = self.copy()  # what goes on being measured is joined as if nobody had asked
        whole._flush()
        return whole._result()

    def _flush(self) -> None:
        from torch import cat

        if self._predictions:
            self._count(cat(self._predictions), cat(self._targets))
        self._predictions, self._targets, self._gathered, self._batches = [], [], 0, 0

    def _count(self, prediction: Tensor, target: Tensor) -> None:
        raise NotImplementedError

    def _result(self) -> float:
        raise NotImplementedError


class Metric(SettingKind):
    """A metric that can be chosen, by its `name`."""

    name: ClassVar[str] = ""
    losses: ClassVar[tuple[str, ...]] = ()  # the kinds of loss that it goes with

    @classmethod
    def kind(cls) -> str:
        return cls.name

    def start(self, loss_kind: str, ignore_index: int | None = None) -> MetricState:
        """A new measurement beside a loss of this kind.

        Targets equal to `ignore_index` do not count (CrossEntropyLoss and NLLLoss); None counts them all.
        """
        raise NotImplementedError


@cache
def metrics() -> Mapping[str, type[Metric]]:
    """Every metric by its name."""
    return MappingProxyType(kinds_in(globals(), Metric))


def suited_to(loss_kind: str) -> tuple[str, ...]:
    """The names of the metrics that go with a kind of loss; none where it compares neither classes nor numbers."""
    return tuple(name for name, metric in metrics().items() if loss_kind in metric.losses)


def check(names: Iterable[str] | None, loss_kind: str) -> tuple[tuple[Metric, ...], list[Problem]]:
    """The metrics of these names beside a loss, and a problem for each that is unknown or does not go with it.

    None stands for all that suit the loss.
    """
    suited = suited_to(loss_kind)
    chosen: dict[str, Metric] = {}
    problems = []
    for name in suited if names is None else names:
        if name not in metrics():
            problems.append(unknown_kind(name, metrics(), "metrics"))
        elif name not in suited:
            arguments = {"expected": suited, "loss": loss_kind, "received": name}
            problems.append(Problem("metric_unsuited", arguments, parameter="metrics"))
        else:
            chosen[name] = metrics()[name]()
    return tuple(chosen.values()), problems


class Accuracy(Metric):
    """The part of the predictions that are right: the class with the highest score, or yes and no."""

    name = "accuracy"
    losses = (*CLASSES, *YES_OR_NO)

    def start(self, loss_kind: str, ignore_index: int | None = None) -> MetricState:
        if loss_kind in YES_OR_NO:
            return YesOrNoAccuracy(*YES_OR_NO[loss_kind])
        return ClassAccuracy(ignore_index)


class MeanAbsoluteError(Metric):
    """How far the predictions are from their targets, on average."""

    name = "mae"
    losses = NUMBERS

    def start(self, loss_kind: str, ignore_index: int | None = None) -> MetricState:
        return AbsoluteError()


class R2(Metric):
    """The part of the targets' variance that is explained; 1 is perfect, 0 no better than their mean."""

    name = "r2"
    losses = NUMBERS

    def start(self, loss_kind: str, ignore_index: int | None = None) -> MetricState:
        return ExplainedVariance()


class _Mean(MetricState):
    """A sum over everything that counts, divided by how much that is."""

    def __init__(self) -> None:
        super().__init__()
        self._sum: Tensor | int = 0  # whole, so that counts stay exact
        self._number: Tensor | int = 0

    def _result(self) -> float:
        number = float(self._number)
        return float(self._sum) / number if number else math.nan


class ClassAccuracy(_Mean):
    """Predictions (B, C, ...) of scores against targets (B, ...) of classes, or (B, C, ...) of probabilities."""

    is_exact = True

    def __init__(self, ignore_index: int | None = None) -> None:
        super().__init__()
        self.ignore_index = ignore_index

    def _count(self, prediction: Tensor, target: Tensor) -> None:
        if target.is_floating_point():
            target = target.argmax(1)
        right = prediction.argmax(1) == target
        if self.ignore_index is None:
            self._number = self._number + target.numel()
        else:
            counted = target != self.ignore_index
            right = right & counted
            self._number = self._number + counted.sum()
        self._sum = self._sum + right.sum()


class YesOrNoAccuracy(_Mean):
    """Predictions and targets of one shape; each number is a yes above its border, and counts by itself."""

    is_exact = True

    def __init__(self, border: float, target_border: float) -> None:
        super().__init__()
        self.border, self.target_border = border, target_border

    def _count(self, prediction: Tensor, target: Tensor) -> None:
        right = (prediction > self.border) == (_like(target, prediction) > self.target_border)
        self._sum = self._sum + right.sum()
        self._number = self._number + right.numel()


class AbsoluteError(_Mean):
    """The mean of |prediction - target| over all samples and outputs."""

    def _count(self, prediction: Tensor, target: Tensor) -> None:
        difference = _exact(prediction) - _exact(_like(target, prediction))
        self._sum = self._sum + difference.abs_().sum()
        self._number = self._number + difference.numel()


class ExplainedVariance(MetricState):
    """1 - (sum of squared errors) / (sum of squared deviations from the mean), averaged over the outputs.

    The variance is that of all targets shown, not of single batches. The sums are of deviations from the first
    target in double precision, since squares of large numbers that differ little would lose the difference. An
    output whose target never changes counts 1 where it is met exactly, else 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._origin: Tensor | None = None  # all of shape (outputs,)
        self._sum: Tensor | float = 0.0
        self._squares: Tensor | float = 0.0
        self._errors: Tensor | float = 0.0

    def _count(self, prediction: Tensor, target: Tensor) -> None:
        samples = len(prediction)
        if not samples:
            return
        true = _exact(_like(target, prediction)).reshape(samples, -1)
        if self._origin is None:
            self._origin = true[0].clone()
        deviation = true - self._origin
        error = true - _exact(prediction).reshape(samples, -1)
        self._number += samples
        self._sum = self._sum + deviation.sum(0)
        self._squares = self._squares + deviation.square_().sum(0)
        self._errors = self._errors + error.square_().sum(0)

    def _result(self) -> float:
        from torch import Tensor, where

        if self._number < 2 or not (isinstance(self._squares, Tensor) and isinstance(self._errors, Tensor)):
            return math.nan
        variance = (self._squares - self._sum * self._sum / self._number).clamp(min=0)
        constant = (self._errors == 0).to(variance.dtype)
        return float(where(variance == 0, constant, 1 - self._errors / variance).mean())


def _like(target: Tensor, prediction: Tensor) -> Tensor:
    """The target in the shape of the prediction: (B,) beside (B, 1) means the same numbers."""
    return target.reshape(prediction.shape) if target.numel() == prediction.numel() else target.expand_as(prediction)


def _exact(tensor: Tensor) -> Tensor:
    """In double precision; on the processor where the device may lack it."""
    return (tensor.cpu() if tensor.device.type in ("mps", "xpu") else tensor).double()
