"""`chainrule check`: everything that is wrong with a file, and a table of its layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.console import CALL_CODES, CALL_WRONG, OK, PROJECT_WRONG, emit, emit_json, tell
from engine.problem import errors
from engine.project.store import load_project

if TYPE_CHECKING:
    from rich.table import Table

    from engine.compiler.plan import Plan


def check(file: Path, as_json: bool, trusts_code: bool = False) -> int:
    """Checks a file and prints what was found; runs code that it holds where that is trusted. Returns the exit code."""
    from engine.compiler.report import check_report

    loaded = load_project(file)
    plan, problems = None, loaded.problems
    if loaded.project is not None:
        from engine.compiler.checking import check_project

        project = loaded.project.trusting() if trusts_code else loaded.project
        checked = check_project(project, loaded.saved_weights, loaded.problems)
        plan, problems = checked.plan, checked.problems
    if as_json:
        emit_json(check_report(plan, problems))
    elif plan is not None:
        emit(_table(plan))
    tell(problems, str(file))
    if any(problem.code in CALL_CODES for problem in problems):
        return CALL_WRONG
    return PROJECT_WRONG if errors(problems) else OK


def _table(plan: Plan) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from engine.cli.console import one_line
    from engine.compiler.report import parameter_count

    table = Table(box=SIMPLE_HEAD, show_footer=True)
    table.add_column("node", footer="in all")
    table.add_column("kind")
    table.add_column("output")
    table.add_column("parameters", justify="right", footer=f"{plan.parameter_count:,}")
    table.add_column("flops a sample", justify="right", footer=f"{plan.total_flops:,}")
    for leaf in plan.leaves:
        shapes = [
            f"{port}: {tensor}" if len(leaf.step.outputs) > 1 else str(tensor)
            for port, tensor in leaf.step.outputs.items()
        ]
        cells = [leaf.address, leaf.step.kind, "  ".join(shapes) or "?"]
        counts = [f"{number:,}" if number else "" for number in (parameter_count(leaf), leaf.step.flops)]
        table.add_row(*(Text(one_line(cell)) for cell in cells), *counts)
    return table
