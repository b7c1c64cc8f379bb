"""The command line itself: what may be said, and how each command ends."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from enum import Enum, StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from engine.cli import console
from engine.cli.console import CALL_WRONG, INTERRUPTED, NAME, NOT_DONE, OK, end, speaking_of, tell
from engine.problem import Problem
from engine.settings.training import DEVICES
from engine.texts.phrase import Phrase

Device = Enum("Device", {name: name for name in DEVICES}, type=str)  # type: ignore[misc]
LARGEST_SEED = 2**64 - 1  # that torch takes


class Part(StrEnum):
    """The parts of the data."""

    train = "train"
    validation = "validation"
    test = "test"


class Language(StrEnum):
    """What a project can be exported to."""

    python = "python"


# `readable=False`: whether a file can be read is for us to say.
File = Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="A project file (.chainrule).")]
Out = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", readable=False, help="The file to write.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TrustsCode = Annotated[bool, typer.Option("--trust", help="Run the code of own layers that the file holds.")]

app = typer.Typer(
    name=NAME,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Draw a network, train it, watch backpropagation happen on the drawing. "
    "`chainrule [FILE]` opens the window; the commands need none.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0 well, 1 project wrong, 2 call wrong, 3 not done, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack the signs of a shape
    command = typer.main.get_command(app)
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")  # torch's hints to programmers
        try:
            code = command.main(args=arguments or ["--help"], prog_name=NAME, standalone_mode=False)
        except typer.TyperException as error:
            where = getattr(getattr(error, "ctx", None), "command_path", NAME)
            console.write(f"{NAME}: {error.format_message().rstrip('.')} (try {where} --help)", sys.stderr)
            return CALL_WRONG
        except (typer.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except (MemoryError, Exception) as error:  # the last resort: a line, whatever it was
            return _unforeseen(error)
    if not arguments:
        return CALL_WRONG
    return code if isinstance(code, int) else OK


@app.callback()
def _commands() -> None:
    """The options that every command shares: none yet."""


@app.command()
def check(file: File, as_json: AsJson = False, trusts_code: TrustsCode = False) -> None:
    """Check the whole file and print a table of its layers."""
    from engine.cli.check import check

    end(check(file, as_json, trusts_code))


@app.command()
def train(
    file: File,
    epochs: Annotated[int | None, typer.Option(min=1, help="How often to see the whole training set.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="Where first weights and order start.")
    ] = None,
    device: Annotated[Device | None, typer.Option(help="Where to compute.")] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Set what stands at a dotted path of the file; repeatable."),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option(metavar="DIR", readable=False, help="Keep project, numbers, weights and optimizer in a folder."),
    ] = None,
    going_on: Annotated[bool, typer.Option("--continue", help="Go on from the saved weights.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Write the weights, and what --set changed, into FILE.")] = False,
    trusts_code: TrustsCode = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print events as JSON, one a line.")] = False,
) -> None:
    """Train from the seed, or go on from the saved weights. FILE is written with --save alone."""
    from engine.cli.train import Wish, train

    chosen = device.value if device is not None else None
    wish = Wish(file, epochs, seed, chosen, tuple(assignments or ()), run, going_on, save, trusts_code)
    with speaking_of(str(file)):
        end(train(wish, as_json))


@app.command()
def backprop(
    file: File,
    part: Annotated[Part, typer.Option("--split", help="The part of the data.")] = Part.train,
    index: Annotated[int, typer.Option(min=0, help="The first sample.")] = 0,
    batch: Annotated[int, typer.Option(min=1, help="How many samples.")] = 1,
    nodes: Annotated[str | None, typer.Option(metavar="A,B", help="Only these nodes.")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Print shapes and norms instead of values.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON also where something is wrong.")] = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Take one training step apart: values forward, gradients backward, the update. Prints JSON."""
    from engine.cli.backprop import backprop, emit_report

    with speaking_of(str(file), _problems_as_json if as_json else None):
        emit_report(backprop(file, part.value, index, batch, nodes, summary, trusts_code))


