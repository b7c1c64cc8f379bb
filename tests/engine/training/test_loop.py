from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch
from pytest import approx, mark

from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.data import dataset as data
from engine.problem import ProblemError
from engine.project.project import Project
from engine.settings.training import Chosen
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone
from engine.training.failure import Diverged, StepState, explain
from engine.training.feed import batches
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.projects import ALL, BLOCKS, DIGITS, SEQUENCE, inline, kind, project_of


def with_training(project: Project, **changes: object) -> Project:
    return replace(project, training=replace(project.training, **changes))  # type: ignore[arg-type]


def events_of(project: Project, watched: frozenset[str] | None = None) -> list[Event]:
    look = None if watched is None else (lambda: watched)
    return list(train(prepare(project), look))


def last(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished), events[-1]
    return events[-1]


def hand_written(
    project: Project, epochs: int, clip: Callable[[list[torch.nn.Parameter]], object] = lambda _: None
) -> tuple[dict[str, np.ndarray], list[float]]:
    """The loop that everyone writes, for the digits: the oracle."""
    loaded = data.load(project.data).train
    assert loaded is not None
    images, labels = torch.from_numpy(loaded["image"]), torch.from_numpy(loaded["label"])
    torch.manual_seed(project.training.seed)
    fc1, fc2 = torch.nn.Linear(64, 64), torch.nn.Linear(64, 10)
    torch.nn.init.kaiming_uniform_(fc1.weight)
    torch.nn.init.constant_(fc1.bias, 0.0)
    network = torch.nn.Sequential(torch.nn.Flatten(), fc1, torch.nn.ReLU(), fc2)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001, fused=True)
    order = torch.Generator().manual_seed(project.training.seed)
    losses = []
    for _ in range(epochs):
        for index in torch.randperm(len(images), generator=order).split(64):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(images[index]), labels[index])
            loss.backward()
            clip(list(network.parameters()))
            optimizer.step()
            losses.append(loss.item())
    names = {"fc1.weight": fc1.weight, "fc1.bias": fc1.bias, "fc2.weight": fc2.weight, "fc2.bias": fc2.bias}
    return {name: tensor.detach().numpy() for name, tensor in names.items()}, losses


def test_it_trains_as_a_hand_written_loop_does_to_the_bit() -> None:
    project = with_training(DIGITS, epochs=3)
    events = events_of(project)
    weights, losses = hand_written(project, 3)
    assert [event.loss for event in events if isinstance(event, StepDone)] == losses
    for name, array in last(events).weights.items():
        assert np.array_equal(array, weights[name])


@mark.parametrize("name", ALL)
def test_weights_are_the_same_with_and_without_looking(name: str) -> None:
    project = with_training(ALL[name], epochs=3, batch_size=7)
    plain = last(events_of(project))
    watched = events_of(project, frozenset({"fc", "fc.weight", "encode.weight"}))
    assert any(isinstance(event, Look) for event in watched)
    for key, array in plain.weights.items():
        assert np.array_equal(array, last(watched).weights[key]), key


def test_the_last_step_is_looked_at() -> None:
    """So that what stays on the drawing belongs to the end of the training, however short it was."""
    events = events_of(with_training(BLOCKS, epochs=2, batch_size=7), frozenset())
    looks = [event.step for event in events if isinstance(event, Look)]
    assert looks[-1] == last(events).step


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    first, second = (
        last(events_of(with_training(SEQUENCE, epochs=1))),
        last(events_of(with_training(SEQUENCE, epochs=1))),
    )
    other = last(events_of(with_training(SEQUENCE, epochs=1, seed=1)))
    assert all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)
    assert not np.array_equal(first.weights["fc.weight"], other.weights["fc.weight"])


def test_what_is_told_in_order() -> None:
    events = events_of(with_training(DIGITS, epochs=2))
    assert isinstance(events[0], Started)
    assert events[0].steps_per_epoch == 23
    assert events[0].samples == {"train": 1437, "validation": 180, "test": 180}
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert [event.epoch for event in epochs] == [1, 2]
    assert [event.step for event in epochs] == [23, 46]
    assert list(last(events).train or {}) == ["loss", "accuracy"]


