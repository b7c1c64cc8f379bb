"""Asks why a number is what it is, shows the answer on a card, and follows from number to number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.session.rehearser import Rehearser
from app.theatre.why_card import WhyCard
from app.translation import problem_message
from engine.backprop.explanation import Explanation, Place

if TYPE_CHECKING:
    from engine.backprop.recording import Recording


class Questions(QObject):
    """Stands between the canvas and the card: one question at a time, and the way back to those before.

    `asked` carries the place that is explained now, None when the card was closed; `failed` the problems for which
    there is no answer.
    """

    asked = Signal(object)
    failed = Signal(object)  # tuple[Problem, ...]

    def __init__(
        self, rehearser: Rehearser, card: WhyCard, is_single: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rehearser, self._card, self._is_single = rehearser, card, is_single
        self._way: list[Place] = []  # the last one is shown
        card.place_wanted.connect(self.follow)
        card.back.clicked.connect(self.go_back)
        card.check_wanted.connect(self.check)
        card.closed.connect(self._on_closed)

    @property
    def place(self) -> Place | None:
        """The number that is explained; None where no card is open."""
        return self._way[-1] if self._way else None

    @property
    def way(self) -> tuple[Place, ...]:
        """The numbers that were asked about one after another, the last of which is explained; none without a card."""
        return tuple(self._way)

    def take_over(self, way: tuple[Place, ...]) -> None:
        """Goes on from the way of another one, whose window was made anew: once there is a step to ask about."""
        self._way = list(way)

    def ask(self, place: Place) -> None:
        """Asks about a number, as the first question."""
        self._way = [place]
        self._ask()

    def follow(self, place: Place) -> None:
        """Asks about a number that the card names."""
        if place != self.place:
            self._way.append(place)
        self._ask()

    def go_back(self) -> None:
        """The number before."""
        if len(self._way) > 1:
            self._way.pop()
            self._ask()

    def ask_again(self) -> None:
        """Another step is there: the same number may have another reason."""
        if self._way:
            self._ask()

    def close(self) -> None:
        """No number is explained any more, nor one that was asked about just now."""
        self._way.clear()
        self._card.dismiss()

    def check(self, place: Place) -> None:
        """Compares the gradient that is explained with a finite difference."""

        def question(recording: Recording) -> Any:
            from engine.backprop.gradcheck import check_place

            try:
                return check_place(recording.network, recording.inputs, place)
            except LookupError:
                return None

        def show(answer: Any) -> None:
            if place != self.place:
                return  # another number is explained by now
            if answer is None or isinstance(answer, tuple):
                self._card.show_no_check(problem_message(answer[0]) if answer else "")
            else:
                self._card.show_check(answer)

        self._card.show_checking()
        self._rehearser.ask(question, show)

    def _ask(self) -> None:
        place = self._way[-1]

        def question(recording: Recording) -> Explanation | None:
            from engine.backprop.explain.explaining import explain

            try:
                return explain(recording, place)
            except LookupError:  # the step did not come so far, or has no such number any more
                return None

        self._rehearser.ask(question, lambda answer: self._show(place, answer))

    def _show(self, place: Place, answer: Any) -> None:
        if place != self.place:
            return  # another number was asked about since, or the card was closed
        if isinstance(answer, tuple):
            self.failed.emit(answer)
        if isinstance(answer, Explanation):
            self._way[-1] = answer.place  # what comes in at a port is what its source gave
            self._card.show_explanation(answer, self._is_single(), has_before=len(self._way) > 1)
            self.asked.emit(answer.place)
        elif len(self._way) > 1:
            self._way.pop()  # there is nothing to say of it, in this step: but of the one before there may be
            self._ask()
        else:
            self.close()

    def _on_closed(self) -> None:
        self._way.clear()
        self.asked.emit(None)