@app.command()
def diagnose(
    file: File,
    part: Annotated[Part, typer.Option("--split", help="The part of the data.")] = Part.train,
    index: Annotated[int, typer.Option(min=0, help="The first sample.")] = 0,
    batch: Annotated[int | None, typer.Option(min=1, help="How many samples; left out: a batch.")] = None,
    as_json: AsJson = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Tell how the gradient fares at every node of a training step, and what is wrong with it."""
    from engine.cli.diagnose import diagnose, emit_diagnosis

    with speaking_of(str(file), _problems_as_json if as_json else None):
        emit_diagnosis(diagnose(file, part.value, index, batch, trusts_code), as_json)


@app.command()
def gradcheck(
    file: File,
    part: Annotated[Part, typer.Option("--split", help="The part of the data.")] = Part.train,
    index: Annotated[int, typer.Option(min=0, help="The first sample.")] = 0,
    batch: Annotated[int, typer.Option(min=1, help="How many samples.")] = 1,
    nodes: Annotated[str | None, typer.Option(metavar="A,B", help="Only these nodes.")] = None,
    as_json: AsJson = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Compare the gradients of one step with finite differences. Exit code 1 where one is wrong."""
    from engine.cli.gradcheck import emit_check, gradcheck

    with speaking_of(str(file), _problems_as_json if as_json else None):
        end(emit_check(gradcheck(file, part.value, index, batch, nodes, trusts_code), as_json))


@app.command()
def why(
    file: File,
    place: Annotated[
        str,
        typer.Argument(metavar="NUMBER", help="Which number, as in grad_parameter:fc1.weight[0,3] or fc1[0,3]."),
    ],
    part: Annotated[Part, typer.Option("--split", help="The part of the data.")] = Part.train,
    index: Annotated[int, typer.Option(min=0, help="The first sample.")] = 0,
    batch: Annotated[int, typer.Option(min=1, help="How many samples.")] = 1,
    as_json: AsJson = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Say where one number of a step came from, as LaTeX: the formula, and the same with its numbers."""
    from engine.backprop.explain.latex import latex
    from engine.cli.why import report, why

    with speaking_of(str(file), _problems_as_json if as_json else None):
        found = why(file, place, part.value, index, batch, trusts_code)
        if as_json:
            console.emit_json(report(found))
        else:
            console.write(latex(found), sys.stdout)


@app.command()
def export(
    file: File,
    to: Annotated[Language, typer.Option("--to", help="The language.")],
    out: Out,
    trusts_code: TrustsCode = False,
) -> None:
    """Write standalone PyTorch, and the weights beside it if there are any."""
    from engine.cli.export import export

    with speaking_of(str(file)):
        for path in export(file, out, trusts_code):
            console.write(f"wrote {path}", sys.stdout)


@app.command()
def layers(as_json: AsJson = False) -> None:
    """Print the catalogue: every kind with its parameters and ports."""
    from engine.cli.listing import layers

    layers(as_json)


@app.command()
def new(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A name that `templates` lists.")],
    out: Out,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Start from an example."""
    from engine.cli.listing import new

    with speaking_of(str(out)):
        new(template, out, force)
        console.write(f"wrote {out}", sys.stdout)


@app.command()
def templates(as_json: AsJson = False) -> None:
    """Print the examples with a line on each."""
    from engine.cli.listing import templates

    templates(as_json)


def _problems_as_json(problems: Sequence[Problem]) -> None:
    from engine.compiler.report import problem_entry

    console.emit_json({"problems": [problem_entry(problem) for problem in problems]})


def _unforeseen(error: BaseException) -> int:
    """Tells an exception that no one thought of, in one line, with the place that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace is not None else None
    place = f" at {Path(code.co_filename).name}:{trace.tb_lineno}" if code is not None and trace is not None else ""
    reason = str(error).strip().splitlines()[0] if str(error).strip() else ""
    if isinstance(error, MemoryError) or "can't allocate memory" in reason:
        tell([Problem("out_of_memory", {"reason": reason or Phrase("too_little_free")})])
    else:
        tell([Problem("unforeseen", {"reason": f"{type(error).__name__}: {reason}{place}"})])
    return NOT_DONE
