"""Says what the network costs after every check, as long as somebody wants to know."""

from __future__ import annotations

from collections.abc import Generator
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.checker import CheckedPlan, Checker

if TYPE_CHECKING:
    from engine.compiler.costs.costs import Costs  # imports torch
    from engine.compiler.costs.memory import MemoryMeter

SLICE = 0.008  # seconds that counting may take at once: a frame lasts twice as long


class Coster(QObject):
    """Follows a checker. Memory is counted in slices, so that the window never waits.

    `costed` carries Costs: at once without the memory where counting it takes longer than a slice, then complete.
    """

    costed = Signal(object)

    def __init__(self, checker: Checker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checker = checker
        self._is_wanted = False
        self._meter: MemoryMeter | None = None
        self._costs: Costs | None = None
        self._of: CheckedPlan | None = None  # what the costs are of
        self._counting: Generator[None, None, dict[str, int]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        checker.checked.connect(self._begin)

    @property
    def costs(self) -> Costs | None:
        """What was found last; None before the engine is ready, or while nobody wants to know."""
        return self._costs

    def set_wanted(self, is_wanted: bool) -> None:
        """Whether costs are shown anywhere."""
        self._is_wanted = is_wanted
        if not is_wanted:
            self._timer.stop()
            self._counting = self._of = None
        elif self._checker.result is not None and self._of is not self._checker.result:
            self._begin(self._checker.result)

    def _begin(self, checked: CheckedPlan) -> None:
        if not self._is_wanted:
            return
        from engine.compiler.costs.memory import MemoryMeter

        self._of = checked
        self._meter = self._meter or MemoryMeter()
        settings = checked.project.training
        self._counting = self._meter.counting(checked.plan, settings.batch_size, settings.precision)
        if not self._count():
            self._tell(None)
            self._timer.start()

    def _go_on(self) -> None:
        if self._counting is None or self._count():
            self._timer.stop()

    def _count(self) -> bool:
        """Counts for one slice; whether all is counted, and told."""
        end = monotonic() + SLICE
        assert self._counting is not None
        try:
            while monotonic() < end:
                next(self._counting)
        except StopIteration as done:
            self._counting = None
            self._tell(done.value)
            return True
        return False

    def _tell(self, memory: dict[str, int] | None) -> None:
        from engine.compiler.costs.costs import put_together

        assert self._of is not None
        self._costs = put_together(self._of.plan, self._of.project, memory)
        self.costed.emit(self._costs)
