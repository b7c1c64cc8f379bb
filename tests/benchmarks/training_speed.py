"""Training against hand-written PyTorch: the same network, batches, loss and accuracy, the same number of threads."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from engine.data.dataset import Dataset
from engine.project.project import Project
from engine.training.loop import train
from engine.training.memory import keep_freed_memory
from engine.training.setup import prepare
from tests.benchmarks.epoch import samples_a_second
from tests.benchmarks.networks import CNN, MLP, cnn_by_hand, digits_like, mlp_by_hand
from tests.benchmarks.rounds import Measured, in_turn
from tests.benchmarks.table import Row, ratio_row

ROUNDS = 15
BATCH = 64


def rows() -> list[Row]:
    keep_freed_memory()  # for the loops by hand too: they gain as much from it
    data = digits_like()
    found = _compared("784-128-64-10", MLP, mlp_by_hand, lambda p: torch.optim.Adam(p, lr=0.001, fused=True), data, 1.2)
    shapes = digits_like(6_000, (3, 32, 32))
    return found + _compared("small CNN", CNN, cnn_by_hand, lambda p: torch.optim.SGD(p, lr=0.01, fused=True), shapes)


def _compared(
    name: str,
    project: Project,
    network: Callable[[], nn.Module],
    optimizer: Callable[..., object],
    data: Dataset,
    tutorial: float | None = None,
) -> list[Row]:
    """The rows of one network; `tutorial` is the least ratio to the DataLoader loop, where one is asked for."""
    assert data.train is not None
    image, label = torch.from_numpy(data.train["image"]), torch.from_numpy(data.train["label"])
    measured = in_turn(
        {
            "hand": lambda: _by_hand(network(), optimizer, image, label),
            "ours": lambda: _ours(project, data, looking=False),
            "looking": lambda: _ours(project, data, looking=True),
            "tutorial": lambda: _tutorial(network(), optimizer, image, label),
        },
        ROUNDS,
    )
    hand = measured["hand"]
    threads = torch.get_num_threads()
    return [
        Row(f"{name}: hand-written loop, {threads} threads", f"{hand.median:,.0f} samples/s", _spread(hand)),
        ratio_row(f"{name}: against the hand-written loop", measured["ours"].ratio_to(hand), 0.95),
        ratio_row(f"{name}: the same, with probes on", measured["looking"].ratio_to(hand), 0.90),
        ratio_row(
            f"{name}: against the tutorial's DataLoader", measured["ours"].ratio_to(measured["tutorial"]), tutorial
        ),
    ]


def _spread(measured: Measured) -> str:
    low, high = measured.spread
    return f"{low:,.0f} to {high:,.0f}"


def _ours(project: Project, data: Dataset, looking: bool) -> float:
    prepared = prepare(project, dataset=data)
    return samples_a_second(prepared, train(prepared, (lambda: frozenset({"fc1"})) if looking else None))


def _by_hand(network: nn.Module, make_optimizer: Callable[..., object], image: Tensor, label: Tensor) -> float:
    """The best loop we know how to write by hand: tensors in memory, fused optimizer, loss and accuracy per epoch."""
    optimizer = make_optimizer(network.parameters())
    criterion = nn.CrossEntropyLoss()
    began = time.perf_counter()
    total = torch.zeros(())
    correct = torch.zeros((), dtype=torch.long)
    for index in torch.randperm(len(image)).split(BATCH):
        x, y = image.index_select(0, index), label.index_select(0, index)
        optimizer.zero_grad(set_to_none=True)  # type: ignore[attr-defined]
        output = network(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()  # type: ignore[attr-defined]
        total += loss.detach() * len(y)
        correct += (output.argmax(1) == y).sum()
    _ = total.item() / len(image), correct.item() / len(image)
    return len(image) / (time.perf_counter() - began)


def _tutorial(network: nn.Module, make_optimizer: Callable[..., object], image: Tensor, label: Tensor) -> float:
    """The loop of the tutorials: a DataLoader over a TensorDataset, `.item()` a step."""
    optimizer = make_optimizer(network.parameters())
    criterion = nn.CrossEntropyLoss()
    loader = DataLoader(TensorDataset(image, label), batch_size=BATCH, shuffle=True)
    began = time.perf_counter()
    running, correct = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()  # type: ignore[attr-defined]
        output = network(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()  # type: ignore[attr-defined]
        running += loss.item()
        correct += (output.argmax(1) == y).sum().item()
    return len(image) / (time.perf_counter() - began)
