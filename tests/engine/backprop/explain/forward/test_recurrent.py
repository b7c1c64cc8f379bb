"""Against the formulas of torch's documentation, written as loops over steps, layers and directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from engine.backprop.recording import Recording
from engine.layers.tensor_type import BATCH
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, fixed, floats

Array = NDArray[np.float64]
STEPS, SIZE = 5, 3


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def weights_of(recording: Recording) -> dict[str, Array]:
    named = recording.network.module.named_parameters()
    return {name.removeprefix("layer."): tensor.detach().double().numpy() for name, tensor in named}


def sums(weights: Mapping[str, Array], end: str, x: Array, h: Array) -> tuple[list[Array], list[Array]]:
    """The weighted sums of all gates, from the input and from the state before."""
    of_input = weights[f"weight_ih_{end}"] @ x + weights[f"bias_ih_{end}"]
    of_state = weights[f"weight_hh_{end}"] @ h + weights[f"bias_hh_{end}"]
    count = len(of_input) // SIZE
    return np.split(of_input, count), np.split(of_state, count)


def lstm_states(recording: Recording, sample: int) -> dict[tuple[int, int, int], dict[str, Array]]:
    """Gates and states by layer, direction and time."""
    one, weights = recording.computed["layer"], weights_of(recording)
    sequence = one.cuts["input_0", "output"][sample].double().numpy()
    first = {name: one.cuts[f"{name}_0", "output"][:, sample].double().numpy() for name in ("h_0", "c_0")}
    found = {}
    for layer in range(2):
        outputs = np.zeros((STEPS, 2 * SIZE))
        for direction, suffix in enumerate(("", "_reverse")):
            h, c = first["h_0"][2 * layer + direction], first["c_0"][2 * layer + direction]
            for time in range(STEPS) if not direction else reversed(range(STEPS)):
                x_parts, h_parts = sums(weights, f"l{layer}{suffix}", sequence[time], h)
                i, f, g, o = (a + b for a, b in zip(x_parts, h_parts, strict=True))
                gates = {"i_t": sigmoid(i), "f_t": sigmoid(f), "g_t": np.tanh(g), "o_t": sigmoid(o)}
                before = {"h_{t-1}": h, "c_{t-1}": c}
                c = gates["f_t"] * c + gates["i_t"] * gates["g_t"]
                h = gates["o_t"] * np.tanh(c)
                found[layer, direction, time] = gates | before | {"c_t": c, "h_t": h}
                outputs[time, direction * SIZE : (direction + 1) * SIZE] = h
        sequence = outputs
    return found


def told_numbers(told: Explanation) -> dict[Any, Any]:
    return {note.arguments["symbol"]: note.arguments["value"] for note in told.notes if "symbol" in note.arguments}


@pytest.fixture(scope="module")
def lstm() -> Recording:
    state = fixed(4, BATCH, SIZE)
    inputs = {"input": (floats(STEPS, 2),), "h_0": (state,), "c_0": (state,)}
    wired = frozenset({"output", "h_n", "c_n"})
    return recorded(Example("LSTM", {"hidden_size": SIZE, "num_layers": 2, "bidirectional": True}, inputs, wired=wired))


def test_every_output_of_two_layers_in_both_directions(lstm: Recording) -> None:
    states = lstm_states(lstm, 1)
    for time in range(STEPS):
        for column in range(2 * SIZE):
            direction, unit = divmod(column, SIZE)
            expected = states[1, direction, time]
            told = explain_value(lstm, Place("output", "layer", "output", (1, time, column)))
            (term,) = told.terms
            assert [factor.symbol for factor in term.factors] == ["o_t", r"\tanh(c_t)"]
            product = [expected["o_t"][unit], np.tanh(expected["c_t"][unit])]
            assert [factor.value for factor in term.factors] == pytest.approx(product, abs=1e-6)
            for symbol, value in told_numbers(told).items():
                assert value == pytest.approx(expected[symbol][unit], abs=1e-6), symbol
            assert told.notes[0].arguments == {
                "layer": 1, "direction": "backward" if direction else "forward", "step": time,
            }  # fmt: skip


def test_the_last_cells_of_all_layers(lstm: Recording) -> None:
    states = lstm_states(lstm, 0)
    for row in range(4):
        layer, direction = divmod(row, 2)
        expected = states[layer, direction, 0 if direction else STEPS - 1]
        told = explain_value(lstm, Place("output", "layer", "c_n", (row, 0, 2)))
        kept = expected["f_t"][2] * expected["c_{t-1}"][2]
        added = expected["i_t"][2] * expected["g_t"][2]
        assert {term.factors[0].symbol: term.value for term in told.terms} == pytest.approx(
            {"f_t": kept, "i_t": added}, abs=1e-6
        )


def test_the_state_before_is_found_where_it_is_shown(lstm: Recording) -> None:
    def place_before(time: int, column: int) -> object:
        told = explain_value(lstm, Place("output", "layer", "output", (0, time, column)))
        return next(note.arguments.get("place") for note in told.notes if note.arguments.get("symbol") == "h_{t-1}")

    assert place_before(2, 1) == Place("output", "layer", "output", (0, 1, 1))
    assert place_before(2, 4) == Place("output", "layer", "output", (0, 3, 4))
    assert place_before(0, 1) == Place("input", "layer", "h_0", (2, 0, 1))
    assert place_before(STEPS - 1, 4) == Place("input", "layer", "h_0", (3, 0, 1))


def test_a_gru_by_hand() -> None:
    recording = recorded(Example("GRU", {"hidden_size": SIZE}, {"input": (floats(STEPS, 2),)}))
    x = recording.computed["layer"].cuts["input_0", "output"][1].double().numpy()
    weights, h = weights_of(recording), np.zeros(SIZE)
    for time in range(STEPS):
        (r_x, z_x, n_x), (r_h, z_h, n_h) = sums(weights, "l0", x[time], h)
        r, z = sigmoid(r_x + r_h), sigmoid(z_x + z_h)
        new = np.tanh(n_x + r * n_h)
        told = explain_value(recording, Place("output", "layer", "output", (1, time, 2)))
        terms = {term.factors[0].symbol: [factor.value for factor in term.factors] for term in told.terms}
        assert terms["(1 - z_t)"] == pytest.approx([1 - z[2], new[2]], abs=1e-6)
        assert terms["z_t"] == pytest.approx([z[2], h[2]], abs=1e-6)
        assert told_numbers(told)["r_t"] == pytest.approx(r[2], abs=1e-6)
        h = (1 - z) * new + z * h


def test_dropout_between_the_layers_is_the_one_that_was_drawn() -> None:
    params = {"hidden_size": SIZE, "num_layers": 3, "dropout": 0.5}
    recording = recorded(Example("LSTM", params, {"input": (floats(STEPS, 2),)}), batch=3)
    for time in range(STEPS):
        told = explain_value(recording, Place("output", "layer", "output", (2, time, 1)))
        assert told.terms[0].factors[0].symbol == "o_t"
        assert abs(told.rounding) < 1e-6
        assert "dropout_between" in [note.code for note in told.notes]
