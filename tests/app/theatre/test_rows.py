"""Which numbers of a node its card shows, how they are called, and when they come."""

from __future__ import annotations

import numpy as np
import pytest

from app.pictures.as_cells import Numbers, Picture
from app.theatre.place_texts import place_text, quantity_text
from app.theatre.rows import Due, RowMaker, legend_of
from app.theme.tokens import DARK, LIGHT
from engine.backprop.explanation import Place, Quantity
from engine.backprop.moments import ShownNode

EIGHT = np.linspace(-1, 1, 8, dtype=np.float32)


@pytest.fixture(autouse=True)
def application(qapp: object) -> None:
    """Their words are asked of a translator."""


def linear(inputs: int, outputs: int, samples: int = 3) -> ShownNode:
    def made(*shape: int) -> np.ndarray:
        return np.random.default_rng(len(shape)).normal(size=shape).astype(np.float32)

    weights = {"weight": made(outputs, inputs), "bias": made(outputs)}
    given = {"output": made(samples, outputs)}
    return ShownNode("Linear", given, frozenset({"output"}), given, {"input": made(samples, inputs)}, weights,
                     {name: array * 0.1 for name, array in weights.items()},
                     {name: array + 0.01 for name, array in weights.items()})  # fmt: skip


def labels(rows: list[Due]) -> list[str]:
    return [row.content.label for row in rows]


def test_values_come_first_then_gradients_then_each_weight() -> None:
    rows = RowMaker(LIGHT).rows_of("fc", linear(2, 2), False)
    assert labels(rows) == ["value", "∇ output", "weight", "∇ weight", "new weight", "bias", "∇ bias", "new bias"]
    assert [row.phase for row in rows] == [
        "forward", "backward", None, "backward", "update", None, "backward", "update",
    ]  # fmt: skip
    assert {row.address for row in rows} == {"fc"}
    assert [row.content.tone for row in rows][:5] == ["forward", "backward", "weight", "backward", "update"]


def test_beside_a_large_weight_its_bias_is_left_out() -> None:
    rows = RowMaker(LIGHT).rows_of("fc", linear(20, 20), False)
    assert labels(rows) == ["value", "∇ output", "weight", "∇ weight", "new weight"]


def test_the_value_of_a_loss_comes_with_the_loss() -> None:
    node = ShownNode("Loss", {"output": np.array(4.0)}, grad_outputs={"output": np.array(1.0)})
    rows = RowMaker(LIGHT).rows_of("loss", node, True)
    assert [row.phase for row in rows] == ["loss", "backward"]
    assert [row.content.axes for row in rows] == [(), ()]


def test_several_outputs_keep_their_names() -> None:
    outputs = {"output": np.ones((1, 2)), "h_n": np.ones((1, 1, 2))}
    node = ShownNode("LSTM", outputs, frozenset({"output"}), {"h_n": np.ones((1, 1, 2))})
    assert labels(RowMaker(LIGHT).rows_of("lstm", node, False)) == ["output", "h_n", "∇ h_n"]


@pytest.mark.parametrize("sample", [0, 2, 9])
def test_one_sample_of_the_batch_is_shown_and_what_has_no_batch_whole(sample: int) -> None:
    value = np.arange(12.0).reshape(3, 4)
    node = ShownNode("Linear", {"output": value, "mask": value}, frozenset({"output"}))
    batched, whole = RowMaker(LIGHT, sample).rows_of("fc", node, False)
    here = min(sample, 2)
    assert isinstance(batched.content.cells, Numbers) and isinstance(whole.content.cells, Numbers)
    assert [float(text) for text in batched.content.cells.texts[0]] == value[here].tolist()
    assert (batched.content.axes, whole.content.axes) == ((here,), ())
    assert len(whole.content.cells.texts) == 3


def test_shapes_are_said_and_one_that_is_turned_says_so() -> None:
    node = ShownNode("Linear", parameters={"weight": np.ones((64, 10))})
    (row,) = RowMaker(LIGHT).rows_of("fc", node, False)
    assert row.content.shape == "(64×10)ᵀ"
    (row,) = RowMaker(LIGHT).rows_of(
        "fc", ShownNode("Linear", {"output": np.ones((1, 5))}, frozenset(["output"])), False
    )
    assert row.content.shape == "5"
    (row,) = RowMaker(LIGHT).rows_of(
        "fc", ShownNode("Linear", {"output": np.ones((1, 1))}, frozenset(["output"])), False
    )
    assert row.content.shape == "", "of a single number there is nothing to say"


def test_an_updated_weight_has_the_digits_that_changed() -> None:
    node = ShownNode("Linear", parameters={"weight": np.array([2.0])}, after={"weight": np.array([2.016])})
    before, after = RowMaker(LIGHT).rows_of("fc", node, False)
    assert isinstance(before.content.cells, Numbers) and before.content.cells.texts == (("2",),)
    assert isinstance(after.content.cells, Numbers) and after.content.cells.texts == (("2.016",),)


def test_the_legend_of_a_picture_is_its_range() -> None:
    def told(array: np.ndarray) -> str:
        (row,) = RowMaker(LIGHT).rows_of("x", ShownNode("Input", {"output": array}), False)
        return row.content.legend

    assert told(EIGHT) == ""
    assert told(np.ones((20, 20)) * -0.5) == "±0.50"
    assert told(np.ones((1, 8, 8)) * 0.5) == "0 … 1"
    assert told(np.ones((100, 2, 2)) * 3) == "64/100  ±3"
    assert legend_of(Numbers((), (), False)) == ""


def test_pictures_have_the_colours_of_the_theme() -> None:
    node = ShownNode("Linear", {"output": np.outer(EIGHT, EIGHT)})
    (light,), (dark,) = (RowMaker(theme).rows_of("fc", node, False) for theme in (LIGHT, DARK))
    assert isinstance(light.content.cells, Picture) and isinstance(dark.content.cells, Picture)
    assert light.content.cells.image != dark.content.cells.image


QUANTITIES: dict[Quantity, tuple[str, str]] = {
    "output": ("output", "value[0, 3]"),
    "input": ("other", "other[0, 3]"),
    "grad_output": ("output", "∇ output[0, 3]"),
    "grad_input": ("input[1]", "∇ of its input[1][0, 3]"),
    "parameter": ("weight", "weight[0, 3]"),
    "grad_parameter": ("weight", "∇ weight[0, 3]"),
    "gradient": ("weight", "whole ∇ weight[0, 3]"),
    "after": ("weight", "new weight[0, 3]"),
}


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_number_has_a_name(quantity: Quantity) -> None:
    name, words = QUANTITIES[quantity]
    place = Place(quantity, "fc", name, (0, 3))
    assert quantity_text(place) == words
    assert place_text(place, str.upper) == f"{words} of FC"
    counts_samples = quantity in ("output", "input", "grad_output", "grad_input")
    assert quantity_text(place, is_single=True) == (words.replace("[0, 3]", "[3]") if counts_samples else words)


def test_a_number_without_axes_has_no_brackets() -> None:
    assert quantity_text(Place("output", "loss", "output")) == "value"
    assert quantity_text(Place("output", "loss", "h_n", (0,)), is_single=True) == "h_n"
