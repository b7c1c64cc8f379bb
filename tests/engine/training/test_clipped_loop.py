"""Clipping in the training loop: the bits of a loop by hand, and the gradients that are shown are those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import torch
from pytest import approx, mark, raises

from engine.problem import ProblemError
from engine.project.project import Project
from engine.settings.training import Chosen
from engine.training.events import Finished, Look, StepDone
from engine.training.setup import prepare
from tests.engine.projects import ALL, DIGITS, inline, kind, project_of
from tests.engine.training.test_loop import events_of, hand_written, last, with_training

CLIPPED: Mapping[str, tuple[dict[str, float], Callable[[list[torch.nn.Parameter]], object]]] = {
    "norm": ({"norm": 0.3}, lambda given: torch.nn.utils.clip_grad_norm_(given, 0.3)),
    "sum of magnitudes": ({"norm": 2, "norm_type": 1}, lambda given: torch.nn.utils.clip_grad_norm_(given, 2, 1)),
    "value": ({"value": 0.01}, lambda given: torch.nn.utils.clip_grad_value_(given, 0.01)),
    "both, value first": (
        {"norm": 0.1, "value": 0.01},
        lambda given: (
            torch.nn.utils.clip_grad_value_(given, 0.01),
            torch.nn.utils.clip_grad_norm_(given, 0.1),
        ),
    ),
}


@mark.parametrize("name", CLIPPED)
def test_it_clips_as_a_hand_written_loop_does_to_the_bit(name: str) -> None:
    given, clip = CLIPPED[name]
    project = with_training(DIGITS, epochs=2, clip=given)
    events = events_of(project)
    weights, losses = hand_written(project, 2, clip)
    assert [event.loss for event in events if isinstance(event, StepDone)] == losses
    for key, array in last(events).weights.items():
        assert np.array_equal(array, weights[key])
    assert losses != hand_written(project, 2)[1]


def test_several_optimizers_are_clipped_over_all_weights_together() -> None:
    """Muon has the matrices and AdamW the rest; the norm is of both."""
    project = with_training(DIGITS, epochs=1, optimizer=Chosen("Muon"), clip={"norm": 0.1})
    prepared = prepare(project)
    network, norms = prepared.network.module, []
    assert prepared.clipper is not None
    for batch in list(prepared.train.in_order(64))[:3]:
        prepared.optimizer.zero_grad()
        prepared.network.loss(prepared.network.handing(batch), batch).backward()
        norms.append(torch.stack([p.grad.norm() for p in network.parameters() if p.grad is not None]).norm().item())
        done = prepared.clipper.clip()
        assert done.total_norm is not None and done.total_norm.item() == approx(norms[-1])
        after = torch.stack([p.grad.norm() for p in network.parameters() if p.grad is not None]).norm().item()
        assert after == approx(min(0.1, norms[-1]), rel=1e-4)
        prepared.optimizer.step()
    assert max(norms) > 0.1


# Sums, so that torch.autograd.grad hands out one tensor for both numbers and one that is spread over a shape.
ADDED = project_of(
    {
        "x": kind("Input", column="x"),
        "a": kind("Parameter", value=[0.5, -0.25]),
        "b": kind("Parameter", value=[0.25, 1.0]),
        "c": kind("Parameter", value=[1.0, -1.0, 2.0]),
        "sum": kind("Add"),
        "both": kind("Multiply"),
        "loss": kind("Loss", reduction="sum"),
        "small": kind("Loss", reduction="sum", loss_weight=0.5),
    },
    ["a -> sum", "b -> sum", "x -> both", "sum -> both", "both -> loss", "c -> small"],
    data=inline(x=[[1.0, 2.0], [-3.0, 4.0], [0.5, 2.5]]),
)


@mark.parametrize("name", [*ALL, "added"])
@mark.parametrize("clip", [{"norm": 0.05}, {"value": 0.001, "norm": 0.05}])
def test_clipped_weights_are_the_same_with_and_without_looking(name: str, clip: dict[str, float]) -> None:
    project = with_training({**ALL, "added": ADDED}[name], epochs=2, batch_size=7, clip=clip)
    plain, watched = events_of(project), events_of(project, frozenset())
    assert any(isinstance(event, Look) for event in watched)
    for key, array in last(plain).weights.items():
        assert np.array_equal(array, last(watched).weights[key]), key


def test_what_is_looked_at_is_the_gradient_before_clipping() -> None:
    def first_look(project: Project) -> Look:
        return next(event for event in events_of(project, frozenset({"fc1.weight"})) if isinstance(event, Look))

    once = with_training(DIGITS, epochs=1)
    clipped = first_look(replace(once, training=replace(once.training, clip={"norm": 1e-3, "value": 1e-4})))
    plain = first_look(once)
    assert clipped.parameters == plain.parameters
    assert clipped.nodes == plain.nodes
    assert np.array_equal(clipped.histograms["fc1.weight"].edges, plain.histograms["fc1.weight"].edges)


def test_sparse_gradients_are_refused_before_training() -> None:
    def project(sparse: bool, frozen: bool, clip: dict[str, float]) -> Project:
        table = kind("Embedding", num_embeddings=9, embedding_dim=3, sparse=sparse) | {"frozen": frozen}
        nodes = {"x": kind("Input", column="x"), "table": table, "fc": kind("Linear", out_features=1),
                 "y": kind("Input", column="y"), "loss": kind("MSELoss")}  # fmt: skip
        made = project_of(
            nodes,
            ["x -> table", "table -> fc", "fc -> loss.input", "y -> loss.target"],
            data=inline(x=[1, 2], y=[[1.0], [2.0]]),
        )
        return with_training(made, epochs=1, optimizer=Chosen("SGD"), clip=clip)

    with raises(ProblemError) as caught:
        prepare(project(True, False, {"norm": 1.0}))
    assert (caught.value.problem.code, caught.value.problem.node) == ("clip_sparse", "table")
    assert prepare(project(True, False, {})).clipper is None
    for fine in (project(True, True, {"norm": 1.0}), project(False, False, {"norm": 1.0})):
        assert prepare(fine).clipper is not None
        assert isinstance(events_of(fine)[-1], Finished)
