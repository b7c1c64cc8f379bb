"""The limits are a declaration: a form, a check and preferences follow from it."""

from __future__ import annotations

import pytest

from engine.backprop.diagnosis.thresholds import Thresholds
from engine.problem import ProblemError


def test_every_limit_has_a_default_and_a_help() -> None:
    assert Thresholds().values == {name: parameter.default for name, parameter in Thresholds.parameters.items()}
    for parameter in Thresholds.parameters.values():
        assert parameter.help.endswith(".")
        assert not parameter.required


@pytest.mark.parametrize("name", Thresholds.parameters)
def test_a_limit_that_makes_no_sense_is_refused(name: str) -> None:
    with pytest.raises(ProblemError):
        Thresholds(**{name: -1.0})


def test_limits_lie_in_order() -> None:
    limits = Thresholds()
    assert limits.vanishing < 1 < limits.exploding
    assert limits.update_low < 1e-3 < limits.update_high