def test_final_scores_are_those_of_the_final_weights_in_evaluation_mode() -> None:
    project = with_training(DIGITS, epochs=2)
    finished = last(events_of(project))
    namespace: dict[str, object] = {}
    exec(generate(Planner().plan(project)).text, namespace)
    network = namespace["Sample"]()  # type: ignore[operator]
    network.load_state_dict({name: torch.from_numpy(array) for name, array in finished.weights.items()})
    test = data.load(project.data).test
    assert test is not None
    outputs = network.eval()(torch.from_numpy(test["image"]))
    labels = torch.from_numpy(test["label"])
    assert finished.test is not None
    assert finished.test["accuracy"] == approx((outputs.argmax(1) == labels).float().mean().item())
    assert finished.test["loss"] == approx(torch.nn.functional.cross_entropy(outputs, labels).item(), rel=1e-5)


def test_stopping_ends_after_the_step_and_keeps_the_weights() -> None:
    prepared = prepare(DIGITS)
    events: list[Event] = []
    for event in train(prepared, stopping=lambda: len(events) > 5):
        events.append(event)
    assert last(events).stopped
    assert last(events).step in (5, 6)
    assert np.array_equal(last(events).weights["fc1.bias"], prepared.network.module.get_parameter("fc1.bias").detach())


def test_closing_the_generator_is_enough() -> None:
    generator: Iterator[Event] = train(prepare(DIGITS))
    for _ in range(4):
        next(generator)
    generator.close()  # type: ignore[attr-defined]


def test_going_on_from_weights() -> None:
    first = last(events_of(with_training(DIGITS, epochs=1)))
    again = prepare(with_training(DIGITS, epochs=1), first.weights)
    assert torch.equal(again.network.module.get_parameter("fc1.weight"), torch.from_numpy(first.weights["fc1.weight"]))


def test_weights_that_do_not_fit_are_left_out() -> None:
    prepared = prepare(DIGITS, {"fc1.weight": np.zeros((2, 2), np.float32), "fc2.bias": np.ones(10, np.float32)})
    assert torch.equal(prepared.network.module.get_parameter("fc2.bias"), torch.ones(10))
    assert prepared.network.module.get_parameter("fc1.weight").shape == (64, 64)


EXPLODING = project_of(
    {
        "x": kind("Input", column="x"),
        "fc": kind("Linear", out_features=1),
        "log": kind("Log"),
        "more": kind("Square"),
        "loss": kind("MSELoss"),
        "y": kind("Input", column="y"),
    },
    ["x -> fc", "fc -> log", "log -> more", "more -> loss.input", "y -> loss.target"],
    data=inline(x=[[-100.5]], y=[[1.5]]),
)


def test_a_loss_that_is_no_number_stops_and_names_the_first_node() -> None:
    project = replace(
        EXPLODING,
        graph=EXPLODING.graph.with_nodes(
            {**EXPLODING.graph.nodes, "fc": replace(EXPLODING.graph.nodes["fc"], init={"weight": 1.0, "bias": 0.0})}
        ),
    )
    for watched in (None, frozenset[str]()):
        failed = events_of(project, watched)[-1]
        assert isinstance(failed, Failed)
        assert (failed.problem.code, failed.problem.node) == ("diverged_at", "log")
        assert failed.line.startswith("log = torch.log(fc)")
        assert all(np.isfinite(array).all() for array in failed.weights.values())


def test_weights_that_exploded_are_named() -> None:
    project = with_training(DIGITS, optimizer=Chosen("SGD", {"lr": 1e30}))
    failed = events_of(project)[-1]
    assert isinstance(failed, Failed)
    assert failed.problem.node is not None
    assert failed.problem.code in ("diverged_at", "diverged_weights")


def test_without_a_step_there_is_no_node_to_name() -> None:
    problem, line = explain(Diverged(math.inf), StepState(prepare(DIGITS)))
    assert (problem.code, problem.node, line) == ("diverged", None, "")


def test_running_statistics_are_those_before_the_failing_step() -> None:
    columns = {"x": [[1.0, 2.0], [3.0, 4.0], [1e38, -1e38], [3e38, 3e38]], "y": [[0.5], [0.5], [0.5], [0.5]]}
    project = project_of(
        {"x": kind("Input", column="x"), "norm": kind("BatchNorm1d"), "fc": kind("Linear", out_features=1),
         "y": kind("Input", column="y"), "loss": kind("MSELoss")},
        ["x -> norm", "norm -> fc", "fc -> loss.input", "y -> loss.target"],
        data=inline(**columns), training={"batch_size": 4, "epochs": 2},
    )  # fmt: skip
    failed = events_of(project)[-1]
    assert isinstance(failed, Failed)
    assert np.array_equal(failed.weights["norm.running_mean"], np.zeros(2, np.float32))


