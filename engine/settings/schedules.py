"""The schedules: how the learning rate changes while a network trains. One class is one scheduler of torch.

All of them count epochs, except OneCycleLR, which counts steps. Parameters carry torch's names and defaults; what
follows from the length of the training (`total_steps`) is worked out, and `T_max` may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from engine.layers.parameters import Bool, Choice, Float, Int, Ints
from engine.problem import Problem
from engine.settings.kinds import SettingKind, check_chosen, kinds_in
from engine.settings.together import Together, parts
from engine.settings.training import Chosen

if TYPE_CHECKING:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler


class Schedule:
    """A running schedule: told of every step and epoch, it sets the learning rate of its optimizer.

    It holds one torch scheduler for each part of the optimizer, all of one kind.
    """

    def __init__(self, schedulers: tuple[LRScheduler, ...]) -> None:
        self.schedulers = schedulers

    def after_step(self) -> None:
        """To be called after each `optimizer.step()`."""

    def after_epoch(self, validation_loss: float | None = None) -> None:
        """To be called at the end of each epoch; the loss on unseen data matters to ReduceLROnPlateau alone."""

    def catch_up(self, epochs: int, steps: int) -> None:
        """Sets the learning rate, at the beginning, as if so many steps and epochs had been made with this schedule."""

    def state_dict(self) -> dict[str, Any]:
        """What to keep, beside the state of the optimizer, to go on later."""
        return {"schedulers": [scheduler.state_dict() for scheduler in self.schedulers]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Takes back what `state_dict` gave. Load the optimizer after it: it holds the learning rate itself."""
        for scheduler, state in zip(self.schedulers, state_dict["schedulers"], strict=True):
            scheduler.load_state_dict(state)


class EachEpoch(Schedule):
    """Moves on after every epoch."""

    def after_epoch(self, validation_loss: float | None = None) -> None:
        for scheduler in self.schedulers:
            scheduler.step()

    def catch_up(self, epochs: int, steps: int) -> None:
        for _ in range(epochs):  # one by one: torch's formulas go on from the learning rate before
            _no_warning(self.schedulers)
            self.after_epoch()


class EachStep(Schedule):
    """Moves on after every step, and rests at the last one, however long training goes on."""

    def __init__(self, schedulers: tuple[LRScheduler, ...], total_steps: int) -> None:
        super().__init__(schedulers)
        self.total_steps = total_steps

    def after_step(self) -> None:
        for scheduler in self.schedulers:
            if scheduler.last_epoch < self.total_steps - 1:  # beyond, torch extrapolates, then raises
                scheduler.step()

    def catch_up(self, epochs: int, steps: int) -> None:
        _no_warning(self.schedulers)
        for scheduler in self.schedulers:
            scheduler.last_epoch = min(steps, self.total_steps - 1) - 1
            scheduler.step()


class OnLoss(Schedule):
    """Is told the loss after every epoch; an epoch without one is passed over.

    How it would have gone with other losses nobody knows: there is nothing to catch up with.
    """

    def after_epoch(self, validation_loss: float | None = None) -> None:
        if validation_loss is None:
            return
        for scheduler in self.schedulers:
            scheduler.step(validation_loss)  # type: ignore[arg-type]


class ScheduleKind(SettingKind):
    """A schedule that can be chosen; an instance is one with checked parameters."""

    counts: ClassVar[str] = "epochs"  # what its numbers count: epochs or steps

    def build(self, optimizer: Optimizer | Together, epochs: int, steps_per_epoch: int) -> Schedule:
        """The schedule at the beginning of a training of this length; it sets the first learning rate at once."""
        return EachEpoch(self._of_torch(optimizer, self.values))

    def _of_torch(self, optimizer: Optimizer | Together, values: Mapping[str, object]) -> tuple[LRScheduler, ...]:
        from torch.optim import lr_scheduler

        scheduler = getattr(lr_scheduler, self.kind())
        return tuple(scheduler(part, **values) for part in parts(optimizer))


@cache
def schedules() -> Mapping[str, type[ScheduleKind]]:
    """Every schedule by its name."""
    return MappingProxyType(kinds_in(globals(), ScheduleKind))


def check(chosen: Chosen) -> tuple[ScheduleKind | None, list[Problem]]:
    """The schedule as it was chosen, or None and what is wrong with the choice."""
    return check_chosen(chosen, schedules(), "schedule")


def _gamma(default: float | None = 0.1, **options: Any) -> Float:
    return Float(default, minimum=0, help="What the learning rate is multiplied by.", **options)


class StepLR(ScheduleKind):
    """Multiplies the learning rate by gamma every step_size epochs."""

    step_size = Int(required=True, initial=10, minimum=1, help="Epochs from one fall to the next.")
    gamma = _gamma()


class MultiStepLR(ScheduleKind):
    """Multiplies the learning rate by gamma after each of the named epochs."""

    milestones = Ints(required=True, initial=(5, 8), longest=1000, help="The epochs after which it falls.")
    gamma = _gamma()


class ConstantLR(ScheduleKind):
    """Holds the learning rate at a part of its value for some epochs, then lets it go."""

    factor = Float(1 / 3, above=0, maximum=1, help="The part that it is held at.")
    total_iters = Int(5, minimum=0, help="For how many epochs.")


