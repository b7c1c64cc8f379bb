"""The table that `make bench` prints: what was measured, the result, its spread, and the goal."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks.rounds import Measured


@dataclass(frozen=True)
class Row:
    """One line: `goal` in words, `met` None where there is none."""

    what: str
    result: str
    spread: str = ""
    goal: str = ""
    met: bool | None = None


def ratio_row(what: str, measured: Measured, least: float | None = None) -> Row:
    low, high = measured.spread
    goal = f"at least {least:g}" if least is not None else ""
    met = None if least is None else measured.median >= least
    return Row(what, f"{measured.median:.3f} x", f"{low:.3f} to {high:.3f}", goal, met)


def at_most_row(what: str, value: float, unit: str, most: float | None = None, spread: str = "") -> Row:
    goal = f"at most {most:g} {unit}" if most is not None else ""
    return Row(what, f"{value:.3g} {unit}", spread, goal, None if most is None else value <= most)


def show(title: str, rows: list[Row]) -> None:
    """Prints a section."""
    table = Table(title=title, title_justify="left", title_style="bold", min_width=100)
    for column in ("measured", "result", "quartiles", "goal", ""):
        table.add_column(column)
    for row in rows:
        verdict = "" if row.met is None else "met" if row.met else "MISSED"
        table.add_row(row.what, row.result, row.spread, row.goal, verdict)
    Console(width=130, force_terminal=False).print(table)
