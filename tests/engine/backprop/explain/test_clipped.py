from __future__ import annotations

from typing import Any

import pytest
import torch
import ziamath
from pytest import approx, mark

from engine.backprop.explain.explaining import explain
from engine.backprop.explanation import Place
from engine.backprop.recording import Recording, rehearse
from engine.backprop.shown import shown
from engine.project.store import load_project
from engine.project.templates import find_template
from engine.settings.clipping import clipper_for
from tests.engine.whole_steps import batch_of, built


def told_with(clip: dict[str, Any] | None) -> Recording:
    project = load_project(find_template("chain-rule-by-hand").path).project
    assert project is not None
    network = built(project)
    parameters = list(network.module.parameters())
    optimizer = torch.optim.SGD(parameters, lr=0.001)
    return rehearse(network, batch_of(project, 1), optimizer, clipper_for(clip, parameters))


NORM = (2 * (16**2 + 24**2)) ** 0.5  # of the four gradients -16, -24, -16, -24


@mark.parametrize(
    ("clip", "expected", "codes"),
    [
        ({"norm": 1.0}, -16 / NORM, ["clipped_by_norm"]),
        ({"norm": 100.0}, -16.0, ["clipped_by_norm"]),
        ({"value": 10.0}, -10.0, ["clipped_by_value"]),
        ({"value": 20.0}, -16.0, []),
        ({"value": 10.0, "norm": 1.0}, -0.5, ["clipped_by_value", "clipped_by_norm"]),
    ],
)
def test_a_clipped_gradient_is_told(clip: dict[str, Any], expected: float, codes: list[str]) -> None:
    told = told_with(clip)
    found = explain(told, Place("clipped", "hidden", "weight", (0, 0)))
    assert found.value == approx(expected, rel=1e-5) and found.total == approx(found.value, rel=1e-5)
    assert [note.code for note in found.notes] == codes
    assert found.terms[0].factors[0].place == Place("gradient", "hidden", "weight", (0, 0))
    assert ziamath.Latex(found.formula).svg()
    assert shown(told).nodes["hidden"].clipped["weight"][0, 0] == approx(expected, rel=1e-5)
    assert shown(told).nodes["hidden"].gradients["weight"][0, 0] == -16.0, "what is shown as the gradient is before it"


def test_without_clipping_there_is_nothing_to_tell() -> None:
    told = told_with(None)
    assert not shown(told).nodes["hidden"].clipped
    with pytest.raises(LookupError):
        explain(told, Place("clipped", "hidden", "weight", (0, 0)))
