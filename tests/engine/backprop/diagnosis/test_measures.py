from __future__ import annotations

import math

from pytest import approx

from engine.backprop.diagnosis.measures import Measures, NodeMeasure, ParameterMeasure, quotient


def test_a_quotient_is_a_number_or_nothing() -> None:
    assert quotient(1.0, 4.0) == 0.25
    assert quotient(0.0, 4.0) == 0.0
    for part, whole in ((None, 1.0), (1.0, None), (1.0, 0.0), (math.nan, 1.0), (1.0, math.inf)):
        assert quotient(part, whole) is None


def test_the_weights_of_a_node_count_together() -> None:
    weight = ParameterMeasure("fc.weight", weight=3.0, gradient=0.1, change=0.03)
    bias = ParameterMeasure("fc.bias", weight=0.0, gradient=0.1, change=0.04)
    node = NodeMeasure("fc", "Linear", parameters={"weight": weight, "bias": bias})
    assert bias.ratio is None  # a bias that starts at 0 has no ratio of its own
    assert node.ratio == approx(0.05 / 3.0)
    assert node.parameter_gradient == approx(math.hypot(0.1, 0.1))


def test_a_tied_weight_counts_once_and_a_frozen_one_not_at_all() -> None:
    one = ParameterMeasure("fc.weight", weight=3.0, gradient=0.1, change=0.3)
    frozen = ParameterMeasure("fc.bias", weight=4.0)
    node = NodeMeasure("fc", "Linear", parameters={"weight": one, "again": one, "bias": frozen})
    assert (node.weight, node.change, node.ratio) == (3.0, 0.3, approx(0.1))
    assert NodeMeasure("x", "Input").ratio is None


def test_a_path_is_followed_back_to_the_loss() -> None:
    nodes = {
        "loss": NodeMeasure("loss", "Loss"),
        "a": NodeMeasure("a", "ReLU", before_strongest="loss", before_weakest="loss"),
        "b": NodeMeasure("b", "ReLU", before_strongest="loss", before_weakest="a"),
    }
    assert Measures(nodes).path("b") == ("loss", "b")
    assert Measures(nodes).path("b", weakest=True) == ("loss", "a", "b")
    assert Measures(nodes).path("unknown") == ()
