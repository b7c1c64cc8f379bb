"""RNN, LSTM and GRU: backpropagation through time, told gate by gate.

What comes to a gate's sum is the gradient of the cell or the state times the gate's partner times its slope; a weight
gathers that over all steps. The gradients of cells and states are numbers inside the node with reasons of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import torch

from engine.backprop.explain.backward.answer import Answer, Factors, Way
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question, numbered
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explain.backward.rules.gates import SLOPES, Gates, Link
from engine.backprop.explain.symbols import Index, partial
from engine.backprop.explanation import Note
from engine.backprop.inside.opening import node_of
from engine.backprop.inside.recurrent import GATES, gate_sum
from engine.backprop.inside.stack import Run, Stack

_GATE_NAMES = {"i": "input", "f": "forget", "g": "cell", "o": "output", "r": "reset", "z": "update", "n": "new",
               "h": "hidden"}  # fmt: skip
_FORMULAS = {
    "RNN": (r"h_t = f\left(W x_t + b + U h_{t-1} + c\right)",),
    "LSTM": (
        r"i, f, o = \sigma\left(W x_t + b + U h_{t-1} + c\right)",
        r"g = \tanh\left(W x_t + b + U h_{t-1} + c\right)",
        r"c_t = f \odot c_{t-1} + i \odot g, \quad h_t = o \odot \tanh(c_t)",
    ),
    "GRU": (
        r"r, z = \sigma\left(W x_t + b + U h_{t-1} + c\right), \quad "
        r"n = \tanh\left(W x_t + b + r \odot m\right), \quad m = U h_{t-1} + c",
        r"h_t = (1 - z) \odot n + z \odot h_{t-1}",
    ),
}


def recurrent(question: Question) -> Answer | None:
    """Through the gates, and through every later step of the sequence."""
    stack = Stack(node_of(question.recording, question.address))
    notes = [Note("part", {"formula": formula}) for formula in _FORMULAS[question.kind]]
    if not question.parts:  # what the step computed is not what these formulas say
        return by_autograd(question, notes=notes)
    if question.of_input:
        if question.name == "input":
            return _answer(question, *_sequence(question, stack), notes)
        run = stack.runs[question.index[0]]
        return (_first_state if question.name == "h_0" else _first_cell)(Gates(question, stack, run), notes)
    name, run = _run_of(stack, question.name)
    gates = Gates(question, stack, run)
    if question.of_part:
        told = {"h": _state, "c": _cell, "u": _before_projection}.get(name)
        return told(gates) if told is not None else _gate_sum(gates, name)
    return _projection(gates) if name == "weight_hr" else _weight(gates, name)


def _run_of(stack: Stack, name: str) -> tuple[str, Run]:
    """A name without its layer and direction, and those."""
    matched = re.fullmatch(r"(\w+)_l(\d+)(_reverse)?", name)
    assert matched is not None  # all parts and weights are named so
    row = int(matched[2]) * stack.directions + (matched[3] is not None)
    return matched[1], stack.runs[row]


def _answer(question: Question, ways: Iterable[Way], right: str, notes: Iterable[Note] = ()) -> Answer:
    return Answer(question.formula(right or "0"), tuple(ways), tuple(notes))


def _letters(question: Question) -> tuple[Index, str]:
    """The running letters of sample and time, and the sum over them."""
    shown = "t" if question.is_single else "s,t"
    return ("s", "t"), rf"\sum_{{{shown}}} "


# ---------------------------------------------------------------------------------------------- weights


def _weight(gates: Gates, name: str) -> Answer:
    """A weight or bias of one unit's gate: its sum's gradient at all steps, times what the weight multiplied."""
    question, run, kind = gates.question, gates.run, gates.question.kind
    number, unit = divmod(question.index[0], gates.stack.hidden_size)
    gate = GATES[kind][number]
    chain = gates.chain(gate)
    links: list[Link] = list(chain.links)
    if kind == "GRU" and gate == "n" and name.endswith("hh"):
        links.append(gates.value("r"))  # m stands behind the reset gate
    at = numbered(question.parts[run.part(chain.of)])[..., unit].reshape(-1)
    factors = [link.factors(at) for link in links]
    running, total = _letters(question)
    right = [question.arriving_inside(run.part(chain.of), *running, unit)]
    right += [link.symbol((*running, unit)) for link in links]
    if name == "weight_ih":
        factors += _entering(gates, question.index[1])
        right.append(_entering_symbol(gates, running, question.index[1]))
    elif name == "weight_hh":
        before = gates.before("h")
        factors.append(before.factors(numbered(before.values)[..., question.index[1]].reshape(-1)))
        right.append(before.symbol((*running, question.index[1])))
    notes = [Note("gate", {"gate": _GATE_NAMES[gate], "unit": unit}), Note("slope", {"formula": SLOPES[chain.slope]})]
    if kind == "LSTM":
        notes.append(Note("part", {"formula": _cell_formula(gates)}))
    way = Way(run.part(chain.of), at, tuple(factors), "inside")
    return _answer(question, [way], total + r" \cdot ".join(right), notes)


def _cell_formula(gates: Gates) -> str:
    """How the gradient of a cell follows from the state's and from the next cell's."""
    later = "t-1" if gates.run.is_reverse else "t+1"
    state = r"\tilde{h}" if gates.stack.is_projected else "h"
    return (
        rf"{partial('L', 'c_t')} = {partial('L', state + '_t')} \cdot o_t \cdot \tanh'(c_t)"
        rf" + {partial('L', f'c_{{{later}}}')} \cdot f_{{{later}}}"
    )


def _entering(gates: Gates, column: int) -> list[Factors]:
    """What one column of a weight multiplied, at all samples and times: of the sequence, or of the layer below."""
    question, stack = gates.question, gates.stack
    if gates.run.layer == 0:
        return [question.factors("input", "input", numbered(stack.sequence)[..., column].reshape(-1))]
    below, unit = _below(gates, column)
    states = Gates(question, stack, below).value("h")
    found = [states.factors(numbered(states.values)[..., unit].reshape(-1))]
    mask = _mask(gates.stack, gates.run.layer)
    return found if mask is None else [*found, mask.factors(numbered(mask.values)[..., column].reshape(-1))]


def _entering_symbol(gates: Gates, running: Index, column: int) -> str:
    if gates.run.layer == 0:
        return gates.question.x(*running, column)
    below, unit = _below(gates, column)
    symbol = gates.question.part(below.part("h"), *running, unit)
    mask = _mask(gates.stack, gates.run.layer)
    return symbol if mask is None else rf"{symbol} \cdot {mask.symbol((*running, column))}"


def _below(gates: Gates, column: int) -> tuple[Run, int]:
    """Which direction of the layer below a column belongs to, and which unit of it."""
    direction, unit = divmod(column, gates.stack.size)
    return gates.stack.of_layer(gates.run.layer - 1)[direction], unit


def _mask(stack: Stack, layer: int) -> Link | None:
    """What dropout multiplied by what enters a layer."""
    mask = stack.mask(layer)
    return Link(mask, lambda index: f"m_{{{','.join(map(str, index))}}}", "constant") if mask is not None else None


def _projection(gates: Gates) -> Answer:
    """h_t = W_hr (o_t tanh(c_t))."""
    question, run = gates.question, gates.run
    row, column = question.index
    at = numbered(question.parts[run.part("h")])[..., row].reshape(-1)
    before = gates.value("u")
    running, total = _letters(question)
    right = rf"{question.arriving_inside(run.part('h'), *running, row)} \cdot {before.symbol((*running, column))}"
    factors = before.factors(numbered(before.values)[..., column].reshape(-1))
    formula = r"\tilde{h}_t = o_t \odot \tanh(c_t), \quad h_t = W^{hr} \tilde{h}_t"
    way = Way(run.part("h"), at, (factors,), "inside")
    return _answer(question, [way], total + right, [Note("part", {"formula": formula})])


# ---------------------------------------------------------------------------------------------- what entered


def _sequence(question: Question, stack: Stack) -> tuple[list[Way], str]:
    """Both directions of the first layer read it."""
    ways: list[Way] = []
    right: list[str] = []
    for run in stack.of_layer(0):
        found, text = _through_gates(Gates(question, stack, run), "weight_ih", question.index)
        ways += found
        right.append(text)
    return ways, " + ".join(right)


def _through_gates(gates: Gates, name: str, index: tuple[int, ...]) -> tuple[list[Way], str]:
    """From the sums of all gates at one time, through one column of a weight."""
    question, run, kind, units = gates.question, gates.run, gates.question.kind, gates.stack.hidden_size
    sample, time, column = index
    width = question.parameters[run.part(name)].shape[1]
    ways = []
    for number, gate in enumerate(GATES[kind]):
        part = run.part(gate_sum(kind, gate))
        at = numbered(question.parts[part])[sample, time]
        rows = torch.arange(number * units, (number + 1) * units)
        factors = [question.factors("parameter", run.part(name), rows * width + column)]
        if kind == "GRU" and gate == "n" and name == "weight_hh":
            factors.insert(0, gates.value("r").factors(at))
        ways.append(Way(part, at, tuple(factors), "inside"))
    weight = question.letter("parameter", run.part(name))
    if kind == "RNN":
        arriving = question.arriving_inside(run.part("a"), sample, time, "u")
        return ways, rf"\sum_{{u}} {arriving} \cdot {weight}_{{u,{column}}}"
    reset = r" \cdot \rho^{k}_{u}" if kind == "GRU" and name == "weight_hh" else ""
    arriving = question.arriving_inside(run.part("a_k"), sample, time, "u")
    return ways, rf"\sum_{{k,u}} {arriving}{reset} \cdot {weight}_{{k,u,{column}}}"


def _through_state(gates: Gates, sample: int, time: int, unit: int) -> tuple[list[Way], str]:
    """From what was computed at one time to the state before it: through all gates, and in GRU past them."""
    ways, right = _through_gates(gates, "weight_hh", (sample, time, unit))
    if gates.question.kind == "GRU":
        part = gates.run.part("h")
        at = row_of(int(numbered(gates.question.parts[part])[sample, time, unit]))
        update = gates.value("z")
        ways.append(Way(part, at, (update.factors(at),), "inside"))
        arriving = gates.question.arriving_inside(part, sample, time, unit)
        right += rf" + {arriving} \cdot {update.symbol((sample, time, unit))}"
    return ways, right


def _first_time(gates: Gates) -> int:
    return gates.stack.sequence.shape[1] - 1 if gates.run.is_reverse else 0


def _first_state(gates: Gates, notes: Iterable[Note]) -> Answer:
    """h before the first step."""
    _, sample, unit = gates.question.index
    ways, right = _through_state(gates, sample, _first_time(gates), unit)
    return _answer(gates.question, ways, right, (*_reset_notes(gates), *notes))


def _first_cell(gates: Gates, notes: Iterable[Note]) -> Answer:
    """c before the first step: what the forget gate lets through."""
    _, sample, unit = gates.question.index
    way, right = _past_forget(gates, sample, _first_time(gates), unit)
    return _answer(gates.question, [way], right, notes)


def _past_forget(gates: Gates, sample: int, time: int, unit: int) -> tuple[Way, str]:
    """From the cell at one time to the cell before it."""
    question, part = gates.question, gates.run.part("c")
    forget = gates.value("f")
    at = row_of(int(numbered(question.parts[part])[sample, time, unit]))
    right = rf"{question.arriving_inside(part, sample, time, unit)} \cdot {forget.symbol((sample, time, unit))}"
    return Way(part, at, (forget.factors(at),), "inside"), right


# ---------------------------------------------------------------------------------------------- inside


def _gate_sum(gates: Gates, name: str) -> Answer:
    """What goes into a gate's function."""
    question, run = gates.question, gates.run
    gate = name.removeprefix("a_") if name != "a" else "h"
    chain = gates.chain(gate)
    at = row_of(question.at)
    right = [question.arriving_inside(run.part(chain.of), *question.index)]
    right += [link.symbol(question.index) for link in chain.links]
    note = Note("slope", {"formula": SLOPES[chain.slope]})
    way = Way(run.part(chain.of), at, chain.factors(at), "inside")
    return _answer(question, [way], r" \cdot ".join(right), [note])


