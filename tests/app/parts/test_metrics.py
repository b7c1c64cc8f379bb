"""Metrics have titles in words, and one of them stands beside the loss."""

from __future__ import annotations

from app.parts.metrics import TITLES, metric_of, metric_title
from engine.settings.metrics import metrics


def test_the_metric_is_the_first_beside_the_loss() -> None:
    assert metric_of({"loss": 1.0, "accuracy": 0.5, "r2": 0.1}) == "accuracy"
    assert metric_of({"loss": 1.0}) == "" and metric_of({}) == ""


def test_every_metric_has_a_title() -> None:
    assert set(TITLES) == set(metrics())
    assert metric_title("accuracy") == "Accuracy" and metric_title("mae") == "Mean absolute error"


def test_one_that_is_not_known_is_called_as_it_is() -> None:
    assert metric_title("top_five") == "top_five"
