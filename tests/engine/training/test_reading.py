from __future__ import annotations

import torch

from engine.training.looking import HIGHEST_RATE
from engine.training.reading import LossReader


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_on_a_cpu_every_loss_is_read() -> None:
    reader = LossReader(torch.device("cpu"), Clock())
    assert [reader.read(torch.tensor(float(step))) for step in range(3)] == [0.0, 1.0, 2.0]


def test_elsewhere_the_first_one_and_then_at_the_rate_of_a_display() -> None:
    clock = Clock()
    reader = LossReader(torch.device("cuda"), clock)  # what it reads lies on the CPU here: it need not know
    assert reader.read(torch.tensor(1.5)) == 1.5
    clock.now += 0.5 / HIGHEST_RATE
    assert reader.read(torch.tensor(2.5)) is None
    clock.now += 0.6 / HIGHEST_RATE
    assert reader.read(torch.tensor(3.5)) == 3.5
    assert reader.read(torch.tensor(4.5)) is None
