"""`chainrule gradcheck`: autograd's gradients of one step against finite differences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.backprop import nodes_of, prepared_of, samples_of, told_on_its_node
from engine.cli.console import OK, PROJECT_WRONG, emit, emit_json, one_line

if TYPE_CHECKING:
    from rich.table import Table

    from engine.backprop.checked import Checked, GradientCheck

REASONS = {
    "integer": "whole numbers",
    "no_derivative": "no derivative",
    "frozen": "frozen",
    "unreached": "no loss depends on it",
    "by_design": "not the derivative, by design",
    "not_finite": "not finite",
    "not_deterministic": "not the same twice",
}


def gradcheck(
    file: Path, part: str, index: int, count: int, nodes: str | None, trusts_code: bool = False
) -> GradientCheck:
    """Checks the gradients of a step on `count` samples of a part, from the one at `index`. Raises ProblemError."""
    prepared = prepared_of(file, trusts_code)
    from engine.backprop.gradcheck import check_gradients

    chosen = nodes_of(prepared, nodes)
    batch = samples_of(prepared, part, index, count)
    with told_on_its_node(prepared, batch):
        return check_gradients(prepared.network, batch, chosen)


def emit_check(found: GradientCheck, as_json: bool) -> int:
    """Prints what was found, as a table or as JSON. Returns the exit code: 1 where a gradient is wrong."""
    if as_json:
        emit_json(_report(found))
    else:
        emit(_table(found))
    return PROJECT_WRONG if found.verdict == "wrong" else OK


def _report(found: GradientCheck) -> dict[str, Any]:
    from engine.backprop.report import number

    return {
        "ok": found.verdict != "wrong",
        "verdict": found.verdict,
        "largest_error": number(found.largest_error),
        "step": found.step,
        "nodes": {address: [_entry(one) for one in checked] for address, checked in found.nodes.items()},
        "loss": [{"node": one.address, **_entry(one)} for one in found.loss],
    }


def _entry(one: Checked) -> dict[str, Any]:
    from engine.backprop.report import number

    return {
        "name": one.name,
        "what": one.what,
        "verdict": one.verdict,
        "reason": one.reason or None,
        "entries": one.entries,
        "of": one.of,
        "kinks": one.kinks,
        "largest_error": number(one.largest_error),
        "worst": list(one.worst) if one.worst is not None else None,
        "autograd": number(one.autograd) if one.autograd is not None else None,
        "numeric": number(one.numeric) if one.numeric is not None else None,
        "arrives": one.arrives,
    }


def _table(found: GradientCheck) -> Table:
    """The nodes in order of the plan, then the loss from end to end, and the verdict over all."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_footer=True)
    compared = sum(one.entries for one in found.all)
    table.add_column("gradient of", footer="in all")
    table.add_column("for")
    table.add_column("compared", justify="right", footer=f"{compared:,}")
    for heading in ("autograd", "difference"):
        table.add_column(heading, justify="right")
    table.add_column("largest error", justify="right", footer=_shown(found.largest_error))
    table.add_column("verdict", footer=found.verdict)
    for address, checked in found.nodes.items():
        _add_rows(table, address, ((one.name, one) for one in checked))
    table.add_section()
    _add_rows(table, "total loss", ((f"{one.address}.{one.name}", one) for one in found.loss))
    return table


def _add_rows(table: Table, title: str, rows: Iterable[tuple[str, Checked]]) -> None:
    from rich.text import Text

    for place, (name, one) in enumerate(rows):
        told = f"{one.verdict} ({one.kinks})" if one.verdict == "kink" else one.verdict
        numbers = [
            f"{one.entries:,} of {one.of:,}",
            _shown(one.autograd),
            _shown(one.numeric),
            _shown(one.largest_error),
        ]
        cells = ["", "", "", ""] if one.verdict == "skipped" else numbers
        told = f"{told}: {REASONS[one.reason]}" if one.reason else told
        table.add_row(*(Text(one_line(cell)) for cell in ("" if place else title, name, *cells, told)))


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
