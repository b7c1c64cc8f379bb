"""Curves, bars, code and problems: what each makes of what it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from app.panels.code.panel import CodePanel
from app.panels.gradients import bar_labels
from app.panels.problems import ProblemsPanel
from app.parts.highlighter import PythonHighlighter
from app.parts.histograms import spread_of
from app.parts.metrics import metric_of
from app.session.document import Document
from app.session.loss_curve import LossCurve
from app.theme import DARK, LIGHT
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.problem import Problem
from engine.project import edits
from engine.project.project import MAIN
from engine.training.events import Histogram, Look


def test_a_short_curve_is_drawn_point_by_point() -> None:
    curve = LossCurve()
    for step in range(5):
        curve.add(step, float(step))
    xs, ys = curve.curve().line()
    np.testing.assert_array_equal(xs, range(5))
    np.testing.assert_array_equal(ys, range(5))


def test_a_long_curve_keeps_every_peak_and_ascends() -> None:
    curve = LossCurve(8)
    values = np.random.default_rng(0).random(1000)
    values[777] = 9.0
    for step, value in enumerate(values):
        curve.add(step, float(value))
    xs, ys = curve.curve().line()
    assert ys.max() == 9.0
    assert ys.min() == values.min()
    assert (np.diff(xs) >= 0).all()


def test_the_metric_is_the_first_beside_the_loss() -> None:
    assert metric_of({"loss": 1.0, "accuracy": 0.5}) == "accuracy"
    assert metric_of({"loss": 1.0}) == ""


def test_bars_bear_the_titles_of_the_cards_where_they_are_unique(document: Document) -> None:
    document.apply(edits.set_title(document.project, MAIN, "fc1", "same"))
    document.apply(edits.set_title(document.project, MAIN, "fc2", "same"))
    document.apply(edits.set_title(document.project, MAIN, "flat", "fc1"))  # what another one's address is
    labels = bar_labels(Planner().plan(document.project))
    assert labels["relu1"] == "hidden units"
    assert labels["fc1"] == "fc1"
    assert len(set(labels.values())) == len(labels)


def look(**histograms: Histogram) -> Look:
    named = {key.replace("__", "."): histogram for key, histogram in histograms.items()}
    return Look(1, 0.5, {"fc1": 0.1}, {}, {"fc1.bias": 0.3, "fc1.weight": 0.2}, {}, named)


def test_a_node_shows_the_histogram_of_its_weight_before_that_of_its_output() -> None:
    weight, output = Histogram(np.array([1]), np.array([0, 1])), Histogram(np.array([2]), np.array([0, 1]))
    found = spread_of(look(fc1=output, fc1__bias=output, fc1__weight=weight), "fc1")
    assert found is not None
    assert (found.name, found.histogram, found.norm) == ("weight", weight, 0.2)
    found = spread_of(look(fc1=output), "fc1")
    assert found is not None
    assert (found.name, found.histogram, found.norm) == ("", output, 0.1)
    assert spread_of(look(fc1=output), "fc2") is None
    assert spread_of(None, "fc1") is None


def test_errors_stand_before_warnings_and_all_well_is_said(qapp: QApplication) -> None:
    panel = ProblemsPanel(LIGHT)
    warning = Problem("no_loss", severity="warning")
    error = Problem("parameter_missing", {"name": "x", "expected": "a number"}, node="fc1")
    panel.show_problems([warning, error])
    shown = [panel.list.model().index(row, 0).data() for row in range(2)]
    assert shown == [error.message, warning.message]
    chosen: list[str] = []
    panel.node_chosen.connect(chosen.append)
    panel._choose(panel.list.model().index(0, 0))
    panel._choose(panel.list.model().index(1, 0))
    assert chosen == ["fc1"]
    panel.show_problems([])
    assert panel._layout.currentIndex() == 0
    panel.deleteLater()


def test_the_lines_of_the_selected_node_are_marked(plan: Plan, qapp: QApplication) -> None:
    panel = CodePanel(LIGHT)
    panel.show_plan(plan)
    panel._write()
    panel.show_selection(["fc1"])
    marked = {mark.cursor.block().text() for mark in panel.text.extraSelections()}  # type: ignore[attr-defined]
    assert any("nn.Linear(64, 64)" in line for line in marked)
    assert not any("nn.Linear(64, 10)" in line for line in marked)
    panel.deleteLater()


def test_where_there_is_no_code_the_reason_is_said(plan: Plan, qapp: QApplication) -> None:
    wrong = Problem("parameter_missing", {"name": "x", "expected": "a number"}, node="fc1")
    step = replace(plan.by_id["fc1"], problems=(wrong,))
    broken = replace(plan, steps=tuple(step if one.id == "fc1" else one for one in plan.steps))
    panel = CodePanel(LIGHT)
    panel.show_plan(broken)
    panel._write()
    assert panel.text.toPlainText() == ""
    assert wrong.message in panel._status.text()
    assert not panel._export.isEnabled()
    panel.deleteLater()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_docstrings_strings_and_keywords_get_their_colours(qapp: QApplication, theme: object) -> None:
    document = QTextDocument('"""One\ntwo"""\nclass Net:  # why\n    x = "#"')
    highlighter = PythonHighlighter(document, theme)  # type: ignore[arg-type]
    highlighter.rehighlight()

    def colours(line: int) -> list[str]:
        block = document.findBlockByNumber(line)
        return [found.format.foreground().color().name() for found in block.layout().formats()]  # type: ignore[attr-defined]

    assert colours(0) == colours(1)  # both lines are one string
    keyword, name, comment = colours(2)
    assert len({keyword, name, comment}) == 3
    assert comment not in colours(3)  # a # within a string begins no comment
