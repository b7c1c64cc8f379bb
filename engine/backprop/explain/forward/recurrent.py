"""RNN, LSTM and GRU: states from gates, gates from sums, sums from what enters and the state before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import Column, Numbers, Position, doubles
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note
from engine.backprop.inside.opening import node_of
from engine.backprop.inside.recurrent import GATES, gate_sum
from engine.backprop.inside.stack import Run, Stack


@dataclass(frozen=True)
class State:
    """What is asked about: a part, its layer and direction, its place in the sequence, and which unit."""

    asked: Asked
    stack: Stack
    run: Run
    part: str
    sample: int
    time: int
    unit: int

    @cached_property
    def earlier(self) -> int | None:
        """The time that was read just before; None at the first."""
        found = self.time + 1 if self.run.is_reverse else self.time - 1
        return found if 0 <= found < self.stack.sequence.shape[1] else None

    @property
    def is_shown(self) -> bool:
        """Whether the states of this run leave the node."""
        return self.stack.is_top(self.run) and self.asked.one.values.get("output") is not None

    def number(self, name: str, symbol: str) -> Factor:
        """A part at the same time and unit, with the place where it has a reason of its own."""
        numbers = self.asked.inside(self.run.part(name))
        return numbers.factor((self.sample, self.time, self.unit)).renamed(symbol)

    def before(self, name: str) -> Factor:
        """h or c of the step before."""
        symbol, first = f"{name}_{{t-1}}", f"{name}_0"
        if self.earlier is None:
            if not self.asked.has(first):
                return Factor(symbol, 0.0, "value")
            return self.asked.given(first).factor((self.run.row, self.sample, self.unit)).renamed(symbol)
        if name == "h":
            states, offset = self.states_of(self.run)
            return states.factor((self.sample, self.earlier, offset + self.unit)).renamed(symbol)
        return self.asked.inside(self.run.part(name)).factor((self.sample, self.earlier, self.unit)).renamed(symbol)

    def states_of(self, run: Run) -> tuple[Numbers, int]:
        """The states of a run, and where its units begin there: those of the last layer are the output itself."""
        if run == self.run and self.is_shown:
            return self.asked.gave("output"), self.stack.columns(run).start
        return self.asked.inside(run.part("h")), 0

    def notes(self) -> list[Note]:
        """Which state it is, and what else went into it."""
        direction = "backward" if self.run.is_reverse else "forward"
        found = [Note("recurrent_place", {"layer": self.run.layer, "direction": direction, "step": self.time})]
        if self.earlier is None and not self.asked.has("h_0"):
            found.append(Note("state_starts_at_zero"))
        p = self.asked.params["dropout"]
        if self.run.layer and p and self.asked.is_training:
            found.append(Note("dropout_between", {"p": p}))
        return found


def state_of(asked: Asked) -> State:
    """Which part of which layer and direction a number is."""
    stack = Stack(node_of(asked.recording, asked.address))
    if asked.quantity == "inside":
        matched = re.fullmatch(r"(\w+)_l(\d+)(_reverse)?", asked.port)
        assert matched is not None  # all parts are named so
        run = stack.runs[int(matched[2]) * stack.directions + (matched[3] is not None)]
        sample, time, unit = asked.index
        return State(asked, stack, run, matched[1], sample, time, unit)
    if asked.port == "output":
        sample, time, column = asked.index
        direction, unit = divmod(column, stack.size)
        return State(asked, stack, stack.of_layer(stack.layers - 1)[direction], "h", sample, time, unit)
    row, sample, unit = asked.index
    run = stack.runs[row]
    time = 0 if run.is_reverse else stack.sequence.shape[1] - 1
    return State(asked, stack, run, asked.port[0], sample, time, unit)


def recurrent(asked: Asked) -> Explanation | None:
    """By the part that the number is."""
    if not asked.parts:
        return None  # the step computed something else
    state = state_of(asked)
    parts: Mapping[str, Callable[[State], Explanation]] = {
        "RNN": {"h": _rnn_state},
        "LSTM": {"h": _lstm_state, "c": _cell, "u": _unprojected},
        "GRU": {"h": _gru_state, "m": _sum},
    }[asked.layer.kind()]
    if state.part in parts:
        return parts[state.part](state)
    return _gate(state) if state.part in GATES[asked.layer.kind()] else _sum(state)


# ---------------------------------------------------------------------------------------------- states


def _inside(number: Factor, formula: str) -> Note:
    return Note("inside", {"symbol": number.symbol, "formula": formula, "value": number.value, "place": number.place})


def _of_input(asked: Asked, gate: str = "h") -> str:
    """What the input adds to a gate, as torch writes it."""
    return rf"W_{{i{gate}}} x_t" + (rf" + b_{{i{gate}}}" if asked.params["bias"] else "")


def _of_state(asked: Asked, gate: str = "h") -> str:
    """What the state before adds to it."""
    return rf"W_{{h{gate}}} h_{{t-1}}" + (rf" + b_{{h{gate}}}" if asked.params["bias"] else "")


def _sum_text(asked: Asked, gate: str = "h") -> str:
    return f"{_of_input(asked, gate)} + {_of_state(asked, gate)}"


def _told(number: Factor) -> Note:
    return told(number.symbol, number.value, number.place)


def _rnn_state(state: State) -> Explanation:
    """h_t = tanh(a), and what a is the sum of."""
    asked, total = state.asked, state.number("a", "a_t")
    is_tanh = asked.params["nonlinearity"] == "tanh"
    symbol = r"\tanh(a_t)" if is_tanh else r"\max(0, a_t)"
    adding = Adding(asked)
    adding.term(Factor(symbol, float(np.tanh(total.value)) if is_tanh else max(total.value, 0.0), "value"))
    notes = (*state.notes(), _inside(total, _sum_text(asked)), _told(state.before("h")))
    return adding.explanation(f"{asked.y} = {symbol}", *notes)


def _gate_notes(state: State, of: Mapping[str, str]) -> list[Note]:
    """The gates and the functions of their sums."""
    asked = state.asked
    return [
        _inside(state.number(gate, f"{gate}_t"), rf"{function}({_sum_text(asked, gate)})")
        for gate, function in of.items()
    ]


_LSTM_GATES = {"i": r"\sigma", "f": r"\sigma", "g": r"\tanh", "o": r"\sigma"}


def _lstm_state(state: State) -> Explanation:
    """h_t = o_t tanh(c_t), projected where the layer says so."""
    if state.stack.is_projected:
        return _projected(state)
    asked = state.asked
    notes = [
        *state.notes(),
        _inside(state.number("c", "c_t"), r"f_t \cdot c_{t-1} + i_t \cdot g_t"),
        *_gate_notes(state, _LSTM_GATES),
        _told(state.before("c")),
        _told(state.before("h")),
    ]
    return _shown_cell(state).explanation(rf"{asked.y} = o_t \cdot \tanh(c_t)", *notes)


def _unprojected(state: State) -> Explanation:
    """o_t tanh(c_t), which is projected."""
    cell = _inside(state.number("c", "c_t"), r"f_t \cdot c_{t-1} + i_t \cdot g_t")
    return _shown_cell(state).explanation(rf"{state.asked.y} = o_t \cdot \tanh(c_t)", *state.notes(), cell)


def _shown_cell(state: State) -> Adding:
    adding = Adding(state.asked)
    cell = state.number("c", "c_t").value
    adding.term(state.number("o", "o_t"), Factor(r"\tanh(c_t)", float(np.tanh(cell)), "value"))
    return adding


def _cell(state: State) -> Explanation:
    """c_t = f_t c_{t−1} + i_t g_t."""
    adding = Adding(state.asked)
    adding.term(state.number("f", "f_t"), state.before("c"), always=True)
    adding.term(state.number("i", "i_t"), state.number("g", "g_t"), always=True)
    notes = [*state.notes(), *_gate_notes(state, _LSTM_GATES)]
    if not state.stack.is_projected:  # projected states have no such unit
        notes.append(_told(state.before("h")))
    return adding.explanation(rf"{state.asked.y} = f_t \cdot c_{{t-1}} + i_t \cdot g_t", *notes)


def _projected(state: State) -> Explanation:
    """h_t = W_hr (o_t tanh(c_t)): a sum over the units that are projected."""
    asked, stack = state.asked, state.stack
    weight = asked.weight(state.run.part("weight_hr"), "w^{hr}")
    assert weight is not None  # a projected LSTM has it
    units = range(stack.hidden_size)
    inner = asked.inside(state.run.part("u"))
    adding = Adding(asked)
    adding.products(weight.window(state.unit, units), inner.window(state.sample, state.time, units))
    symbol = weight.symbol((state.unit, "j"))
    formula = rf"{asked.y} = \sum_j {symbol} \left(o_t \tanh(c_t)\right)_j"
    return adding.explanation(formula, *state.notes())


def _gru_state(state: State) -> Explanation:
    """h_t = (1 − z_t) n_t + z_t h_{t−1}."""
    asked, update = state.asked, state.number("z", "z_t")
    new = state.number("n", "n_t")
    adding = Adding(asked)
    adding.term(Factor("(1 - z_t)", 1 - update.value, "value"), new, always=True)
    adding.term(update, state.before("h"), always=True)
    return adding.explanation(
        rf"{asked.y} = (1 - z_t) \cdot n_t + z_t \cdot h_{{t-1}}",
        *state.notes(),
        *_gate_notes(state, {"r": r"\sigma", "z": r"\sigma"}),
        _inside(new, rf"\tanh({_of_input(asked, 'n')} + r_t ({_of_state(asked, 'n')}))"),
    )


# ---------------------------------------------------------------------------------------------- gates and their sums


def _gate(state: State) -> Explanation:
    """A function of its sum."""
    asked = state.asked
    total = state.number(gate_sum(asked.layer.kind(), state.part), "a")
    symbol = asked.inside(state.run.part(gate_sum(asked.layer.kind(), state.part))).symbol(asked.index)
    function = r"\tanh" if state.part in ("g", "n") else r"\sigma"
    adding = Adding(asked)
    adding.term(Factor(rf"{function}({symbol})", asked.value, "value"))
    return adding.explanation(
        rf"{asked.y} = {function}({symbol})", *state.notes(), told(symbol, total.value, total.place)
    )


def _sum(state: State) -> Explanation:
    """Rows of both matrices times what enters and the state before; of n, what the reset gate lets through of m."""
    asked, kind, run = state.asked, state.asked.layer.kind(), state.run
    gate = "n" if state.part == "m" else state.part.removeprefix("a").removeprefix("_") or "h"
    row = GATES[kind].index(gate) * state.stack.hidden_size + state.unit
    adding, right = Adding(asked), list[str]()
    if state.part != "m":
        right += _adds_entering(state, adding, row)
        right += _adds_bias(state, adding, "bias_ih", row)
    if kind == "GRU" and state.part == "a_n":
        reset, m = state.number("r", "r_t"), asked.inside(run.part("m")).factor(asked.index)
        adding.term(reset, m, always=True)
        right.append(rf"r_t \cdot {m.symbol}")
    else:
        right += _adds_state(state, adding, row)
        right += _adds_bias(state, adding, "bias_hh", row)
    return adding.explanation(f"{asked.y} = {' + '.join(right)}", *state.notes())


def _adds_entering(state: State, adding: Adding, row: int) -> list[str]:
    """What the sequence adds, or the layer below through the dropout between."""
    asked, stack, run = state.asked, state.stack, state.run
    weight = asked.weight(run.part("weight_ih"))
    assert weight is not None  # every layer has it
    if run.layer == 0:
        x, columns = asked.given(), range(weight.shape[1])
        adding.products(weight.window(row, columns), x.window(state.sample, state.time, columns))
        return [rf"\sum_{{j}} {weight.symbol((row, 'j'))} {x.symbol((state.sample, state.time, 'j'))}"]
    mask, right = stack.mask(run.layer), []
    for below in stack.of_layer(run.layer - 1):
        columns = range(stack.columns(below).start, stack.columns(below).stop)
        states = asked.inside(below.part("h"))
        factors = [weight.window(row, columns), states.window(state.sample, state.time, range(stack.size))]
        if mask is not None:
            factors.append(_mask_column(doubles(mask[state.sample, state.time, columns.start : columns.stop])))
        adding.products(*factors)
        dropped = "" if mask is None else " m_{j}"
        right.append(
            rf"\sum_{{j}} {weight.symbol((row, 'j'))} {states.symbol((state.sample, state.time, 'j'))}{dropped}"
        )
    return right


def _mask_column(values: np.ndarray) -> Column:
    def factor(position: Position) -> Factor:
        return Factor(f"m_{{{position[0]}}}", float(values[position]), "constant")

    return Column(values, factor)


def _adds_state(state: State, adding: Adding, row: int) -> list[str]:
    """What the state before adds; nothing where that is zero."""
    asked, size = state.asked, state.stack.size
    weight = asked.weight(state.run.part("weight_hh"))
    assert weight is not None  # every layer has it
    column = weight.window(row, range(size))
    if state.earlier is not None:
        states, offset = state.states_of(state.run)
        adding.products(column, states.window(state.sample, state.earlier, range(offset, offset + size)))
    elif asked.has("h_0"):
        adding.products(column, asked.given("h_0").window(state.run.row, state.sample, range(size)))
    else:
        return []
    return [rf"\sum_{{j}} {weight.symbol((row, 'j'))} h_{{t-1,j}}"]


def _adds_bias(state: State, adding: Adding, name: str, row: int) -> list[str]:
    bias = state.asked.weight(state.run.part(name))
    if bias is None:
        return []
    adding.term(bias.factor((row,)))
    return [bias.symbol((row,))]


RULES: dict[str, Rule] = {"RNN": recurrent, "LSTM": recurrent, "GRU": recurrent}
