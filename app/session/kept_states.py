"""The states of the last training that are kept in memory, for all who compute: to go back to, to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.project.project import Project
    from engine.training.history.keeper import Kept, SnapshotKeeper
    from engine.training.history.snapshots import Snapshot

MEGABYTE = 1_000_000
DEFAULT_BUDGET = 256  # megabytes


class KeptStates:
    """Made in the window; its states are taken and used in the compute thread alone, but told to any thread."""

    def __init__(self, megabytes: int = DEFAULT_BUDGET) -> None:
        self.megabytes = megabytes  # of the next training
        self._keeper: SnapshotKeeper | None = None
        self._of = 0  # megabytes of the keeper

    def keeper(self) -> SnapshotKeeper | None:
        """What keeps the states of a training that begins, or goes on; None where there shall be none."""
        if self.megabytes <= 0:
            self._keeper = None
        elif self._keeper is None or self._of != self.megabytes:
            from engine.training.history.keeper import SnapshotKeeper

            self._keeper, self._of = SnapshotKeeper(self.megabytes * MEGABYTE), self.megabytes
        return self._keeper

    def told(self) -> Kept | None:
        """What is kept, and what it costs; None before the first training."""
        return self._keeper.told() if self._keeper is not None else None

    def at(self, step: int) -> Snapshot | None:
        """The state that is kept of a step, or the last one before it."""
        return self._keeper.at_or_before(step) if self._keeper is not None else None

    def project_at(self, step: int) -> Project | None:
        """The project that was trained when a state was kept, with its settings; None where there is no such state."""
        found = self.at(step)
        return found.project if found is not None else None

    def forget(self) -> None:
        """Another project is opened: its states are others."""
        self._keeper = None
