"""Gates, cells and states of RNN, LSTM and GRU, and their gradients by backpropagation through time.

Parts are samples × time × unit, in the order of the sequence. `a_…` is what goes into a gate's function; LSTM has
`i f g o`, the cell `c`, the state `h`, and with a projection `u`, the state before it; GRU has `r z n`, and `m`, what
the state before adds to n. The formulas are those of torch.nn.RNN, LSTM and GRU; the way back is Werbos 1990,
"Backpropagation through time", worked out for each.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.backprop.inside.node import Node, Numbers
from engine.backprop.inside.stack import Run, Stack

GATES = {"RNN": ("h",), "LSTM": ("i", "f", "g", "o"), "GRU": ("r", "z", "n")}  # in the order of the weights' rows


def gate_sum(kind: str, gate: str) -> str:
    """The name of what goes into a gate's function; RNN has one such sum."""
    return "a" if kind == "RNN" else f"a_{gate}"


def values(node: Node) -> Numbers:
    """Every part, by torch's suffix of its layer and direction: `c_l0`, `h_l1_reverse`."""
    stack = Stack(node)
    recorded = node.output("output")
    parts: Numbers = {}
    for run in stack.runs:
        entering = stack.entering(run, parts)
        states = stack.states(run, entering)
        if stack.is_top(run) and recorded is not None and _agree(states, recorded[..., stack.columns(run)]):
            states = recorded[..., stack.columns(run)]  # the very numbers that are shown
        parts[run.part("h")] = states
        parts |= {run.part(name): value for name, value in _gates(stack, run, entering, states).items()}
    return parts


def outputs(node: Node, parts: Numbers) -> Numbers:
    """What the parts say that the node gives, to be compared with what it gave."""
    stack = Stack(node)
    top = [parts[run.part("h")] for run in stack.of_layer(stack.layers - 1)]
    found = {"output": torch.cat(top, dim=2)}
    for port, part in (("h_n", "h"), ("c_n", "c")):
        if stack.runs[0].part(part) in parts:
            found[port] = torch.stack([run.as_read(parts[run.part(part)])[:, -1] for run in stack.runs])
    return found


def _agree(computed: Tensor, recorded: Tensor) -> bool:
    return torch.allclose(computed, recorded, rtol=1e-3, atol=1e-3, equal_nan=True)


def _gates(stack: Stack, run: Run, entering: Tensor, states: Tensor) -> Numbers:
    """What led to the states of one run."""
    kind = stack.node.kind
    before = run.before(states, stack.first("h_0", run))
    of_input = entering @ stack.weight("weight_ih", run).T + stack.bias("bias_ih", run)
    of_state = before @ stack.weight("weight_hh", run).T + stack.bias("bias_hh", run)
    if kind == "RNN":
        return {"a": of_input + of_state}
    if kind == "GRU":
        (r, z, _), (_, _, m) = (of_input + of_state).chunk(3, dim=2), of_state.chunk(3, dim=2)
        n = of_input.chunk(3, dim=2)[2] + torch.sigmoid(r) * m
        return {"a_r": r, "a_z": z, "a_n": n, "r": r.sigmoid(), "z": z.sigmoid(), "n": n.tanh(), "m": m}
    a_i, a_f, a_g, a_o = (of_input + of_state).chunk(4, dim=2)
    i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
    c = _cells(run, i * g, f, stack.first("c_0", run))
    found = {"a_i": a_i, "a_f": a_f, "a_g": a_g, "a_o": a_o, "i": i, "f": f, "g": g, "o": o, "c": c}
    return found | {"u": o * c.tanh()} if stack.is_projected else found


def _cells(run: Run, added: Tensor, kept: Tensor, first: Tensor) -> Tensor:
    """c_t = f_t c_{t−1} + i_t g_t, step after step."""
    cell, cells = first, []
    for new, forget in zip(run.as_read(added).unbind(1), run.as_read(kept).unbind(1), strict=True):
        cell = forget * cell + new
        cells.append(cell)
    return run.as_read(torch.stack(cells, dim=1))


# ---------------------------------------------------------------------------------------------- the way back


