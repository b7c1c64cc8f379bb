from __future__ import annotations

import pytest
import torch

from engine.problem import ProblemError
from engine.settings.training import Chosen
from engine.training.events import StepDone
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.reach import reach
from engine.training.setup import prepare
from tests.engine.training.history.kept import (
    POINTS,
    essence,
    follow,
    goes_on_as_it_went,
    keeping_all,
    kept_by,
    with_training,
)

PROJECT = with_training(POINTS, schedule=Chosen("ExponentialLR", {"gamma": 0.5}))


def test_every_step_is_reached_from_the_one_that_is_kept_before_it() -> None:
    """With the weights it had, and to go on from."""
    every, few = keeping_all(), SnapshotKeeper(1 << 30, share=1e-12)
    whole = follow(prepare(PROJECT), every)
    follow(prepare(PROJECT), few)
    assert few.told().steps.tolist() == [0, 12]
    for wanted in kept_by(every):
        kept = few.at_or_before(wanted.step)
        assert kept is not None
        prepared = prepare(PROJECT)
        found = reach(kept, wanted.step, prepared)
        assert found is not None and found.step == wanted.step
        for name, parameter in prepared.network.module.named_parameters():
            assert torch.equal(parameter, wanted.state.parameters[name])
        assert torch.equal(found.random.on_cpu, wanted.random.on_cpu)
        again = follow(prepared, start=found.moment)
        assert essence(again) == essence(whole, found.step, found.moment.epoch), "at once, and from fresh objects"
        goes_on_as_it_went(found, whole)


def test_a_step_that_is_not_there() -> None:
    keeper = keeping_all()
    follow(prepare(PROJECT), keeper)
    with pytest.raises(ProblemError, match="expected to come to step 13 again, got to step 12"):
        reach(kept_by(keeper)[10], 13, prepare(PROJECT))


def test_it_can_be_cancelled_on_the_way() -> None:
    keeper = keeping_all()
    events = follow(prepare(PROJECT), keeper)
    assert sum(isinstance(event, StepDone) for event in events) == 12
    assert reach(kept_by(keeper)[0], 9, prepare(PROJECT), cancelled=lambda: True) is None
