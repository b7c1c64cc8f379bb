from __future__ import annotations

import torch

from engine.training.setup import prepare
from tests.engine.projects import BLOCKS


def test_the_rest_of_an_epoch_is_what_came_after_its_first_batches() -> None:
    prepared = prepare(BLOCKS)
    state = prepared.order.get_state()
    whole = list(prepared.train.shuffled(7, prepared.order))
    for first in range(len(whole) + 1):
        prepared.order.set_state(state)
        rest = list(prepared.train.shuffled(7, prepared.order, first=first))
        assert len(rest) == len(whole) - first
        for one, other in zip(rest, whole[first:], strict=True):
            assert all(torch.equal(one[name], other[name]) for name in one)