def gradients(node: Node, parts: Numbers) -> Numbers:
    """The gradient that comes to the states, the cells and the sums of the gates, all uses summed."""
    stack = Stack(node)
    found: Numbers = {}
    above = node.grad("output")
    for layer in reversed(range(stack.layers)):
        sent = torch.zeros(())
        for run in stack.of_layer(layer):
            arriving = torch.zeros_like(parts[run.part("h")])
            if above is not None:
                arriving = arriving + above[..., stack.columns(run)]
            for name, gradient in _through_time(stack, run, parts, arriving).items():
                found[run.part(name)] = gradient
            sums = torch.cat([found[run.part(gate_sum(node.kind, gate))] for gate in GATES[node.kind]], dim=2)
            sent = sent + sums @ stack.weight("weight_ih", run)
        mask = stack.mask(layer)
        above = sent if mask is None else sent * mask
    return found


def _through_time(stack: Stack, run: Run, parts: Numbers, arriving: Tensor) -> Numbers:
    """Back through the steps of one run; `arriving` is what comes to each state from outside of it."""
    kind = stack.node.kind
    back = {"RNN": _rnn_step, "LSTM": _lstm_step, "GRU": _gru_step}[kind]
    own = {name.removesuffix(run.suffix): run.as_read(value) for name, value in parts.items()
           if name.endswith(run.suffix)}  # fmt: skip
    for name, first in (("h", "h_0"), ("c", "c_0")):
        if name in own:
            own[f"{name}_before"] = run.as_read(run.before(parts[run.part(name)], stack.first(first, run)))
    at_end = {"h": _at_end(stack, run, "h_n"), "c": _at_end(stack, run, "c_n")}
    outside, steps = run.as_read(arriving), []
    for step in reversed(range(outside.shape[1])):
        now = {name: value[:, step] for name, value in own.items()}
        sent, at_end = back(stack, run, now, outside[:, step] + at_end["h"], at_end["c"])
        steps.append(sent)
    return {name: run.as_read(torch.stack([one[name] for one in reversed(steps)], dim=1)) for name in steps[0]}


def _at_end(stack: Stack, run: Run, port: str) -> Tensor:
    """What comes to the last state or cell through the output that holds it alone."""
    gradient = stack.node.grad(port)
    return gradient[run.row] if gradient is not None else torch.zeros((), dtype=torch.float64)


Step = tuple[Numbers, Numbers]  # the gradients at a step, and what they send to the state and the cell before


def _rnn_step(stack: Stack, run: Run, now: Numbers, h: Tensor, _: Tensor) -> Step:
    """h_t = f(a_t): tanh has the slope 1 − h², relu that of a step."""
    slope = 1 - now["h"] ** 2 if stack.node.params["nonlinearity"] == "tanh" else (now["a"] > 0).double()
    a = h * slope
    return {"h": h, "a": a}, {"h": a @ stack.weight("weight_hh", run), "c": torch.zeros(())}


def _lstm_step(stack: Stack, run: Run, now: Numbers, h: Tensor, c: Tensor) -> Step:
    """h_t = o tanh(c_t), projected where the layer says so; c_t = f c_{t−1} + i g. `c` is what comes from later."""
    i, f, g, o = (now[gate] for gate in GATES["LSTM"])
    shown = now["c"].tanh()
    u = h @ stack.weight("weight_hr", run) if stack.is_projected else h
    c = c + u * o * (1 - shown**2)
    sums = {
        "a_i": c * g * i * (1 - i),
        "a_f": c * now["c_before"] * f * (1 - f),
        "a_g": c * i * (1 - g**2),
        "a_o": u * shown * o * (1 - o),
    }
    before = torch.cat(list(sums.values()), dim=1) @ stack.weight("weight_hh", run)
    found = {"h": h, "c": c, **sums} | ({"u": u} if stack.is_projected else {})
    return found, {"h": before, "c": c * f}


def _gru_step(stack: Stack, run: Run, now: Numbers, h: Tensor, _: Tensor) -> Step:
    """h_t = (1 − z) n + z h_{t−1}, n = tanh(… + r m)."""
    r, z, n = (now[gate] for gate in GATES["GRU"])
    a_n = h * (1 - z) * (1 - n**2)
    a_z = h * (now["h_before"] - n) * z * (1 - z)
    a_r = a_n * now["m"] * r * (1 - r)
    before = torch.cat([a_r, a_z, a_n * r], dim=1) @ stack.weight("weight_hh", run) + h * z
    return {"h": h, "a_r": a_r, "a_z": a_z, "a_n": a_n}, {"h": before, "c": torch.zeros(())}