def test_an_exception_is_told_with_its_node_and_line() -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "embedding": kind("Embedding", num_embeddings=3, embedding_dim=4),
         "mean": kind("Mean", dim=[1]), "fc": kind("Linear", out_features=1), "y": kind("Input", column="y"),
         "loss": kind("MSELoss")},
        ["x -> embedding", "embedding -> mean", "mean -> fc", "fc -> loss.input", "y -> loss.target"],
        data=inline(x=[[0, 1], [2, 7]], y=[[0.5], [1.5]]),
    )  # fmt: skip
    plain, watched = events_of(project)[-1], events_of(project, frozenset())[-1]
    for failed in (plain, watched):
        assert isinstance(failed, Failed)
        assert (failed.problem.code, failed.problem.node) == ("network_raised", "embedding")
        assert failed.line.startswith("embedding = self.embedding(x)")


@mark.parametrize(
    ("change", "code"),
    [
        ({"optimizer": Chosen("Adamm")}, "setting_kind_unknown"),
        ({"optimizer": Chosen("Adam", {"lr": -1})}, "parameter_range"),
        ({"schedule": Chosen("Steps")}, "setting_kind_unknown"),
        ({"clip": {"norm": -1}}, "parameter_range"),
        ({"metrics": ("mae",)}, "metric_unsuited"),
        ({"device": "mps"}, "device_missing"),
    ],
)
def test_settings_that_cannot_be(change: dict[str, object], code: str) -> None:
    try:
        prepare(with_training(DIGITS, **change))
    except ProblemError as error:
        assert error.problem.code == code
    else:
        raise AssertionError("nothing was wrong")


def test_nothing_to_train() -> None:
    nodes = {"x": kind("Input", column="x"), "y": kind("Input", column="y"), "loss": kind("MSELoss")}
    project = project_of(nodes, ["x -> loss.input", "y -> loss.target"], data=inline(x=[[1.5]], y=[[2.5]]))
    try:
        prepare(project)
    except ProblemError as error:
        assert error.problem.code == "nothing_to_train"
    else:
        raise AssertionError("something was trained")


def test_a_last_batch_of_one_joins_the_one_before_it_for_batch_normalization() -> None:
    assert [len(part) for part in batches(torch.arange(9), 4)] == [4, 4, 1]
    assert [len(part) for part in batches(torch.arange(9), 4, least=2)] == [4, 5]
    assert [len(part) for part in batches(torch.arange(1), 4, least=2)] == [1]
    events = events_of(with_training(BLOCKS, epochs=1, batch_size=13))  # 40 samples: 13, 13, 14
    assert isinstance(events[0], Started)
    assert events[0].steps_per_epoch == 3
    assert last(events).step == 3


def test_metrics_look_behind_a_cast_of_the_target() -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "y": kind("Input", column="y"),
         "cast": kind("Cast", dtype="float32"), "column": kind("Unsqueeze", dim=1), "loss": kind("BCEWithLogitsLoss")},
        ["x -> fc", "fc -> loss.input", "y -> cast", "cast -> column", "column -> loss.target"],
        data=inline(x=[[-1.5], [1.5], [2.5], [-2.5]], y=[0, 1, 1, 0]),
        training={"epochs": 40, "optimizer": {"kind": "SGD", "params": {"lr": 1.0}}},
    )  # fmt: skip
    finished = last(events_of(project))
    assert finished.train is not None
    assert finished.train["accuracy"] == 1.0


def test_parts_that_are_empty_have_no_scores() -> None:
    finished = last(events_of(with_training(BLOCKS, epochs=1)))
    assert finished.validation is None
    assert finished.test is None
    assert finished.train is not None
    assert math.isfinite(finished.train["loss"])


def test_a_schedule_moves_the_learning_rate() -> None:
    project = with_training(DIGITS, epochs=2, schedule=Chosen("StepLR", {"step_size": 1, "gamma": 0.5}))
    prepared = prepare(project)
    list(train(prepared))
    assert prepared.optimizer.param_groups[0]["lr"] == approx(0.001 * 0.25)


def test_double_precision() -> None:
    finished = last(events_of(with_training(DIGITS, epochs=1, precision="float64")))
    assert finished.weights["fc1.weight"].dtype == np.float64
