"""Which samples are stepped through, and which of them the cards show; asks for others in a popup."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.session.checker import Checker
from app.theatre.sample_picker import Choice, Column, SamplePicker
from app.theatre.samples_text import samples_text

if TYPE_CHECKING:
    from engine.backprop.moments import ShownStep
    from engine.training.rehearsal import Samples


class SampleChoice(QObject):
    """The first sample of the training part, until another is chosen. `changed` comes when one is."""

    changed = Signal()

    def __init__(
        self,
        checker: Checker,
        bar: QWidget,
        step: Callable[[], ShownStep | None],
        parent: QObject | None = None,
        accept_text: str = "",
    ) -> None:
        super().__init__(parent)
        self._checker, self._step = checker, step
        self._samples: Samples | None = None
        self._shown = 0
        self._picker = SamplePicker(bar, accept_text)
        self._picker.chosen.connect(self._choose)

    @property
    def samples(self) -> Samples:
        """What is stepped through."""
        from engine.training.rehearsal import Samples

        return self._samples or Samples()

    @property
    def shown(self) -> int:
        """Which of the batch is shown."""
        return self._shown

    @property
    def text(self) -> str:
        """Which samples these are, in words."""
        return samples_text(self._samples, self._shown)

    def set(self, samples: Samples, shown: int = 0) -> None:
        """Chooses others."""
        self._samples, self._shown = samples, shown
        self.changed.emit()

    def take_over(self, former: SampleChoice) -> None:
        """The same samples as another one, and nobody is told."""
        self._samples, self._shown = former._samples, former._shown

    def forget(self) -> None:
        """Another project: its first sample, and nobody is told."""
        self._samples, self._shown = None, 0

    def ask(self, corner: QPoint) -> None:
        """Opens the popup with its lower right corner at a place of the screen."""
        samples = self._samples
        part, index, count = ("train", 0, 1) if samples is None else (samples.part, samples.index, samples.count)
        typed = samples.typed if samples is not None else {}
        self._picker.open_above(corner, Choice(part, index, count, self._shown, typed), self._columns())

    def _choose(self, choice: Choice) -> None:
        from engine.training.rehearsal import Samples

        self.set(Samples(choice.part, choice.index, choice.count, choice.typed), choice.shown)

    def _columns(self) -> tuple[Column, ...]:
        """What the Inputs read, each column once, with the values that are shown."""
        found: dict[str, Column] = {}
        plan, present = self._checker.plan, self._step()
        for step in plan.steps if plan is not None else ():
            name = step.layer.values.get("column") if step.is_input and step.layer is not None else None
            if not isinstance(name, str) or name in found or "output" not in step.outputs:
                continue
            tensor = step.outputs["output"]
            shown = present.nodes.get(step.id) if present is not None else None
            values = shown.outputs.get("output") if shown is not None else None
            own = values[min(self._shown, len(values) - 1)] if values is not None and len(values) else None
            found[name] = Column(name, tuple(tensor.sized(1)[1:]), tensor.dtype, own)
        return tuple(found.values())
