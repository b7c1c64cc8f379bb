"""The sentences of real steps, word by word: whoever reads them in a lecture can work them out on the blackboard."""

from __future__ import annotations

import numpy as np
import pytest

from app.theatre.narration import Narrator
from app.theatre.player import Player
from engine.backprop.moments import Moment, ShownNode, ShownStep
from tests.app.theatre.steps import played, title_of

BY_HAND = [
    "The beginning: nothing has been computed yet",
    "Forward, step 1 of 6: x brings 2",
    "Forward, step 2 of 6: h computes 4 and 6",
    "Forward, step 3 of 6: r computes 4 and 6",
    "Forward, step 4 of 6: o computes 26",
    "Forward, step 5 of 6: p computes 26",
    "Forward, step 6 of 6: y brings 28",
    "Loss, step 1 of 1: loss measures 4",
    "Backward, step 1 of 7: loss receives 1, hands -4 to p and 4 to y",
    "Backward, step 2 of 7: y receives 4",
    "Backward, step 3 of 7: p receives -4, hands -4 to o",
    "Backward, step 4 of 7: o receives -4, hands -8 and -12 to r",
    "Backward, step 5 of 7: r receives -8 and -12, hands -8 and -12 to h",
    "Backward, step 6 of 7: h receives -8 and -12, hands -52 to x",
    "Backward, step 7 of 7: x receives -52",
    "Update, step 1 of 2: h changes weight by at most 0.024",
    "Update, step 2 of 2: o changes weight by at most 0.024",
]


def told(name: str, count: int = 1, sample: int = 0) -> list[str]:
    """Every sentence of a step, with its heading, as the bar shows them."""
    project, plan, step = played(name, count)
    narrator = Narrator(step, plan, title_of(project), sample)
    player = Player()
    player.set_moments(step.moments)
    lines = []
    for position in range(len(step.moments) + 1):
        player.go_to(position)
        heading, sentence = narrator.heading(player.present, player.number()), narrator.sentence(player.present)
        lines.append(f"{heading}: {sentence}")
    return lines


@pytest.fixture(autouse=True)
def application(qapp: object) -> None:
    """Its words are asked of a translator."""


def test_the_chain_rule_by_hand() -> None:
    assert told("chain-rule-by-hand") == BY_HAND


def test_a_node_that_hears_twice_from_the_same_one_says_both() -> None:
    """(fc)² with fc = x: each factor gets the other one times a half, for there are two numbers to take the mean of."""
    lines = told("fork")
    assert lines[6] == (
        "Backward, step 2 of 4: both receives 0.5000 and 0.5000, hands 1 and 1.500 to way and 1 and 1.500 to way"
    )
    assert lines[7] == "Backward, step 3 of 4: way receives 2 and 3, hands 2 and 3 to start"


def test_the_sample_that_is_shown_is_told() -> None:
    lines = told("fork", count=2, sample=1)
    assert lines[1] == "Forward, step 1 of 3: start brings 5 and 7"
    assert lines[3] == "Forward, step 3 of 3: both computes 25 and 49"
    assert lines[4] == "Loss, step 1 of 1: loss measures 21.75", "of the whole batch"
    assert lines[-2] == "Backward, step 4 of 4: start receives 2.500 and 3.500"
    assert told("fork", count=2, sample=9) == lines, "the last one, where there are not so many"


def test_what_belongs_to_no_sample_is_told_whole() -> None:
    lines = told("parameter")
    assert "product receives 0.5000 and 0.5000, hands 1.500 and 1.500 to x and 1 and 2.500 to w" in lines[6]


def test_of_many_numbers_the_range_or_the_norm_is_told() -> None:
    lines = told("residual")
    assert lines[1] == "Forward, step 1 of 12: digit brings 64 values from 0 to 0.938"
    back = next(line for line in lines if "skip 1 receives" in line)
    step = played("residual").step
    norms = [float(np.linalg.norm(step.nodes["add1"].grad_inputs[port])) for port in ("input[0]", "input[1]")]
    assert back == (
        "Backward, step 8 of 12: skip 1 receives a gradient of norm "
        f"{norms[0]:.2f}, hands norm {norms[0]:.2f} to relu1 and norm {norms[1]:.2f} to conv2"
    )


def test_inside_a_block_nodes_have_their_addresses() -> None:
    lines = told("blocks", count=2)
    assert any(line.startswith("Forward, step 3 of 31: body.0.x computes") for line in lines), "it brings no data"
    back = next(line for line in lines if "body.0.x receives" in line)
    assert back.endswith("to stem")
    assert any("drop receives" in line and line.endswith("to body.2.y") for line in lines)


def test_an_update_says_how_far_each_parameter_moves() -> None:
    lines = told("siamese", count=2)
    step = played("siamese", 2).step
    before, after = step.nodes["score"].parameters["bias"].item(), step.nodes["score"].after["bias"].item()
    assert lines[-1].endswith(f"and bias from {before:.5f} to {after:.5f}")


def test_a_layer_with_several_outputs_tells_of_two() -> None:
    lines = told("sequence-lstm")
    assert lines[2].startswith("Forward, step 2 of 5: lstm computes 1,024 values from ")
    assert lines[2].count("values from") == 2


def test_numbers_that_are_none_are_told_as_they_are() -> None:
    nodes = {
        "a": ShownNode("Log", outputs={"output": np.array([np.nan, np.inf])}, grad_outputs={"output": np.array(-0.0)}),
        "b": ShownNode("Loss", outputs={"output": np.zeros((0,))}, grad_inputs={"input": np.full((1, 9), np.nan)}),
    }
    moments = (Moment("forward", "a"), Moment("backward", "a"), Moment("forward", "b"), Moment("backward", "b"))
    narrator = Narrator(ShownStep(moments, nodes, 1), None, str.upper)
    assert [narrator.sentence(moment) for moment in moments] == [
        "A computes NaN and ∞",
        "A receives 0",
        "B computes ",
        "B hands a gradient of norm NaN to INPUT",
    ]
