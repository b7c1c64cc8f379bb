"""What metrics are called over a plot, and which of them is shown beside the loss."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.translation import QT_TRANSLATE_NOOP
from engine.training.events import Scores

TITLES = {
    "accuracy": QT_TRANSLATE_NOOP("Metrics", "Accuracy"),
    "mae": QT_TRANSLATE_NOOP("Metrics", "Mean absolute error"),
    "r2": QT_TRANSLATE_NOOP("Metrics", "R²"),
}


def metric_title(metric: str) -> str:
    """A metric in words; one that has none is called as the engine calls it."""
    return QCoreApplication.translate("Metrics", TITLES.get(metric, metric))


def metric_of(scores: Scores) -> str:
    """The first metric beside the loss; empty where there is none."""
    return next((name for name in scores if name != "loss"), "")
