"""Opens a project for a command: reads it, sets what the call wants otherwise, and checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.cli.console import CallError, tell
from engine.problem import Problem, ProblemError, errors
from engine.project.project import Project
from engine.project.reader import read_file
from engine.project.set_path import set_paths
from engine.project.store import load_weights_of

if TYPE_CHECKING:
    from engine.compiler.checking import Checked


@dataclass(frozen=True)
class Opened:
    """A project that is right, as it will run.

    `kept` is the project that `--save` writes: with what `--set` changed, without what holds for this run alone.
    """

    project: Project
    kept: Project
    checked: Checked
    weights: Mapping[str, np.ndarray]


def open_right(
    file: Path, assignments: Sequence[str] = (), trusts_code: bool = False, **for_this_run: object
) -> Opened:
    """Opens a project and checks it; warnings go to stderr. Code that it holds runs where the call trusts it.

    Raises ProblemError where the project is wrong, CallError where only what the call sets makes it so.
    """
    from engine.compiler.checking import UNTRAINABLE, check_project
    from engine.compiler.planner import Planner

    read = read_file(file)
    if read.project is None:
        raise ProblemError(*read.problems)
    original = read.project.trusting() if trusts_code else read.project
    kept, found = original, read.problems
    if assignments:
        result = set_paths(kept, list(assignments))
        if result.project is None:
            raise CallError(*result.problems)
        kept, found = replace(result.project, trusted=original.trusted), (*found, *result.problems)
    meant = load_weights_of(file, kept, found)
    given = {name: value for name, value in for_this_run.items() if value is not None}
    project = replace(kept, training=replace(kept.training, **given))  # type: ignore[arg-type]
    planner = Planner()
    checked = check_project(project, meant.saved_weights, meant.problems, planner)
    wrong = errors(checked.problems)
    if wrong:
        before = check_project(original, None, read.problems, planner)
        own = errors(before.problems)
        raise ProblemError(*own) if own else CallError(*wrong)
    tell((problem for problem in checked.problems if problem.code not in UNTRAINABLE), str(file))  # training says it
    return Opened(project, kept, checked, meant.weights)


def weights_lost(opened: Opened) -> Problem | None:
    """The problem of weights that the project names and that could not be read."""
    lost = (problem for problem in opened.checked.problems if problem.code in ("weights_missing", "weights_damaged"))
    return next(lost, None)