def _cell(gates: Gates) -> Answer:
    """Through the state of its own time, and through the next cell."""
    question, run = gates.question, gates.run
    sample, time, unit = question.index
    state = run.part("u" if gates.stack.is_projected else "h")
    at = row_of(question.at)
    links = (gates.value("o"), gates.cell_slope())
    ways = [Way(state, at, tuple(link.factors(at) for link in links), "inside")]
    parts = [question.arriving_inside(state, *question.index), *(link.symbol(question.index) for link in links)]
    right = r" \cdot ".join(parts)
    later = gates.later(time)
    if later is not None:
        way, text = _past_forget(gates, sample, later, unit)
        ways.append(way)
        right += f" + {text}"
    elif question.grad("c_n") is not None:
        ways.append(_from_port(question, "c_n", (run.row, sample, unit)))
        right += f" + {question.arriving(run.row, sample, unit, port='c_n')}"
    return _answer(question, ways, right, [Note("slope", {"formula": SLOPES["tanh"]})])


def _before_projection(gates: Gates) -> Answer:
    """Through the projection to the state of its own time."""
    question, run = gates.question, gates.run
    sample, time, unit = question.index
    at = numbered(question.parts[run.part("h")])[sample, time]
    weights = question.factors(
        "parameter", run.part("weight_hr"), torch.arange(len(at)) * gates.stack.hidden_size + unit
    )
    weight = question.symbol("parameter", run.part("weight_hr"), ("j", unit))
    right = rf"\sum_{{j}} {question.arriving_inside(run.part('h'), sample, time, 'j')} \cdot {weight}"
    return _answer(question, [Way(run.part("h"), at, (weights,), "inside")], right)


