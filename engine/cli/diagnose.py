"""`chainrule diagnose`: how the gradient fares at every node of one step, and what is wrong with it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.backprop import feed_of, samples_of
from engine.cli.console import emit, emit_json, write
from engine.cli.opening import open_right
from engine.problem import Problem, ProblemError

if TYPE_CHECKING:
    from rich.table import Table

    from engine.backprop.diagnosis.measures import Measures, NodeMeasure


@dataclass(frozen=True)
class Diagnosis:
    """What was measured, and what is wrong."""

    measures: Measures
    problems: tuple[Problem, ...]


def diagnose(file: Path, part: str, index: int, count: int | None, trusts_code: bool = False) -> Diagnosis:
    """Measures one training step on `count` samples of a part, from the one at `index`; without a count, a batch.

    In training mode, with the random state and the optimizer as at the start, and saved weights if there are any; the
    file stays unchanged. Raises ProblemError, also where a node raises.
    """
    opened = open_right(file, trusts_code=trusts_code)
    from engine.backprop.diagnosis.measuring import measure
    from engine.backprop.diagnosis.rules import diagnose
    from engine.backprop.recording import rehearse
    from engine.training.setup import prepare

    prepared = prepare(opened.project, opened.weights, plan=opened.checked.plan, updates=False)
    there = max(1, feed_of(prepared, part).samples - index)
    size = count if count is not None else min(there, opened.project.training.batch_size)
    batch = samples_of(prepared, part, index, size)
    prepared.network.module.train()
    recording = rehearse(prepared.network, batch, prepared.optimizer, prepared.clipper)
    if recording.error is not None and recording.problem is not None:
        raise ProblemError(recording.problem) from recording.error
    measures = measure(recording)
    return Diagnosis(measures, diagnose(prepared.network.plan, measures, training=opened.project.training))


def emit_diagnosis(diagnosis: Diagnosis, as_json: bool) -> None:
    """Prints the table of nodes and a line for each diagnosis, or both as JSON."""
    from engine.backprop.diagnosis.report import diagnosis_report

    if as_json:
        emit_json(diagnosis_report(diagnosis.measures, diagnosis.problems))
        return
    emit(_table(diagnosis.measures))
    for problem in diagnosis.problems:
        write(str(problem), sys.stdout)
    if not diagnosis.problems:
        write("nothing is wrong with the gradient of this step", sys.stdout)


def _table(measures: Measures) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from engine.cli.console import one_line

    table = Table(box=SIMPLE_HEAD)
    table.add_column("node")
    table.add_column("kind")
    for name in ("gradient", "gain", "product", "weakest", "dead", "saturated", "update / weights"):
        table.add_column(name, justify="right")
    for node in measures.nodes.values():
        cells = [Text(one_line(cell)) for cell in (node.address, node.kind)]
        table.add_row(*cells, *_cells(node))
    return table


def _cells(node: NodeMeasure) -> list[str]:
    units = node.units
    dead = f"{units.dead} of {units.count}" if units is not None and units.dead is not None else ""
    saturated = f"{units.saturated:.0%}" if units is not None and units.saturated is not None else ""
    weakest = node.weakest if node.weakest != node.strongest else None  # where there is only one path
    numbers = [_shown(value) for value in (node.gradient, node.gain, node.strongest, weakest)]
    return [*numbers, dead, saturated, _shown(node.ratio)]


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
