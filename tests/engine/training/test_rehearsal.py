"""A rehearsed step is the step of a training, its clipping included."""

from __future__ import annotations

from dataclasses import replace

import torch
from pytest import raises

from engine.data import dataset as data
from engine.problem import ProblemError
from engine.training.rehearsal import Samples, rehearse_project
from engine.training.setup import prepare
from tests.engine.projects import DIGITS
from tests.engine.whole_steps import same_bits


def test_a_rehearsed_step_clips_as_training_does() -> None:
    project = replace(DIGITS, training=replace(DIGITS.training, clip={"norm": 0.01}, device="cpu"))
    prepared = prepare(project)
    batch = next(iter(prepared.train.in_order(4)))
    prepared.network.module.train()
    prepared.network.loss(prepared.network.handing(batch), batch).backward()
    torch.nn.utils.clip_grad_norm_(prepared.network.module.parameters(), 0.01)
    prepared.optimizer.step()
    told = rehearse_project(project, None, data.load(project.data), Samples(count=4))
    assert told.clipped is not None
    for name, parameter in prepared.network.module.named_parameters():
        assert same_bits(parameter, told.update[name].after)
        assert parameter.grad is not None and same_bits(parameter.grad, told.update[name].clipped)


def test_wrong_clipping_is_a_problem() -> None:
    project = replace(DIGITS, training=replace(DIGITS.training, clip={"norm": 0}))
    with raises(ProblemError, match=r"clip\.norm"):
        rehearse_project(project, None, data.load(project.data), Samples())
