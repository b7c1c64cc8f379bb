"""Writes a branch down as it trains: a run folder of its own, beside that of the run which it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.training.events import Event

if TYPE_CHECKING:
    from engine.data.dataset import Dataset
    from engine.data.settings import DataSettings
    from engine.training.history.snapshots import Snapshot
    from engine.training.setup import Prepared


@dataclass(frozen=True)
class Branch:
    """A training that leaves another at a kept state, with other settings.

    `left` is what was told of the one that it leaves; it is written into `left_folder`, unless there is a run already.
    `folder` takes the branch's own numbers and, at its end, its weights.
    """

    step: int
    folder: Path
    left_folder: Path
    left: Iterable[Event] = ()


def write_left(branch: Branch, newest: Snapshot | None, load: Callable[[DataSettings], Dataset]) -> None:
    """Writes the run that a branch leaves, with the newest weights that are kept of it, unless it is there already.

    `load` gives its data. To be called in the compute thread, before the branch is made ready. Raises ProblemError.
    """
    from engine.compiler.random_state import random_state_kept
    from engine.training.history.travel import travel
    from engine.training.runs import PROJECT, RunFolder
    from engine.training.setup import prepare

    if newest is None or (branch.left_folder / PROJECT).exists():
        return
    with RunFolder(branch.left_folder) as folder, random_state_kept():
        for event in branch.left:
            folder.record(event)
        prepared = prepare(newest.project, None, load(newest.project.data))
        travel(newest, prepared)
        folder.save(newest.project, prepared, newest.step)


@contextmanager
def recording(branch: Branch | None, prepared: Prepared, step: Callable[[], int]) -> Iterator[Callable[[Event], None]]:
    """Within, each event is written into the branch's folder, and its weights at the end; nothing without a branch.

    Raises ProblemError where the folder cannot be written.
    """
    if branch is None:
        yield lambda event: None
        return
    from engine.training.runs import Origin, RunFolder

    with RunFolder(branch.folder, origin=Origin(branch.left_folder.name, branch.step)) as folder:
        try:
            yield folder.record
        finally:
            folder.save(prepared.project, prepared, step())
