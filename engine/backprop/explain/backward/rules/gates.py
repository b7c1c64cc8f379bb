"""The gates of RNN, LSTM and GRU as links of a chain: what each multiplies by on the way back to its sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

from engine.backprop.explain.backward.answer import Factors
from engine.backprop.explain.backward.question import Question, apart
from engine.backprop.explain.symbols import Index
from engine.backprop.explanation import Place, Role
from engine.backprop.inside.recurrent import gate_sum
from engine.backprop.inside.stack import Run, Stack

SLOPES = {
    "sigma": r"\sigma'(a) = \sigma(a) (1 - \sigma(a))",
    "tanh": r"\tanh'(a) = 1 - \tanh^2(a)",
    "relu": r"f'(a) = \begin{cases} 1 & a > 0 \\ 0 & a \leq 0 \end{cases}",
}


@dataclass(frozen=True)
class Link:
    """One factor at each sample, time and unit: its numbers, its symbol, and where it stands, if it is shown.

    The symbol's index may hold letters.
    """

    values: Tensor
    symbol: Callable[[Index], str]
    role: Role = "value"
    place: Callable[[tuple[int, ...]], Place | None] | None = None

    def factors(self, at: Tensor) -> Factors:
        """It at some places, with all axes joined."""
        shape, place = self.values.shape, self.place

        def index(row: int) -> tuple[int, ...]:
            return apart(int(at[row]), shape)

        return Factors(
            self.values.reshape(-1)[at],
            self.role,
            lambda row: self.symbol(index(row)),
            (lambda row: place(index(row))) if place is not None else None,
        )


@dataclass(frozen=True)
class Chain:
    """The gradient of a gate's sum: that of the part `of`, times the links; `slope` says which function it has."""

    of: str
    links: tuple[Link, ...]
    slope: str

    def factors(self, at: Tensor) -> tuple[Factors, ...]:
        return tuple(link.factors(at) for link in self.links)


class Gates:
    """One layer and direction of the node that is asked about."""

    def __init__(self, question: Question, stack: Stack, run: Run) -> None:
        self.question, self.stack, self.run = question, stack, run

    def chain(self, gate: str) -> Chain:
        """How the gradient of a gate's sum follows from that of the state, the cell or another sum."""
        if self.question.kind == "RNN":
            is_tanh = self.question.values["nonlinearity"] == "tanh"
            return Chain("h", (self._tanh("h") if is_tanh else self._relu(),), "tanh" if is_tanh else "relu")
        if self.question.kind == "GRU":
            return self._of_gru(gate)
        return self._of_lstm(gate)

    def _of_lstm(self, gate: str) -> Chain:
        """c_t = f c_{t−1} + i g, and o tanh(c_t) is the state, or what is projected to it."""
        if gate == "o":
            return Chain("u" if self.stack.is_projected else "h", (self.shown_cell(), self._sigmoid("o")), "sigma")
        partner = {"i": self.value("g"), "f": self.before("c"), "g": self.value("i")}[gate]
        slope = self._tanh("g") if gate == "g" else self._sigmoid(gate)
        return Chain("c", (partner, slope), "tanh" if gate == "g" else "sigma")

    def _of_gru(self, gate: str) -> Chain:
        """h_t = (1 − z) n + z h_{t−1}, and r stands inside of n, before m."""
        if gate == "r":
            return Chain("a_n", (self.value("m"), self._sigmoid("r")), "sigma")
        if gate == "z":
            return Chain("h", (self._kept_or_new(), self._sigmoid("z")), "sigma")
        return Chain("h", (self._new(), self._tanh("n")), "tanh")

    # ------------------------------------------------------------------------------------------ links

    def value(self, name: str) -> Link:
        """A part as it is."""
        return Link(self._part(name), self._symbol(name), place=lambda index: self.place(name, index))

    def before(self, name: str) -> Link:
        """h or c one step of reading earlier; at the first step what an edge brought, or zero."""
        first, question = f"{name}_0", self.question
        values = self.run.before(self._part(name), self.stack.first(first, self.run))

        def symbol(index: Index) -> str:
            sample, time, unit = index
            earlier = self.earlier(time)
            if earlier is None and first in question.inputs:
                return question.x(self.run.row, sample, unit, name=first)
            return self._symbol(name)((sample, "0" if earlier is None else earlier, unit))

        def place(index: tuple[int, ...]) -> Place | None:
            sample, time, unit = index
            earlier = self.earlier(time)
            if isinstance(earlier, int):
                return self.place(name, (sample, earlier, unit))
            if first not in question.inputs:
                return None
            return Place("input", question.address, first, (self.run.row, sample, unit))

        return Link(values, symbol, place=place)

    def shown_cell(self) -> Link:
        """tanh(c_t), which the output gate lets through."""
        cell = self._symbol("c")
        return Link(self._part("c").tanh(), lambda index: rf"\tanh({cell(index)})")

    def cell_slope(self) -> Link:
        """How tanh(c_t) moves with c_t."""
        cell = self._symbol("c")
        return Link(1 - self._part("c").tanh() ** 2, lambda index: rf"\tanh'({cell(index)})", "derivative")

    def _new(self) -> Link:
        update = self._symbol("z")
        return Link(1 - self._part("z"), lambda index: rf"\left(1 - {update(index)}\right)")

    def _kept_or_new(self) -> Link:
        """What the update gate chooses between."""
        before, new = self.before("h"), self._symbol("n")
        values = before.values - self._part("n")
        return Link(values, lambda index: rf"\left({before.symbol(index)} - {new(index)}\right)")

    def _sigmoid(self, gate: str) -> Link:
        values, inner = self._part(gate), self._symbol(f"a_{gate}")
        return Link(values * (1 - values), lambda index: rf"\sigma'({inner(index)})", "derivative")

    def _tanh(self, gate: str) -> Link:
        inner = self._symbol(gate_sum(self.question.kind, gate))
        return Link(1 - self._part(gate) ** 2, lambda index: rf"\tanh'({inner(index)})", "derivative")

    def _relu(self) -> Link:
        inner = self._symbol("a")
        return Link((self._part("a") > 0).double(), lambda index: f"f'({inner(index)})", "derivative")

    # ------------------------------------------------------------------------------------------ names and places

    def earlier(self, time: int | str) -> int | str | None:
        """The time that was read just before; None at the first. Of a letter the letter with what is added."""
        if isinstance(time, str):
            return f"{time}+1" if self.run.is_reverse else f"{time}-1"
        found = time + 1 if self.run.is_reverse else time - 1
        return found if 0 <= found < self.stack.sequence.shape[1] else None

    def later(self, time: int) -> int | None:
        """The time that was read just after; None at the last."""
        found = time - 1 if self.run.is_reverse else time + 1
        return found if 0 <= found < self.stack.sequence.shape[1] else None

    def place(self, name: str, index: Sequence[int]) -> Place:
        """Where a part is shown: states of the last layer are the output itself."""
        question = self.question
        if name == "h" and self.is_shown:
            sample, time, unit = index
            column = self.stack.columns(self.run).start + unit
            return Place("output", question.address, "output", (sample, time, column))
        return Place("inside", question.address, self.run.part(name), tuple(index))

    @property
    def is_shown(self) -> bool:
        """Whether its states leave the node."""
        return self.stack.is_top(self.run) and self.question.one.values.get("output") is not None

    def _part(self, name: str) -> Tensor:
        return self.question.parts[self.run.part(name)]

    def _symbol(self, name: str) -> Callable[[Index], str]:
        return lambda index: self.question.part(self.run.part(name), *index)
