"""`chainrule export`: a project as standalone PyTorch."""

from __future__ import annotations

from pathlib import Path

from engine.cli.opening import open_right


def export(file: Path, out: Path, trusts_code: bool = False) -> list[Path]:
    """Writes the source, and the weights where there are any. Returns what was written. Raises ProblemError."""
    opened = open_right(file, trusts_code=trusts_code)
    from engine.exchange.python import export_python

    return export_python(opened.checked.plan, out, opened.weights, opened.project.training.seed)
