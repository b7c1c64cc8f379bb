"""Events as lines of JSON."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from engine.problem import Problem
from engine.training import report
from engine.training.events import EpochDone, Failed, Finished, Look, Started, StepDone
from engine.training.report import ProgressLimit, event_entry

STARTED = Started(3, 10, 32, {"train": 320, "validation": 0, "test": 0}, 99, "cpu", 1, step=7)


def test_every_event_names_itself_first_and_is_plain() -> None:
    scores = {"loss": 0.5, "accuracy": 0.75}
    events = {
        "started": STARTED,
        "progress": StepDone(1, 2, 0.5),
        "epoch": EpochDone(1, 10, scores, None, 0.1),
        "failed": Failed(Problem("diverged", {"loss": "NaN"}, node="fc"), 4, "fc = self.fc(x)", {"w": np.zeros(2)}),
        "finished": Finished(30, False, scores, scores, None, {"w": np.zeros(2)}, 1.5),
    }
    for name, event in events.items():
        entry = event_entry(event)
        assert entry is not None
        assert next(iter(entry.items())) == ("event", name)
        assert json.loads(json.dumps(entry, allow_nan=False)) == entry
    assert event_entry(Look(1, 0.5, {}, {}, {}, {})) is None


def test_what_is_no_number_is_a_string() -> None:
    entry = event_entry(Finished(1, True, {"loss": math.inf, "r2": math.nan}, None, None, {}, 0.0))
    assert entry is not None
    assert entry["train"] == {"loss": "Infinity", "r2": "NaN"}
    assert list(entry)[-3:] == ["train", "validation", "test"]
    assert event_entry(StepDone(1, 1, None)) == {"event": "progress", "epoch": 1, "step": 1, "loss": None}


def test_a_failure_names_node_and_line() -> None:
    entry = event_entry(Failed(Problem("diverged", {"loss": "NaN"}, node="fc"), 4, "fc = self.fc(x)"))
    assert entry == {
        "event": "failed",
        "step": 4,
        "line": "fc = self.fc(x)",
        "problems": [
            {
                "node": "fc",
                "severity": "error",
                "code": "diverged",
                "message": "the loss became NaN",
                "hint": "lower the learning rate, reset the weights, and train again",
            }
        ],
    }


def test_ten_lines_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(report.time, "monotonic", lambda: now[0])
    limit = ProgressLimit()
    passed = 0
    for _ in range(5000):
        passed += limit.passes()
        now[0] += 0.001
    assert 40 <= passed <= 51
    now[0] += 10
    assert limit.passes()
