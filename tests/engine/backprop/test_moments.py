"""What the window holds of a step: plain and frozen values that are there before torch is."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import get_args

import pytest

from engine.backprop.moments import PHASES, Moment, Phase, ShownNode, ShownStep


def test_the_phases_are_those_of_a_step_in_their_order() -> None:
    assert get_args(Phase) == PHASES == ("forward", "loss", "backward", "update")


def test_moments_are_values() -> None:
    assert Moment("forward", "fc") == Moment("forward", "fc") and len({Moment("loss", "l"), Moment("loss", "l")}) == 1
    with pytest.raises(FrozenInstanceError):
        Moment("forward", "fc").address = "other"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        ShownStep((), {}, 1).loss = 0.0  # type: ignore[misc]
    assert ShownNode("Linear").outputs == {} and ShownStep((), {}, 1).problem is None


def test_the_window_has_them_without_torch() -> None:
    code = "import sys, engine.backprop.moments, engine.backprop.explanation; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
