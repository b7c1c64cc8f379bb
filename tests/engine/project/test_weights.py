"""Which weights fit, and what is said of those that do not."""

from __future__ import annotations

import numpy as np

from engine.layers.tensor_type import TensorType
from engine.project.weights import Part, fitting, weights_bytes, weights_problems

EXPECTED = {
    "fc": {"weight": TensorType((2, 3)), "bias": TensorType((2,))},
    "enc.0.attention": {"out_proj.weight": TensorType((4, 4))},
}


def test_weights_that_fit_are_kept_and_the_others_are_warnings_on_their_nodes() -> None:
    weights = {
        "fc.weight": np.zeros((2, 4)),
        "fc.bias": np.zeros(2),
        "gone.weight": np.zeros(2),
    }
    assert fitting(weights, EXPECTED).keys() == {"fc.bias"}
    problems = weights_problems(weights, EXPECTED)
    assert [(problem.code, problem.node, problem.severity) for problem in problems] == [
        ("weights_unfit", "fc", "warning"),
        ("weights_lack_node", "enc.0.attention", "warning"),
    ]
    assert "2 × 3" in problems[0].message and "2 × 4" in problems[0].message
    assert "out_proj.weight" in problems[1].message
    assert [problem.code for problem in weights_problems(weights, EXPECTED, complete=False)] == ["weights_unfit"]


def test_equal_weights_are_equal_bytes_in_any_order_and_layout() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    one = weights_bytes({"a": array, "b": np.array(1.0)})
    other = weights_bytes({"b": np.array(1.0), "a": np.asfortranarray(array)})
    assert one == other


def test_what_goes_on_in_another_size_is_said() -> None:
    weights = {"fc.weight": np.zeros((2, 5)), "fc.bias": np.zeros(3)}
    kept, anew = weights_problems(weights, EXPECTED, complete=False, parts={"fc.weight": Part((2, 3))})
    assert kept.hint == "the first 2 × 3 of them go on, the rest starts as its init says"
    assert anew.hint == "it starts as its init says"


def test_a_part_is_that_of_every_matrix_that_lies_on_the_others() -> None:
    stacked = np.arange(12).reshape(6, 2)
    assert Part((1, 2), stacked=3).of(stacked).tolist() == [[[0, 1]], [[4, 5]], [[8, 9]]]
