"""The commands that paint: `chainrule figure` and `chainrule film`. They need Qt, and so stand beside the engine's.

They paint without a display. Importing this module imports no Qt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import console
from engine.cli.console import CallError, speaking_of, tell
from engine.cli.entry import File, Out, Part, TrustsCode, app
from engine.problem import ProblemError

if TYPE_CHECKING:
    from app.figures.subject import Subject
    from app.theme.tokens import Theme
    from engine.training.rehearsal import Samples

MOST_SCALED, FASTEST, LONGEST = 10.0, 60.0, 100.0


class ThemeName(StrEnum):
    """The themes of the window."""

    light = "light"
    dark = "dark"


Split = Annotated[Part, typer.Option("--split", help="The part of the data.")]
Index = Annotated[int, typer.Option(min=0, help="The first sample; it is the one that is shown.")]
Batch = Annotated[int, typer.Option(min=1, help="How many samples.")]
InTheme = Annotated[ThemeName, typer.Option("--theme", help="Dark letters on light ground, or the other way round.")]


def add_commands() -> None:
    """Adds the commands that paint to those of the engine; once, however often it is called."""
    known = {command.callback for command in app.registered_commands}
    for command in (figure, film):
        if command not in known:
            app.command()(command)


def figure(
    file: File,
    out: Out,
    at: Annotated[
        str,
        typer.Option(metavar="MOMENT", help="end, loss, PHASE:NODE as in backward:fc1, or design: the drawing alone."),
    ] = "end",
    part: Split = Part.train,
    index: Index = 0,
    batch: Batch = 1,
    theme: InTheme = ThemeName.light,
    scale: Annotated[
        float | None, typer.Option(min=0.1, max=MOST_SCALED, help="Times the real size; of a PNG, 2 by default.")
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="Leave the ground away.")] = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Draw the network, with the numbers of a training step, as SVG, PDF or PNG."""
    from engine.training.rehearsal import Samples

    with speaking_of(str(file)), painting():
        from app.figures.at import DESIGN
        from app.figures.figure import check_figure, save_figure

        check_figure(out)
        samples = Samples(part.value, index, batch)
        subject = drawn(file, trusts_code) if at == DESIGN else stepped(file, samples, at, trusts_code)
        save_figure(subject, out, _theme(theme), scale, transparent)
        console.write(f"wrote {out}", sys.stdout)


def film(
    file: File,
    out: Out,
    part: Split = Part.train,
    index: Index = 0,
    batch: Batch = 1,
    theme: InTheme = ThemeName.light,
    size: Annotated[str, typer.Option(metavar="WxH", help="Pixels.")] = "1280x720",
    fps: Annotated[
        float | None, typer.Option(min=1, max=FASTEST, help="Frames a second: 30, of a GIF 20 or fewer.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, max=LONGEST, help="As in the window, where 1 is usual; else 2, and a minute at most."),
    ] = None,
    hall: Annotated[bool, typer.Option("--hall", help="Large letters, and a camera that follows.")] = False,
    trusts_code: TrustsCode = False,
) -> None:
    """Play a training step, forward, backward and the update, as MP4 or GIF."""
    from engine.training.rehearsal import Samples

    with speaking_of(str(file)), painting():
        from app.figures.film import FilmSettings, check_film, filming

        width, height = _size(size)
        settings = FilmSettings(_theme(theme), width, height, fps, speed, hall)
        check_film(out, settings)
        subject = stepped(file, Samples(part.value, index, batch), "end", trusts_code)
        with closing(filming(subject, out, settings)) as parts:
            _follow(parts)
        console.write(f"wrote {out}", sys.stdout)


@contextmanager
def painting() -> Iterator[None]:
    """Lets Qt paint, on no screen where this is Linux: a display that is not there would end the process."""
    if sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["chainrule"])
    yield
    application.processEvents()


def drawn(file: Path, trusts_code: bool = False) -> Subject:
    """The drawing of a file, also of one in which something is wrong: that is told, and seen on the cards.

    Code that it holds is asked for its shapes where it is trusted. Raises ProblemError where the file cannot be read.
    """
    from app.figures.subject import Subject
    from engine.compiler.checking import check_project
    from engine.project.reader import read_file

    read = read_file(file)
    if read.project is None:
        raise ProblemError(*read.problems)
    project = read.project.trusting() if trusts_code else read.project
    checked = check_project(project, found=read.problems)
    tell(checked.problems, str(file))
    return Subject(project, checked.plan)


def stepped(file: Path, samples: Samples, at: str, trusts_code: bool = False) -> Subject:
    """A step of a file's network, as far as `at` says. Where it ends early, that is told. Raises ProblemError."""
    from app.figures.at import position_at
    from app.figures.subject import Staged, Subject
    from app.theatre.samples_text import samples_text
    from engine.backprop.shown import shown
    from engine.cli.opening import open_right
    from engine.data.dataset import load
    from engine.training.rehearsal import rehearse_project

    opened = open_right(file, trusts_code=trusts_code)
    project, plan = opened.project, opened.checked.plan
    try:
        step = shown(rehearse_project(project, opened.weights, load(project.data), samples, plan))
    except ProblemError as error:
        if {problem.code for problem in error.problems} <= {"samples_none", "samples_outside"}:
            raise CallError(*error.problems) from error
        raise
    position = position_at(at, step, project.graph.nodes)
    if step.problem is not None:
        tell([step.problem], str(file))
    return Subject(project, plan, staged=Staged(step, position, 0, samples_text(samples, 0)))


def _theme(name: ThemeName) -> Theme:
    from app.theme.tokens import DARK, LIGHT

    return DARK if name is ThemeName.dark else LIGHT


def _size(text: str) -> tuple[int, int]:
    """`1280x720` as two numbers. Raises ProblemError."""
    from app.figures.film import wrong_size

    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise ProblemError(wrong_size(text))
    return int(width), int(height)


def _follow(parts: Iterable[float]) -> None:
    """Makes the film, with a bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    screen = Console(stderr=True, highlight=False, markup=False)
    columns = TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, disable=not screen.is_terminal, transient=True) as progress:
        task = progress.add_task("painting", total=1.0)
        for done in parts:
            progress.update(task, completed=done)
