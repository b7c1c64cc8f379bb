"""What a snapshot costs, told before the training begins and counted after."""

from __future__ import annotations

import pytest
import torch

from engine.settings.optimizers import optimizers
from engine.settings.training import Chosen
from engine.training.history.snapshots import snapshot_bytes
from engine.training.history.state import TENSOR_BYTES
from engine.training.setup import prepare
from tests.engine.projects import ALL, SHARED
from tests.engine.training.history.kept import POINTS, follow, keeping_all, kept_by, with_training


@pytest.mark.parametrize("name", list(optimizers()))
def test_the_cost_is_known_before(name: str) -> None:
    """Of whatever the optimizer remembers; what the metrics have set aside for a while is all that may be missing."""
    project = with_training(POINTS, epochs=1, optimizer=Chosen(name))
    prepared = prepare(project)
    random, remembered = torch.get_rng_state(), str(prepared.optimizer.state_dict())
    told = snapshot_bytes(prepared)
    assert torch.equal(torch.get_rng_state(), random)
    assert str(prepared.optimizer.state_dict()) == remembered
    keeper = keeping_all()
    follow(prepared, keeper)
    snapshot = kept_by(keeper)[-1]
    scores = snapshot.moment.scores
    assert scores is not None
    aside = sum(state.nbytes for state in scores.states.values())
    assert told == snapshot.nbytes - aside
    assert snapshot_bytes(prepared) == told  # also when it has begun


@pytest.mark.parametrize("name", ALL)
def test_the_cost_is_known_before_in_every_network(name: str) -> None:
    prepared = prepare(with_training(ALL[name], epochs=1, batch_size=50))
    told, keeper = snapshot_bytes(prepared), keeping_all()
    follow(prepared, keeper)
    assert abs(told - kept_by(keeper)[-1].nbytes) < 0.05 * told


def test_what_is_counted() -> None:
    """Each tensor once, however often it is used in the network, and what stands around it."""
    prepared = prepare(with_training(SHARED, optimizer=Chosen("SGD")))
    tensors = [*prepared.network.module.parameters(), *prepared.network.module.buffers()]
    held = sum(one.nbytes + TENSOR_BYTES for one in tensors)
    random = prepared.order.get_state().nbytes + torch.get_rng_state().nbytes + 2 * TENSOR_BYTES
    assert snapshot_bytes(prepared) == held + random + 8 * prepared.steps_per_epoch
