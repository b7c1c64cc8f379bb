"""The stages of an update against torch's own optimizers: their state and their weights, over many steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine.backprop.optimizer_formulas import RULES, work_of
from engine.backprop.optimizer_work import Work, WorkedStage
from engine.backprop.recording import Recording, record
from engine.settings.clipping import Clipper, Clipping
from tests.engine.projects import inline, kind, project_of
from tests.engine.whole_steps import built, same_bits

SMALL = project_of(
    {
        "x": kind("Input", column="x"),
        "y": kind("Input", column="y"),
        "fc1": kind("Linear", out_features=7),
        "act": kind("Tanh"),
        "fc2": kind("Linear", out_features=2),
        "loss": kind("MSELoss"),
    },
    ["x -> fc1", "fc1 -> act", "act -> fc2", "fc2 -> loss.input", "y -> loss.target"],
    data=inline(x=[[0.1, 0.5, -0.3], [0.7, -0.2, 0.4]], y=[[1.0, 0.5], [-1.0, 0.25]]),
)
STEPS = 7
FUSED = ("SGD", "Adagrad", "Adam", "AdamW")

part = st.floats(0.0, 0.99)
rate = st.floats(1e-4, 0.5)
decay = st.sampled_from([0.0, 0.01, 0.3])
eps = st.sampled_from([1e-10, 1e-8, 1e-3])
yes_or_no = st.booleans()
betas = st.tuples(part, part)
COMMON = {"lr": rate, "weight_decay": decay, "maximize": yes_or_no}
OPTIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "SGD": st.one_of(
        st.fixed_dictionaries({**COMMON, "momentum": st.just(0.0) | part, "dampening": st.just(0.0) | part}),
        st.fixed_dictionaries({**COMMON, "momentum": st.floats(0.1, 0.99), "nesterov": st.just(True)}),
    ),
    "RMSprop": st.fixed_dictionaries(
        {**COMMON, "alpha": part, "eps": eps, "centered": yes_or_no, "momentum": st.just(0.0) | part}
    ),
    "Adagrad": st.fixed_dictionaries(
        {**COMMON, "lr_decay": st.just(0.0) | part, "initial_accumulator_value": st.just(0.0) | part, "eps": eps}
    ),
    "Adam": st.fixed_dictionaries(
        {**COMMON, "betas": betas, "eps": eps, "amsgrad": yes_or_no, "decoupled_weight_decay": yes_or_no}
    ),
    "AdamW": st.fixed_dictionaries({**COMMON, "betas": betas, "eps": eps, "amsgrad": yes_or_no}),
}
CLIPS = st.none() | st.sampled_from([Clipping(norm=0.5), Clipping(value=0.1), Clipping(value=0.1, norm=0.2)])


def recordings(
    name: str, options: dict[str, Any], clipping: Clipping | None = None, dtype: torch.dtype = torch.float32
) -> Iterator[Recording]:
    """Some steps of a small network, each on a batch of its own."""
    network = built(SMALL)
    network.module.to("cpu", dtype)
    parameters = list(network.module.parameters())
    optimizer = getattr(torch.optim, name)(parameters, **options)
    clipper = Clipper(clipping, parameters) if clipping is not None else None
    generator = torch.Generator().manual_seed(1)
    for _ in range(STEPS):
        batch = {"x": torch.randn(4, 3, generator=generator), "y": torch.randn(4, 2, generator=generator)}
        batch = {column: value.to(dtype) for column, value in batch.items()}
        yield record(network, batch, optimizer, clipper=clipper)


def works(recording: Recording) -> Iterator[Work]:
    for updated in recording.update.values():
        assert updated.gradient is not None
        work = work_of(updated, recording.clipped)
        last = work.stages[-1]
        assert last.code == "after" and isinstance(last.result.value, Tensor)
        assert same_bits(last.result.value, updated.after)
        yield work


def is_same(stage: WorkedStage) -> bool:
    if not isinstance(stage.computed, Tensor):
        return stage.computed == stage.result.value
    return same_bits(stage.computed, stage.result.tensor)


@pytest.mark.parametrize("name", OPTIONS)
@given(data=st.data())
@settings(max_examples=40)
def test_every_stage_has_the_bits_of_torch(name: str, data: st.DataObject) -> None:
    options = data.draw(OPTIONS[name])
    for recording in recordings(name, {**options, "foreach": False}, data.draw(CLIPS)):
        for work in works(recording):
            assert [stage.code for stage in work.stages if not is_same(stage)] == []


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("name", OPTIONS)
def test_so_it_has_in_other_dtypes(name: str, dtype: torch.dtype) -> None:
    for recording in recordings(name, {"lr": 0.1, "weight_decay": 0.1, "foreach": False}, Clipping(norm=0.5), dtype):
        for work in works(recording):
            assert [stage.code for stage in work.stages if not is_same(stage)] == []


@pytest.mark.parametrize("name", FUSED)
@given(data=st.data())
@settings(max_examples=40)
def test_a_fused_step_is_told_as_it_was_and_repeated_to_a_few_ulp(name: str, data: st.DataObject) -> None:
    """An ulp of the largest number that was added or multiplied: where numbers cancel, no more can be asked."""
    options = data.draw(OPTIONS[name])
    precision = torch.finfo(torch.float32).eps
    for recording in recordings(name, {**options, "fused": True}, data.draw(CLIPS)):
        for work in works(recording):
            for stage in work.stages:
                if not isinstance(stage.computed, Tensor):
                    continue
                sizes = [one.tensor.abs() for one in stage.numbers if isinstance(one.value, Tensor)]
                scale = torch.stack([stage.computed.abs(), stage.result.tensor.abs(), *sizes]).amax(0)
                apart = (stage.computed - stage.result.tensor).abs()
                assert bool((apart <= 8 * precision * scale).all()), (stage.code, apart.max(), options)


@pytest.mark.parametrize("name", FUSED)
def test_what_a_fused_step_remembers_is_not_our_own_approximation(name: str) -> None:
    """The numbers that are told are those of the state, also where ours would differ in the last bits."""
    held = {
        "momentum": "momentum_buffer",
        "first_moment": "exp_avg",
        "second_moment": "exp_avg_sq",
        "square_sum": "sum",
    }
    options = {"momentum": 0.9} if name == "SGD" else {}
    seen = set()
    for recording in recordings(name, {"lr": 0.1, **options, "fused": True}):
        for updated in recording.update.values():
            assert updated.state_after is not None
            for stage in work_of(updated, None).stages:
                if stage.code in held:
                    seen.add(stage.code)
                    assert same_bits(stage.result.tensor, updated.state_after.remembered[held[stage.code]])
    assert seen == {"SGD": {"momentum"}, "Adagrad": {"square_sum"}}.get(name, {"first_moment", "second_moment"})


def test_the_learning_rate_is_the_one_of_the_step() -> None:
    """A schedule changes the groups of the optimizer after the step; what was recorded stays."""
    network = built(SMALL)
    network.module.to("cpu")
    optimizer = torch.optim.SGD(network.module.parameters(), lr=0.5)
    batch = {"x": torch.ones(2, 3), "y": torch.zeros(2, 2)}
    told = record(network, batch, optimizer)
    optimizer.param_groups[0]["lr"] = 100.0
    for work in works(told):
        assert all(is_same(stage) for stage in work.stages)


def test_these_are_the_optimizers_that_are_told() -> None:
    assert set(RULES) == set(OPTIONS)


def test_sparse_gradients_are_told_with_their_zeros() -> None:
    table = project_of(
        {"x": kind("Input", column="x"), "t": kind("Embedding", num_embeddings=5, embedding_dim=2, sparse=True),
         "y": kind("Input", column="y"), "loss": kind("MSELoss")},
        ["x -> t", "t -> loss.input", "y -> loss.target"],
        data=inline(x=[1, 3], y=[[1.0, 0.5], [0.5, 1.0]]),
    )  # fmt: skip
    for name, options in (("SGD", {"momentum": 0.9}), ("Adagrad", {})):
        network = built(table)
        network.module.to("cpu")
        optimizer = getattr(torch.optim, name)(network.module.parameters(), lr=0.1, **options)
        for rows in ([1, 3], [1, 1], [0, 4]):
            told = record(network, {"x": torch.tensor(rows), "y": torch.ones(2, 2)}, optimizer)
            [work] = works(told)
            for stage in work.stages:
                assert torch.allclose(stage.computed, stage.result.tensor, rtol=1e-6, atol=1e-7)  # type: ignore[arg-type]
