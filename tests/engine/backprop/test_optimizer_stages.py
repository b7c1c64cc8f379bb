"""What is told of an update: published numbers, formulas that compute to what they say, and no stage without words."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
import torch
import ziamath
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backprop.explain.explaining import explain
from engine.backprop.explain.latex import latex
from engine.backprop.explain.notes import NOTES
from engine.backprop.explanation import Note, Place
from engine.backprop.optimizer_stages import OptimizerWork, explain_after, stages_of
from engine.backprop.optimizer_texts import STAGE_TEXTS
from engine.backprop.places import number_at, tensor_at
from engine.backprop.recording import Recording, record, rehearse
from engine.settings.clipping import Clipper, Clipping
from engine.settings.optimizers import optimizers
from tests.engine.backprop.latex import computed
from tests.engine.backprop.test_optimizer_formulas import CLIPS, OPTIONS, SMALL, recordings
from tests.engine.projects import SHARED, inline, kind, project_of
from tests.engine.whole_steps import batch_of, built

# Every option at once, so that between them they have every stage.
FULL: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.1, "maximize": True},
        {"momentum": 0.9, "nesterov": True},
        {},
    ],
    "RMSprop": [{"centered": True, "momentum": 0.9, "weight_decay": 0.1}, {}],
    "Adagrad": [{"lr_decay": 0.1, "initial_accumulator_value": 0.1, "weight_decay": 0.1}],
    "Adam": [{"amsgrad": True, "weight_decay": 0.1}, {}],
    "AdamW": [{"weight_decay": 0.1}],
}
CASES = [(name, options) for name, many in FULL.items() for options in many]
INDEXES = [("fc1", "weight", (2, 1)), ("fc1", "bias", (6,)), ("fc2", "weight", (1, 3))]


def last_of(name: str, options: dict[str, Any], clipping: Clipping | None = None, **more: Any) -> Recording:
    *_, last = recordings(name, {"lr": 0.05, **options}, clipping, **more)
    return last


def adam(told: Recording, index: tuple[int, ...] | None = (2, 1)) -> OptimizerWork:
    return stages_of(told, "fc1", "weight", index)


def test_the_example_of_matt_mazur() -> None:
    """Matt Mazur, "A step by step backpropagation example" (2015): w5 goes from 0.4 to 0.35891648 at a rate of 0.5."""
    hidden = kind("Linear", out_features=2) | {"init": {"weight": [[0.15, 0.2], [0.25, 0.3]], "bias": 0.35}}
    output = kind("Linear", out_features=2) | {"init": {"weight": [[0.4, 0.45], [0.5, 0.55]], "bias": 0.6}}
    project = project_of(
        {"x": kind("Input", column="x"), "hidden": hidden, "h": kind("Sigmoid"), "output": output,
         "o": kind("Sigmoid"), "y": kind("Input", column="y"), "loss": kind("MSELoss")},
        ["x -> hidden", "hidden -> h", "h -> output", "output -> o", "o -> loss.input", "y -> loss.target"],
        data=inline(x=[[0.05, 0.1]], y=[[0.01, 0.99]]),
    )  # fmt: skip
    network = built(project)
    told = rehearse(network, batch_of(project), torch.optim.SGD(network.module.parameters(), lr=0.5))
    work = stages_of(told, "output", "weight", (0, 0))
    assert (work.kind, work.key, work.is_known) == ("SGD", "output.weight", True)
    assert [stage.code for stage in work.stages] == ["gradient", "step", "after"]
    assert work.gradient == pytest.approx(0.082167041, abs=1e-7)
    assert work.before == pytest.approx(0.4)
    assert work.after == pytest.approx(0.35891648, abs=1e-7)
    published = {(0, 1): 0.408666186, (1, 0): 0.511301270, (1, 1): 0.561370121}
    for index, after in published.items():
        assert stages_of(told, "output", "weight", index).after == pytest.approx(after, abs=1e-7)
    of_hidden = [stages_of(told, "hidden", "weight", (i, j)).after for i in (0, 1) for j in (0, 1)]
    assert of_hidden == pytest.approx([0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=1e-7)
    explained = explain_after(told, Place("after", "output", "weight", (0, 0)))
    assert explained.formula == r"\theta_{t} = \theta_{t-1} - \gamma\,g"
    assert [term.value for term in explained.terms] == pytest.approx([0.4, -0.5 * 0.082167041])
    assert [factor.place for factor in explained.terms[1].factors] == [
        None,
        Place("gradient", "output", "weight", (0, 0)),
    ]


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() -> None:
    """Kingma and Ba (2015), section 2.1: the step is bounded by the rate, and at first it is the rate."""
    network = built(SMALL)
    network.module.to("cpu")
    optimizer = torch.optim.Adam(network.module.parameters(), lr=0.01)
    work = adam(rehearse(network, {"x": torch.ones(2, 3), "y": torch.zeros(2, 2)}, optimizer))
    told = {stage.symbol: stage.result for stage in work.stages}
    assert work.gradient is not None
    assert told["m_{t}"] == pytest.approx(0.1 * work.gradient)
    assert told["v_{t}"] == pytest.approx(0.001 * work.gradient**2)
    assert told[r"\hat{m}_{t}"] == pytest.approx(work.gradient)
    assert told[r"\hat{v}_{t}"] == pytest.approx(work.gradient**2)
    assert work.change == pytest.approx(-0.01 * math.copysign(1, work.gradient), rel=1e-4)


@pytest.mark.parametrize("name", OPTIONS)
@given(data=st.data())
@settings(max_examples=15)
def test_every_formula_computes_to_what_is_told(name: str, data: st.DataObject) -> None:
    """The text itself is computed, with the numbers that stand beside it."""
    options = data.draw(OPTIONS[name])
    for told in recordings(name, {**options, "foreach": False}, data.draw(CLIPS), torch.float64):
        for address, parameter, index in INDEXES:
            for stage in stages_of(told, address, parameter, index).stages[1:]:
                numbers = {factor.symbol: factor.value for factor in stage.numbers}
                tolerance = 1e-12 * max(map(abs, (*numbers.values(), stage.result)))
                expected = pytest.approx(stage.result, rel=1e-9, abs=tolerance, nan_ok=True)
                assert computed(stage.formula, numbers) == expected


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_terms_of_an_explanation_add_up(name: str, options: dict[str, Any]) -> None:
    for dtype, precision in ((torch.float64, 1e-12), (torch.float32, 1e-6)):
        told = last_of(name, options, dtype=dtype)
        place = Place("after", "fc1", "weight", (2, 1))
        found = explain_after(told, place)
        assert found.value == number_at(told, place)
        assert found.total == pytest.approx(found.value, rel=precision, abs=precision)
        assert found.rounding == pytest.approx(found.value - found.total, abs=1e-15)
        assert [abs(term.value) for term in found.terms] == sorted((abs(t.value) for t in found.terms), reverse=True)
        assert all(term.value == term.product for term in found.terms)
        numbers = {factor.symbol: factor.value for stage in adam(told).stages for factor in stage.numbers}
        assert computed(found.formula, numbers) == pytest.approx(found.value, rel=precision, abs=precision)


def test_decoupled_weight_decay_is_a_term_of_its_own() -> None:
    found = explain(last_of("AdamW", {"weight_decay": 0.1}), Place("after", "fc1", "weight", (0, 0)))
    assert len(found.terms) == 3
    assert found.formula == (
        r"\theta_{t} = \theta_{t-1} - \gamma\,\lambda\,\theta_{t-1}"
        r" - \gamma\,\frac{\hat{m}_{t}}{\sqrt{\hat{v}_{t}} + \epsilon}"
    )
    told = {str(note.arguments["symbol"]): note for note in found.notes}
    assert list(told) == ["g", r"\theta_{\lambda}", "m_{t}", "v_{t}", r"\hat{m}_{t}", r"\hat{v}_{t}"]
    assert told["g"].arguments["place"] == Place("gradient", "fc1", "weight", (0, 0))
    assert told[r"\hat{m}_{t}"].arguments["formula"] == r"\frac{m_{t}}{1 - \beta_{1}^{\,t}}"
    assert told[r"\hat{m}_{t}"].arguments["value"] in [one.value for term in found.terms for one in term.factors]


@pytest.mark.parametrize(("name", "options"), CASES)
def test_numbers_lead_to_where_they_are_shown(name: str, options: dict[str, Any]) -> None:
    told = last_of(name, options, Clipping(norm=0.1, value=0.05))
    work = adam(told)
    places = [(stage.place, stage.result) for stage in work.stages if stage.place is not None]
    places += [(one.place, one.value) for stage in work.stages for one in stage.numbers if one.place is not None]
    assert {place.quantity for place, _ in places} == {"gradient", "parameter", "after"}
    for place, value in places:
        assert number_at(told, place) == value


def test_the_whole_parameter_is_told_by_norms() -> None:
    told = last_of("Adam", {"weight_decay": 0.1})
    work = adam(told, None)
    gradient, after = tensor_at(told, "gradient", "fc1", "weight"), tensor_at(told, "after", "fc1", "weight")
    before = tensor_at(told, "parameter", "fc1", "weight")
    assert gradient is not None and before is not None and after is not None
    assert work.index is None
    assert work.gradient == pytest.approx(gradient.double().norm().item(), rel=1e-12)
    assert work.before == pytest.approx(before.double().norm().item(), rel=1e-12)
    assert work.after == pytest.approx(after.double().norm().item(), rel=1e-12)
    assert work.change == pytest.approx((after.double() - before.double()).norm().item(), rel=1e-12)
    assert work.ratio == work.change / work.before == adam(told).ratio
    told_of = {stage.symbol: stage for stage in work.stages}
    state = told.update["fc1.weight"].state_after
    assert state is not None
    assert told_of["m_{t}"].result == pytest.approx(state.remembered["exp_avg"].double().norm().item(), rel=1e-12)
    numbers = {factor.symbol: factor.value for stage in work.stages for factor in stage.numbers}
    assert (numbers[r"\beta_{1}"], numbers["t"], numbers[r"\gamma"]) == (0.9, 7.0, 0.05)
    assert all(stage.place is None for stage in work.stages)


def test_weights_that_are_all_zero_have_no_ratio() -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1) | {"init": {"bias": 0.0}},
         "loss": kind("Loss")},
        ["x -> fc", "fc -> loss"], data=inline(x=[[1.0]]),
    )  # fmt: skip
    network = built(project)
    told = rehearse(network, batch_of(project), torch.optim.SGD(network.module.parameters(), lr=0.5))
    assert stages_of(told, "fc", "bias", (0,)).ratio == math.inf
    still = rehearse(network, batch_of(project), torch.optim.SGD(network.module.parameters(), lr=0.0))
    assert stages_of(still, "fc", "bias").ratio == 0.0


def test_clipping_is_told_before_and_after() -> None:
    told = last_of("SGD", {}, Clipping(norm=0.1, value=0.05))
    work = adam(told)
    assert [stage.code for stage in work.stages] == ["gradient", "clip_value", "clip_norm", "step", "after"]
    updated = told.update["fc1.weight"]
    assert updated.gradient is not None and updated.clipped is not None
    assert (work.gradient, work.clipped) == (updated.gradient[2, 1].item(), updated.clipped[2, 1].item())
    assert work.stages[2].result == work.clipped
    assert told.clipped is not None and told.clipped.total_norm is not None
    assert {one.symbol: one.value for one in work.stages[2].numbers}[r"\lVert G \rVert_{2}"] == (
        told.clipped.total_norm.item()
    )
    assert adam(last_of("SGD", {})).clipped is None


@pytest.mark.parametrize("name", [name for name in optimizers() if name not in OPTIONS])
def test_of_other_optimizers_gradient_and_change_are_told(name: str) -> None:
    network = built(SMALL)
    network.module.to("cpu")
    optimizer = optimizers()[name]().build(dict(network.module.named_parameters()))
    batch = {"x": torch.ones(2, 3), "y": torch.zeros(2, 2)}
    record(network, batch, optimizer)
    told = record(network, batch, optimizer, clipper=Clipper(Clipping(norm=0.1), network.module.parameters()))
    work = adam(told)
    assert (work.kind, work.is_known) == (name, False)
    assert [stage.code for stage in work.stages] == ["gradient", "clip_norm", "change_only"]
    assert work.change == work.after - work.before != 0
    assert computed(work.stages[-1].formula, {one.symbol: one.value for one in work.stages[-1].numbers}) == work.after
    found = explain_after(told, Place("after", "fc1", "weight", (2, 1)))
    assert found.notes[-1] == Note("optimizer_change_only", {"kind": name})
    assert [note.arguments["symbol"] for note in found.notes[:-1]] == ["g", "g_{C}"]
    assert found.total == found.value
    bias = stages_of(told, "fc1", "bias", (0,))  # of Muon, the part that AdamW does
    assert (bias.kind, bias.is_known) == (("AdamW", True) if name == "Muon" else (name, False))


def test_what_no_gradient_reaches_stays() -> None:
    network = built(SHARED)
    told = rehearse(network, batch_of(SHARED), torch.optim.Adam(network.module.parameters()))
    work = stages_of(told, "frozen", "weight", (0, 0))
    assert (work.stages, work.gradient, work.change, work.ratio) == ((), None, 0.0, 0.0)
    found = explain_after(told, Place("after", "frozen", "weight", (0, 0)))
    assert (found.value, found.rounding) == (work.before, 0.0)
    assert found.notes == (Note("optimizer_no_gradient"),)


def test_a_shared_layer_is_told_at_each_of_its_nodes() -> None:
    network = built(SHARED)
    told = rehearse(network, batch_of(SHARED), torch.optim.Adam(network.module.parameters()))
    first, again = (stages_of(told, address, "weight", (1, 2)) for address in ("encode", "again"))
    assert first.key == again.key == "encode.weight"
    assert (first.after, first.change) == (again.after, again.change)


def test_what_has_become_no_number_is_told_as_it_is() -> None:
    network = built(SMALL)
    network.module.to("cpu")
    optimizer = torch.optim.SGD(network.module.parameters(), lr=1.0)
    with torch.no_grad():
        network.module.get_parameter("fc2.bias").copy_(torch.tensor([math.inf, 1.0]))
    told = record(network, {"x": torch.ones(2, 3), "y": torch.zeros(2, 2)}, optimizer)
    assert math.isnan(stages_of(told, "fc2", "bias", (0,)).after)
    found = explain_after(told, Place("after", "fc2", "bias", (0,)))
    assert math.isnan(found.value) and math.isnan(found.rounding)
    assert [term.value for term in found.terms] == [math.inf, -math.inf]


def test_without_an_optimizer_only_the_gradient_is_told() -> None:
    network = built(SMALL)
    network.module.to("cpu")
    told = rehearse(network, {"x": torch.ones(2, 3), "y": torch.zeros(2, 2)}, None)
    work = adam(told)
    assert (work.kind, [stage.code for stage in work.stages], work.change) == ("", ["gradient"], 0.0)
    assert explain_after(told, Place("after", "fc1", "weight", (0, 0))).rounding == 0.0


@pytest.mark.parametrize(
    ("address", "name", "index"),
    [("nowhere", "weight", None), ("fc1", "wait", None), ("act", "weight", None), ("fc1", "weight", (7, 0)),
     ("fc1", "weight", (0,)), ("fc1", "weight", (-1, 0))],
)  # fmt: skip
def test_what_is_not_there_is_a_lookup_error(address: str, name: str, index: tuple[int, ...] | None) -> None:
    told = last_of("SGD", {})
    with pytest.raises(LookupError):
        stages_of(told, address, name, index)
    with pytest.raises(LookupError):
        explain_after(told, Place("after", address, name, index or ()))


@pytest.mark.parametrize(("name", "options"), [*CASES, ("NAdam", {})])
def test_formulas_can_be_set_and_stages_have_words(name: str, options: dict[str, Any]) -> None:
    told = last_of(name, options, Clipping(norm=0.1, value=0.05, norm_type=3.5))
    work = adam(told)
    found = explain_after(told, Place("after", "fc1", "weight", (0, 0)))
    for stage in work.stages:
        assert stage.code in STAGE_TEXTS
        assert stage.formula.startswith(f"{stage.symbol} = ")
    symbols = [factor.symbol for term in found.terms for factor in term.factors]
    symbols += [factor.symbol for stage in work.stages for factor in stage.numbers]
    for text in {latex(found), found.formula, *symbols, *(stage.formula for stage in work.stages)}:
        assert "<svg" in ziamath.Latex(text).svg(), text
    assert all(NOTES[note.code].format(**note.arguments) for note in found.notes)


def test_no_text_is_without_a_stage() -> None:
    told = set()
    for name, options in [*CASES, ("NAdam", {})]:
        for recording in recordings(name, {"lr": 0.05, **options}, Clipping(norm=0.1, value=0.05)):
            told |= {stage.code for stage in adam(recording).stages}
    assert told == set(STAGE_TEXTS)


def test_it_crosses_to_the_window_as_plain_numbers() -> None:
    work = adam(last_of("Adam", {}))
    assert pickle.loads(pickle.dumps(work)) == work
    assert hash(work) == hash(adam(last_of("Adam", {})))
    numbers = [stage.result for stage in work.stages] + [one.value for stage in work.stages for one in stage.numbers]
    assert all(type(number) is float for number in numbers)
