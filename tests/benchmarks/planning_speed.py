"""Checking a graph of 1,000 nodes and 1,500 edges: the whole, after one edit, and reading its file."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import count

from engine.compiler.planner import Planner
from engine.project import edits
from engine.project.project import Project
from engine.project.reader import read_text
from tests.benchmarks.graphs import large_graph_text
from tests.benchmarks.table import Row, at_most_row

TIMES = 15


def rows() -> list[Row]:
    text = large_graph_text()
    project = read_text(text).project
    assert project is not None
    graph = project.graph
    Planner().plan(project)  # imports what is imported on use
    planner = Planner()
    planner.plan(project)
    layers = [node for node in graph.nodes if node.startswith("fc")]
    numbers = count()

    def edited() -> float:
        """Another parameter of another layer each time, so that nothing is known beforehand."""
        nonlocal project
        assert project is not None
        number = next(numbers)
        node = layers[number * 37 % len(layers)]
        project = edits.set_param(
            project, "", node, "bias", bool(project.graph.nodes[node].params.get("bias") is False)
        ).apply(project)
        return _seconds(lambda: planner.plan(_known(project)))

    whole = [_seconds(lambda: Planner().plan(_known(project))) for _ in range(TIMES)]
    edit = [edited() for _ in range(TIMES)]
    read = [_seconds(lambda: read_text(text)) for _ in range(TIMES)]
    size = f"{len(graph.nodes):,} nodes, {len(graph.sources):,} edges"
    return [
        _milliseconds(f"{size}: the whole checked", whole, 100),
        _milliseconds(f"{size}: one edit checked again", edit, 20),
        _milliseconds(f"{size}: read from its file", read, 2_000),
    ]


def _known(project: Project | None) -> Project:
    assert project is not None
    return project


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _milliseconds(what: str, seconds: list[float], most: float) -> Row:
    low, _, high = statistics.quantiles([1000 * value for value in seconds], n=4)
    return at_most_row(what, 1000 * statistics.median(seconds), "ms", most, f"{low:.1f} to {high:.1f}")
