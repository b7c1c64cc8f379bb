"""`chainrule check`: everything that is wrong with a file, and a table of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.console import CALL_CODES, CALL_WRONG, OK, PROJECT_WRONG, emit, emit_json, tell
from engine.problem import Problem, errors
from engine.project.store import load_project

if TYPE_CHECKING:
    from rich.table import Table

    from engine.compiler.costs.costs import Costs
    from engine.compiler.plan import Plan


def check(file: Path, as_json: bool, trusts_code: bool = False) -> int:
    """Checks a file and prints what was found; runs code that it holds where that is trusted. Returns the exit code."""
    loaded = load_project(file)
    plan, costs, problems = None, None, loaded.problems
    if loaded.project is not None:
        from engine.compiler.checking import check_project
        from engine.compiler.costs.costs import costs_of

        project = loaded.project.trusting() if trusts_code else loaded.project
        checked = check_project(project, loaded.saved_weights, loaded.problems)
        plan, problems = checked.plan, checked.problems
        costs = costs_of(plan, loaded.project)
    if as_json:
        emit_json(_report(plan, costs, problems))
    elif plan is not None and costs is not None:
        emit(_table(plan, costs))
    tell(problems, str(file))
    if any(problem.code in CALL_CODES for problem in problems):
        return CALL_WRONG
    return PROJECT_WRONG if errors(problems) else OK


def _report(plan: Plan | None, costs: Costs | None, problems: Sequence[Problem]) -> dict[str, object]:
    """What is known of the plan, with the costs of each node, of each block and in all."""
    from engine.compiler.costs.report import block_entries, cost_entry, costs_in_all
    from engine.compiler.report import check_report

    report = check_report(plan, problems)
    if costs is None:
        return report
    nodes: Any = report["nodes"]
    for address, entry in nodes.items():
        entry.update(cost_entry(costs.by_address[address]))
    return {**report, **costs_in_all(costs), "blocks": block_entries(costs)}


def _table(plan: Plan, costs: Costs) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from engine.cli.console import one_line
    from engine.compiler.costs.texts import byte_text, field_text
    from engine.compiler.report import parameter_count

    table = Table(box=SIMPLE_HEAD, show_footer=True)
    table.add_column("node", footer="in all")
    table.add_column("kind")
    table.add_column("output")
    table.add_column("parameters", justify="right", footer=f"{plan.parameter_count:,}")
    table.add_column("flops a sample", justify="right", footer=f"{plan.total_flops:,}")
    memory = byte_text(costs.memory) if costs.memory is not None else "?"
    table.add_column(f"memory, batch {costs.batch}", justify="right", footer=memory)
    table.add_column("sees", justify="right")
    for leaf in plan.leaves:
        shapes = [
            f"{port}: {tensor}" if len(leaf.step.outputs) > 1 else str(tensor)
            for port, tensor in leaf.step.outputs.items()
        ]
        cells = [leaf.address, leaf.step.kind, "  ".join(shapes) or "?"]
        counts = [f"{number:,}" if number else "" for number in (parameter_count(leaf), leaf.step.flops)]
        cost = costs.by_address[leaf.address]
        counts.append("?" if cost.memory is None else byte_text(cost.memory) if cost.memory else "")
        counts.append(field_text(cost.field) if cost.field is not None else "")
        table.add_row(*(Text(one_line(cell)) for cell in cells), *counts)
    return table
