"""`chainrule layers`, `templates` and `new`: what there is, and what to start from. None of them needs torch."""

from __future__ import annotations

from pathlib import Path

from engine.cli.console import emit, emit_json
from engine.layers.catalogue import catalogue
from engine.problem import Problem, ProblemError
from engine.project.store import not_writable
from engine.project.templates import find_template
from engine.project.templates import templates as all_templates
from engine.project.writer import write_atomically


def layers(as_json: bool) -> None:
    """Prints the catalogue."""
    if as_json:
        emit_json(catalogue().describe())
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    for heading in ("category", "kind", "parameters", "inputs", "outputs"):
        table.add_column(heading)
    for category, kinds in catalogue().by_category.items():
        for place, kind in enumerate(kinds):
            inputs = ", ".join(f"{port.name}..." if port.variadic else port.name for port in kind.inputs)
            parameters = ", ".join(
                name if parameter.required else f"{name}={parameter.show(parameter.default)}"
                for name, parameter in kind.parameters.items()
            )
            table.add_row("" if place else category, kind.kind(), parameters, inputs, ", ".join(kind.outputs))
        table.add_section()
    emit(table)


def templates(as_json: bool) -> None:
    """Prints the examples with a line on each."""
    found = all_templates()
    if as_json:
        emit_json({template.name: template.description for template in found})
        return
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 3, 0, 0))
    for template in found:
        table.add_row(template.name, template.description)
    emit(table)


def new(template: str, path: Path, force: bool) -> None:
    """Writes a copy of an example. Raises ProblemError where there is none, or where the file is there already."""
    content = find_template(template).content
    if path.exists() and not force:
        raise ProblemError(Problem("call_file_exists"))
    try:
        write_atomically(path, content)
    except OSError as error:
        raise not_writable(error) from error
