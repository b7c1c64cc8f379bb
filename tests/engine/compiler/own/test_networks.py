"""Own code in a network: nothing runs without trust; with it, it is checked, trained, stepped, exported as written."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.backprop.gradcheck import check_gradients
from engine.compiler.checking import check_project
from engine.compiler.network import build
from engine.compiler.own.question import Question
from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.exchange.python import export_python
from engine.layers.tensor_type import BATCH, TensorType
from engine.own_code.reading import fingerprint
from engine.problem import ProblemError
from engine.project.project import Project
from engine.training.events import Event, Failed, Finished
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.own_code.samples import SCALE, project_with

CODES = {
    "Scale": SCALE,
    "Swish": "x * torch.sigmoid(x)",
    "shifted": "def shifted(x, by: float = 1.0):\n    return x + by",
}
SCALED = {"scale": {"code": "Scale", "params": {"size": 4}}}
ALL = SCALED | {"swish": {"code": "Swish"}, "shift": {"code": "shifted", "params": {"by": 0.5}}}


def codes_of(project: Project) -> dict[str | None, str]:
    return {problem.node: problem.code for problem in Planner().plan(project).all_problems}


def events_of(project: Project) -> list[Event]:
    return list(train(prepare(project, plan=Planner().plan(project))))


def test_code_without_trust_is_read_but_not_run() -> None:
    def never(question: Question) -> None:
        raise AssertionError(question)

    project = project_with(CODES, trusted=False, **ALL)
    plan = Planner(ask_own=never).plan(project)
    assert {problem.node: problem.code for problem in plan.all_problems} == dict.fromkeys(ALL, "code_untrusted")
    layer = plan.by_id["shift"].layer
    assert layer is not None and layer.values == {"by": 0.5}
    with pytest.raises(ProblemError):
        generate(plan)
    with pytest.raises(ProblemError):
        build(plan)


def test_trust_is_in_a_text_and_another_text_has_none() -> None:
    project = project_with(CODES, **ALL)
    assert not codes_of(project)
    changed = replace(project, codes={**project.codes, "Swish": "x + torch.sigmoid(x)"})
    assert codes_of(changed) == {"swish": "code_untrusted"}
    assert not codes_of(replace(changed, trusted=changed.trusted | {fingerprint("x + torch.sigmoid(x)")}))


def test_a_planner_sees_that_code_and_trust_have_changed() -> None:
    planner, project = Planner(), project_with(CODES, **SCALED)
    plain = replace(project, trusted=frozenset())
    found = [[problem.code for problem in planner.plan(one).all_problems] for one in (plain, project, plain)]
    assert found == [["code_untrusted"], [], ["code_untrusted"]]
    twice = SCALE.replace("x * self.factor", "torch.cat((x, x), 1) * self.factor[0]")
    assert planner.plan(project).by_id["scale"].outputs == {"output": TensorType((BATCH, 4))}
    changed = planner.plan(replace(project, codes={"Scale": twice}).trusting())
    assert changed.by_id["scale"].outputs == {"output": TensorType((BATCH, 8))}


def test_an_answer_that_is_not_there_yet_is_waited_for() -> None:
    answers: list[None] = [None]
    planner = Planner(ask_own=lambda question: answers[0])
    project = project_with(CODES, **SCALED)
    assert [problem.code for problem in planner.plan(project).all_problems] == ["code_pending"]
    answers[0] = Planner().plan(project) and _answer(project)  # type: ignore[func-returns-value]
    assert not planner.plan(project).all_problems


def _answer(project: Project):  # type: ignore[no-untyped-def]
    step = Planner().plan(project).by_id["scale"]
    from engine.compiler.plan import Inference

    return Inference(step.outputs, step.parameters, step.buffers, step.flops)


def test_it_trains_and_its_weights_are_those_of_any_layer() -> None:
    project = project_with(CODES, **ALL)
    finished = events_of(project)[-1]
    assert isinstance(finished, Finished)
    assert finished.weights["scale.factor"].shape == (4,)
    assert (finished.weights["scale.factor"] != 1).all()
    assert check_project(project, finished.weights).is_right


def test_gradients_through_it_agree_with_finite_differences() -> None:
    project = project_with(CODES, **ALL)
    prepared = prepare(project, plan=Planner().plan(project))
    batch = next(iter(prepared.train.shuffled(3, prepared.order, 1, 0)))
    assert check_gradients(prepared.network, batch, None).verdict == "right"


def test_the_exported_file_holds_it_as_written(tmp_path: Path) -> None:
    plan = Planner().plan(project_with(CODES, **ALL))
    export_python(plan, tmp_path / "net.py")
    text = (tmp_path / "net.py").read_text(encoding="utf-8")
    assert SCALE in text
    assert "def _Swish(x):\n    return x * torch.sigmoid(x)\n" in text
    assert "self.scale = Scale(size=4)" in text and "_shifted(swish, by=0.5)" in text
    assert CODES["shifted"] in text
    names: dict[str, object] = {}
    exec(text, names)
    torch.manual_seed(3)
    exported = names["Own"]()  # type: ignore[operator]
    points = torch.rand(5, 2)
    assert torch.equal(exported(points), build(plan, seed=3).module(points))


@pytest.mark.parametrize("name", ["shifted", "module", "step", "in0", "x"])
def test_a_node_may_be_called_as_its_code_is(name: str) -> None:
    project = project_with({name: f"def {name}(value):\n    return value * 2"}, **{name: {"code": name}})
    assert isinstance(events_of(project)[-1], Finished)


def test_a_block_that_is_called_alike_gets_another_name() -> None:
    inside = {"nodes": {"x": {"kind": "Input"}, "r": {"kind": "ReLU"}, "y": {"kind": "Output"}},
              "edges": ["x -> r", "r -> y"]}  # fmt: skip
    from tests.engine.projects import project_of

    nodes = {"x": {"kind": "Input", "params": {"shape": [4]}}, "a": {"block": "helper"}, "b": {"code": "Mine"},
             "y": {"kind": "Output"}}  # fmt: skip
    project = project_of(nodes, ["x -> a", "a -> b", "b -> y"], blocks={"helper": {"graph": inside}},
                         codes={"Mine": "def Helper(x): return x\ndef Mine(x): return Helper(x)"})  # fmt: skip
    text = generate(Planner().plan(project.trusting())).text
    assert "class Helper2(nn.Module):" in text


def test_code_may_stand_in_blocks_and_be_shared() -> None:
    project = project_with(CODES, **SCALED, again={"share": "scale"})
    plan = Planner().plan(project)
    assert plan.is_right and plan.parameter_count == 12 + 4 + 10
    assert set(codes_of(replace(project, trusted=frozenset())).values()) == {"code_untrusted"}


@pytest.mark.parametrize(
    ("nodes", "codes", "found"),
    [
        ({"a": {"code": "Gone"}}, {}, "code_unknown"),
        ({"a": {"code": "Mine"}}, {"Mine": "def Mine(x)"}, "code_syntax"),
        ({"a": {"code": "Scale", "params": {"size": "x"}}}, CODES, "parameter_type"),
        ({"a": {"code": "Scale", "params": {"sise": 4}}}, CODES, "parameter_missing"),
        ({"a": {"code": "Scale", "params": {"size": 5}}}, CODES, "code_raised"),
        ({"a": {"code": "Swish", "repeat": 3}}, CODES, "repeat_alone"),
    ],
)
def test_what_is_wrong_is_told_on_the_node(nodes: dict[str, object], codes: dict[str, str], found: str) -> None:
    project = project_with(codes, **nodes)  # type: ignore[arg-type]
    assert found in {problem.code for problem in Planner().plan(project).all_problems if problem.node == "a"}


SOMETIMES = """class Mine(nn.Module):
    def forward(self, x):
        if not x.is_meta and self.training:
            {bad}
        return x
"""


@pytest.mark.parametrize(
    ("bad", "reason"),
    [("raise ValueError('not today')", "not today"), ("raise SystemExit", "SystemExit"), ("x @ x", "mat1 and mat2")],
)
def test_what_it_raises_only_in_training_is_told_with_its_line(bad: str, reason: str) -> None:
    failed = events_of(project_with({"Mine": SOMETIMES.format(bad=bad)}, mine={"code": "Mine"}))[-1]
    assert isinstance(failed, Failed)
    assert (failed.problem.code, failed.problem.node) == ("code_raised", "mine")
    assert failed.problem.arguments["line"] == 4
    assert reason in str(failed.problem.arguments["reason"])
    assert failed.line == bad


def test_what_it_prints_goes_to_the_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    project = project_with({"Mine": SOMETIMES.format(bad="print('seen', len(x))")}, mine={"code": "Mine"})
    with caplog.at_level(logging.INFO, "chainrule.own_code"):
        assert isinstance(events_of(project)[-1], Finished)
    assert "seen 8" in caplog.messages
    assert capsys.readouterr().out == ""
