from __future__ import annotations

import json

from pytest import approx, mark

from engine.backprop.diagnosis.measuring import measure
from engine.backprop.diagnosis.report import diagnosis_report
from engine.backprop.diagnosis.rules import diagnose
from engine.project.project import Project
from tests.engine.projects import ALL
from tests.engine.sick import SICK, recorded_step


@mark.parametrize("project", [*ALL.values(), *SICK.values()], ids=[*ALL, *SICK])
def test_the_report_is_json_and_says_what_was_measured(project: Project) -> None:
    prepared, recording = recorded_step(project, 8)
    measures = measure(recording)
    problems = diagnose(prepared.network.plan, measures, training=project.training)
    report = json.loads(json.dumps(diagnosis_report(measures, problems), allow_nan=False))
    assert list(report["nodes"]) == [leaf.address for leaf in prepared.network.plan.minimized]
    assert [entry["code"] for entry in report["diagnoses"]] == [problem.code for problem in problems]
    for address, entry in report["nodes"].items():
        node = measures.nodes[address]
        if node.gain is not None and isinstance(entry["gain"], float):
            assert entry["gain"] == approx(node.gain)
        assert entry["strongest"]["path"] == list(measures.path(address))
    for entry, problem in zip(report["diagnoses"], problems, strict=True):
        assert [one["code"] for one in entry["remedies"]] == [remedy.code for remedy in problem.remedies]