class LinearLR(ScheduleKind):
    """Leads the learning rate from one part of its value to another in a straight line: a warm-up."""

    start_factor = Float(1 / 3, above=0, maximum=1, help="The part in the first epoch.")
    end_factor = Float(1.0, minimum=0, maximum=1, help="The part after total_iters epochs.")
    total_iters = Int(5, minimum=1, help="How many epochs it takes.")


class ExponentialLR(ScheduleKind):
    """Multiplies the learning rate by gamma after every epoch."""

    gamma = _gamma(None, required=True, initial=0.95)


class PolynomialLR(ScheduleKind):
    """Leads the learning rate to zero along a power of the epochs that are left."""

    total_iters = Int(5, minimum=1, help="After how many epochs it is zero.")
    power = Float(1.0, minimum=0, help="1 is a straight line; above, it falls faster at first.")


class CosineAnnealingLR(ScheduleKind):
    """Leads the learning rate to eta_min along half a cosine (Loshchilov and Hutter, 2016)."""

    T_max = Int(None, minimum=1, optional=True, help="After how many epochs it is least; empty: the whole training.")
    eta_min = Float(0.0, minimum=0, help="The least learning rate.")

    def build(self, optimizer: Optimizer | Together, epochs: int, steps_per_epoch: int) -> Schedule:
        return EachEpoch(self._of_torch(optimizer, self.values | {"T_max": self.T_max or epochs}))


class CosineAnnealingWarmRestarts(ScheduleKind):
    """Falls along half a cosine, then starts from the top again (Loshchilov and Hutter, 2016)."""

    T_0 = Int(required=True, initial=10, minimum=1, help="Epochs until the first restart.")
    T_mult = Int(1, minimum=1, help="How many times longer each following round is.")
    eta_min = Float(0.0, minimum=0, help="The least learning rate.")


class OneCycleLR(ScheduleKind):
    """Rises to max_lr, then falls far below the start, in one cycle over all steps (Smith and Topin, 2017).

    Counts steps. It replaces the optimizer's own learning rate, and its momentum where it has one.
    """

    counts = "steps"
    max_lr = Float(required=True, initial=0.01, above=0, help="The highest learning rate.")
    pct_start = Float(0.3, minimum=0, maximum=1, help="The part of the training in which it rises.")
    anneal_strategy = Choice("cos", choices=("cos", "linear"), help="The form of the curve.")
    cycle_momentum = Bool(True, help="Let the momentum fall while the learning rate rises, where there is one.")
    base_momentum = Float(0.85, minimum=0, below=1, help="The least momentum.")
    max_momentum = Float(0.95, minimum=0, below=1, help="The greatest momentum.")
    div_factor = Float(25.0, above=0, help="max_lr divided by this is the first learning rate.")
    final_div_factor = Float(1e4, above=0, help="The first learning rate divided by this is the last one.")
    three_phase = Bool(False, help="Come back to the first learning rate before the last fall.")

    def build(self, optimizer: Optimizer | Together, epochs: int, steps_per_epoch: int) -> Schedule:
        from torch.optim import lr_scheduler

        total_steps = epochs * steps_per_epoch
        values = self.values | {"total_steps": total_steps}
        if self.pct_start * total_steps == 1:  # a rise of exactly one step: torch would divide by its length, zero
            values["pct_start"] = self.pct_start * (1 - 1e-12)
        schedulers = tuple(
            lr_scheduler.OneCycleLR(part, **values | {"cycle_momentum": self.cycle_momentum and _has_momentum(part)})  # type: ignore[arg-type]
            for part in parts(optimizer)
        )
        return EachStep(schedulers, total_steps)


class ReduceLROnPlateau(ScheduleKind):
    """Multiplies the learning rate by factor when the validation loss has not fallen for patience epochs.

    torch's `mode` is not offered: it watches a loss, which is to fall.
    """

    factor = Float(0.1, minimum=0, below=1, help="What the learning rate is multiplied by.")
    patience = Int(10, minimum=0, help="How many epochs without progress are borne.")
    threshold = Float(1e-4, minimum=0, help="A smaller fall does not count as progress.")
    threshold_mode = Choice("rel", choices=("rel", "abs"), help="Whether threshold is a part of the best loss.")
    cooldown = Int(0, minimum=0, help="How many epochs to wait after each fall.")
    min_lr = Float(0.0, minimum=0, help="The least learning rate.")
    eps = Float(1e-8, minimum=0, help="Smaller changes of the learning rate are left out.")

    def build(self, optimizer: Optimizer | Together, epochs: int, steps_per_epoch: int) -> Schedule:
        return OnLoss(self._of_torch(optimizer, self.values))


def _no_warning(schedulers: tuple[LRScheduler, ...]) -> None:
    """torch warns where a schedule moves before its optimizer; here the steps were made in another training."""
    for scheduler in schedulers:
        scheduler.optimizer._opt_called = True  # type: ignore[attr-defined]


def _has_momentum(optimizer: Optimizer) -> bool:
    return "momentum" in optimizer.defaults or "betas" in optimizer.defaults