def _state(gates: Gates) -> Answer:
    """What leaves the node there, what the layer above reads, and what the next step makes of it."""
    question, stack, run = gates.question, gates.stack, gates.run
    sample, time, unit = question.index
    ways: list[Way] = []
    right: list[str] = []
    if stack.is_top(run):
        index = (sample, time, stack.columns(run).start + unit)
        if question.grad("output") is not None:
            ways.append(_from_port(question, "output", index))
            right.append(question.arriving(*index))
    else:
        for above in stack.of_layer(run.layer + 1):
            found, text = _through_layer(Gates(question, stack, above), (sample, time, stack.columns(run).start + unit))
            ways += found
            right.append(text)
    later = gates.later(time)
    if later is not None:
        found, text = _through_state(gates, sample, later, unit)
        ways += found
        right.append(text)
    elif question.grad("h_n") is not None:
        ways.append(_from_port(question, "h_n", (run.row, sample, unit)))
        right.append(question.arriving(run.row, sample, unit, port="h_n"))
    return _answer(question, ways, " + ".join(right), _reset_notes(gates) if later is not None else ())


def _through_layer(above: Gates, index: tuple[int, ...]) -> tuple[list[Way], str]:
    """From the gates of the layer above to what they read, through the dropout between."""
    ways, right = _through_gates(above, "weight_ih", index)
    mask = _mask(above.stack, above.run.layer)
    if mask is None:
        return ways, right
    at = row_of(int(numbered(mask.values)[index]))
    dropped = [Way(way.port, way.at, (*way.factors, mask.factors(at.expand(len(way.at)))), way.of) for way in ways]
    return dropped, rf"{mask.symbol(index)} \cdot {right}"


def _reset_notes(gates: Gates) -> tuple[Note, ...]:
    """Where a formula names what stands before the weights of each gate of a GRU."""
    if gates.question.kind != "GRU":
        return ()
    return (Note("part", {"formula": r"\rho^{n}_{u} = r_{u}, \quad \rho^{r}_{u} = \rho^{z}_{u} = 1"}),)


def _from_port(question: Question, port: str, index: tuple[int, ...]) -> Way:
    return Way(port, row_of(int(question.places(port)[index])))
