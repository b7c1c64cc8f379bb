"""RNN, LSTM and GRU: how a state follows from the gates, which the notes tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import Column, Position, doubles
from engine.backprop.explain.forward.recurrence import Direction, Recurrence
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note, Place


@dataclass(frozen=True)
class State:
    """The state that is asked about: which layer, direction and step, counted as they were read, and which unit."""

    asked: Asked
    recurrence: Recurrence
    sample: int
    layer: int
    direction: int
    step: int
    unit: int

    @cached_property
    def whole(self) -> Direction:
        """Everything about the layer and direction."""
        return self.recurrence.direction(self.layer, self.direction)

    def sums(self, gate: int) -> tuple[Tensor, Tensor]:
        """The weighted sums of one gate up to the step, from the input and from the state before: step × unit."""
        size = self.recurrence.hidden_size
        columns = slice(gate * size, (gate + 1) * size)
        return self.whole.of_input[: self.step + 1, columns], self.whole.of_state[: self.step + 1, columns]

    @property
    def time(self) -> int:
        """The place in the sequence: the second direction reads it from its end."""
        return len(self.whole.states) - 1 - self.step if self.direction else self.step

    def before(self) -> Factor:
        """h of the step before, with its place where it is shown."""
        value = float(self.whole.before(self.step)[self.unit])
        address, place = self.asked.address, None
        if self.step == 0:
            if self.asked.has("h_0"):
                row = self.recurrence.row(self.layer, self.direction)
                number = self.asked.given("h_0").factor((row, self.sample, self.unit))
                return Factor("h_{t-1}", number.value, "value", number.place)
        elif self.layer == self.recurrence.layers - 1:
            time = self.time + 1 if self.direction else self.time - 1
            column = self.direction * self.recurrence.size + self.unit
            place = Place("output", address, "output", (self.sample, time, column))
            shown = self.asked.gave("output").at(place.index)
            return Factor("h_{t-1}", shown, "value", place)
        return Factor("h_{t-1}", value, "value", place)

    def notes(self) -> list[Note]:
        """Which state it is, and what else went into it."""
        direction = "backward" if self.direction else "forward"
        found = [Note("recurrent_place", {"layer": self.layer, "direction": direction, "step": self.time})]
        if self.step == 0 and not self.asked.has("h_0"):
            found.append(Note("state_starts_at_zero"))
        p = self.asked.params["dropout"]
        if self.layer and p and self.asked.is_training:
            found.append(Note("dropout_between", {"p": p}))
        return found


def state_of(asked: Asked) -> State:
    """Which state a number of an output is."""
    port, params = asked.port, asked.params
    directions = 2 if params["bidirectional"] else 1
    steps = asked.given().shape[1]
    if port == "output":
        sample, time, column = asked.index
        recurrence = Recurrence(asked, sample)
        direction, unit = divmod(column, recurrence.size)
        step = steps - 1 - time if direction else time
        return State(asked, recurrence, sample, recurrence.layers - 1, direction, step, unit)
    row, sample, unit = asked.index
    layer, direction = divmod(row, directions)
    return State(asked, Recurrence(asked, sample), sample, layer, direction, steps - 1, unit)


def _inside(symbol: str, formula: str, value: float) -> Note:
    return Note("inside", {"symbol": symbol, "formula": formula, "value": value})


def _of_input(asked: Asked, gate: str = "h") -> str:
    """What the input adds to a gate, as torch writes it."""
    return rf"W_{{i{gate}}} x_t" + (rf" + b_{{i{gate}}}" if asked.params["bias"] else "")


def _of_state(asked: Asked, gate: str = "h") -> str:
    """What the state before adds to it."""
    return rf"W_{{h{gate}}} h_{{t-1}}" + (rf" + b_{{h{gate}}}" if asked.params["bias"] else "")


def _sum(asked: Asked, gate: str = "h") -> str:
    return f"{_of_input(asked, gate)} + {_of_state(asked, gate)}"


def rnn(asked: Asked) -> Explanation:
    """h_t = tanh(a), and what a is the sum of."""
    state = state_of(asked)
    of_input, of_state = (float(part[-1, state.unit]) for part in state.sums(0))
    is_tanh = asked.params["nonlinearity"] == "tanh"
    total = of_input + of_state
    adding = Adding(asked)
    symbol = r"\tanh(a_t)" if is_tanh else r"\max(0, a_t)"
    adding.term(Factor(symbol, float(np.tanh(total)) if is_tanh else max(total, 0.0), "value"))
    return adding.explanation(
        f"{asked.y} = {symbol}",
        *state.notes(),
        _inside("a_t", _sum(asked), total),
        told(_of_input(asked), of_input),
        told(_of_state(asked), of_state),
        *_before(state),
    )


def _before(state: State) -> list[Note]:
    """The same unit one step before; projected states have no such unit."""
    if state.asked.params.get("proj_size"):
        return []
    before = state.before()
    return [told(before.symbol, before.value, before.place)]


@dataclass(frozen=True)
class Gates:
    """The four gates of an LSTM at the step that is asked about, and its cells: for all units."""

    i: Tensor
    f: Tensor
    g: Tensor
    o: Tensor
    before: Tensor
    cell: Tensor


def lstm_gates(state: State) -> Gates:
    """i, f, g and o of all steps up to this one, and the cells that follow from them. See torch.nn.LSTM."""
    sums = [sum(state.sums(gate), torch.zeros(())) for gate in range(4)]
    i, f, g, o = torch.sigmoid(sums[0]), torch.sigmoid(sums[1]), torch.tanh(sums[2]), torch.sigmoid(sums[3])
    before = cell = state.whole.first_cell
    for step in range(state.step + 1):
        before = cell
        cell = f[step] * before + i[step] * g[step]
    return Gates(i[-1], f[-1], g[-1], o[-1], before, cell)


def _gate_notes(asked: Asked, gates: Gates, unit: int) -> list[Note]:
    return [
        _inside("i_t", rf"\sigma({_sum(asked, 'i')})", float(gates.i[unit])),
        _inside("f_t", rf"\sigma({_sum(asked, 'f')})", float(gates.f[unit])),
        _inside("g_t", rf"\tanh({_sum(asked, 'g')})", float(gates.g[unit])),
        _inside("o_t", rf"\sigma({_sum(asked, 'o')})", float(gates.o[unit])),
    ]


def lstm(asked: Asked) -> Explanation:
    """h_t = o_t tanh(c_t), projected where the layer says so; c_t = f_t c_{t−1} + i_t g_t."""
    state = state_of(asked)
    gates = lstm_gates(state)
    adding = Adding(asked)
    if asked.port == "c_n":
        unit = state.unit
        adding.term(_number("f_t", gates.f, unit), _cell_before(state, gates), always=True)
        adding.term(_number("i_t", gates.i, unit), _number("g_t", gates.g, unit), always=True)
        formula = rf"{asked.y} = f_t \cdot c_{{t-1}} + i_t \cdot g_t"
        return adding.explanation(formula, *state.notes(), *_gate_notes(asked, gates, unit), *_before(state))
    if asked.params["proj_size"]:
        return _projected(state, gates)
    unit = state.unit
    cell = float(gates.cell[unit])
    adding.term(_number("o_t", gates.o, unit), Factor(r"\tanh(c_t)", float(np.tanh(cell)), "value"))
    return adding.explanation(
        rf"{asked.y} = o_t \cdot \tanh(c_t)",
        *state.notes(),
        _inside("c_t", r"f_t \cdot c_{t-1} + i_t \cdot g_t", cell),
        *_gate_notes(asked, gates, unit),
        told("c_{t-1}", float(gates.before[unit])),
        *_before(state),
    )


def _projected(state: State, gates: Gates) -> Explanation:
    """h_t = W_hr (o_t tanh(c_t)): a sum over the units that are projected."""
    asked, recurrence = state.asked, state.recurrence
    name = recurrence.weight_name("weight_hr", state.layer, state.direction)
    weight = asked.weight(name, "w^{hr}")
    assert weight is not None  # a projected LSTM has it
    inner = doubles(gates.o * torch.tanh(gates.cell))

    def factor(position: Position) -> Factor:
        unit = position[0]
        return Factor(rf"\left(o_t \tanh(c_t)\right)_{{{unit}}}", float(inner[unit]), "value")

    adding = Adding(asked)
    adding.products(weight.window(state.unit, range(recurrence.hidden_size)), Column(inner, factor))
    symbol = weight.symbol((state.unit, "j"))
    formula = rf"{asked.y} = \sum_j {symbol} \left(o_t \tanh(c_t)\right)_j"
    return adding.explanation(formula, *state.notes())


def _cell_before(state: State, gates: Gates) -> Factor:
    if state.step == 0 and state.asked.has("c_0"):
        row = state.recurrence.row(state.layer, state.direction)
        number = state.asked.given("c_0").factor((row, state.sample, state.unit))
        return Factor("c_{t-1}", number.value, "value", number.place)
    return _number("c_{t-1}", gates.before, state.unit)


def _number(symbol: str, values: Tensor, unit: int) -> Factor:
    return Factor(symbol, float(values[unit]), "value")


def gru(asked: Asked) -> Explanation:
    """h_t = (1 − z_t) n_t + z_t h_{t−1}. See torch.nn.GRU."""
    state = state_of(asked)
    (r_input, r_state), (z_input, z_state), (n_input, n_state) = (
        tuple(float(part[-1, state.unit]) for part in state.sums(gate)) for gate in range(3)
    )
    r, z = (1 / (1 + np.exp(-total)) for total in (r_input + r_state, z_input + z_state))
    new = float(np.tanh(n_input + r * n_state))
    adding = Adding(asked)
    adding.term(Factor("(1 - z_t)", 1 - float(z), "value"), Factor("n_t", new, "value"), always=True)
    adding.term(Factor("z_t", float(z), "value"), state.before(), always=True)
    return adding.explanation(
        rf"{asked.y} = (1 - z_t) \cdot n_t + z_t \cdot h_{{t-1}}",
        *state.notes(),
        _inside("r_t", rf"\sigma({_sum(asked, 'r')})", float(r)),
        _inside("z_t", rf"\sigma({_sum(asked, 'z')})", float(z)),
        _inside("n_t", rf"\tanh({_of_input(asked, 'n')} + r_t ({_of_state(asked, 'n')}))", new),
    )


RULES: dict[str, Rule] = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
