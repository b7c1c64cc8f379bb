"""Which entries of a tensor are compared, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from pytest import mark
from torch import Tensor

from engine.backprop.checked import Checked
from engine.backprop.entries import LARGEST, MOST_ENTRIES, WRONG_IS_ENOUGH, Subject, check, gradients_for


def subject(tensor: Tensor, function: Callable[[Tensor], Tensor], off: Tensor | float = 0.0, **more: object) -> Subject:
    """The sum of a function of a tensor, with a gradient that is off by so much."""
    tensor = tensor.double().requires_grad_()

    def outputs() -> Sequence[Tensor]:
        return [function(tensor)]

    with torch.enable_grad():
        live = outputs()
    weights = [torch.ones_like(live[0].detach())]
    gradient = gradients_for(live, weights, [tensor])[id(tensor)] + off
    shown = Checked("node", "input", "input", of=tensor.numel())
    return Subject(shown, tensor, gradient, outputs, weights, **more)  # type: ignore[arg-type]


def numbers(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@mark.parametrize("shape", [(), (1,), (MOST_ENTRIES,), (2, 3, 4), (0, 5)])
def test_a_small_tensor_is_compared_whole(shape: tuple[int, ...]) -> None:
    found = check(subject(numbers(*shape), torch.sin))
    assert found.entries == found.of == numbers(*shape).numel()
    assert len({one.place for one in found.compared}) == found.of
    assert (found.verdict, found.reason) == (("right", "") if found.of else ("skipped", "no_derivative"))


def test_of_a_large_one_the_largest_gradients_and_a_fixed_sample() -> None:
    values = numbers(30, 20)
    found = check(subject(values, torch.square))
    assert (found.entries, found.of, found.verdict) == (MOST_ENTRIES, 600, "right")
    places = [one.place for one in found.compared]
    largest = values.abs().flatten().topk(round(LARGEST * MOST_ENTRIES)).indices.tolist()
    assert [row * 20 + column for row, column in places[: len(largest)]] == largest
    assert len(set(places)) == MOST_ENTRIES
    assert found == check(subject(values, torch.square))
    assert check(subject(values, torch.square, most=8)).entries == 8


def test_a_few_wrong_entries_are_enough() -> None:
    found = check(subject(numbers(5, 5), torch.exp, off=0.5, scale=3.0))
    assert (found.verdict, found.entries, found.of) == ("wrong", WRONG_IS_ENOUGH, 25)
    assert found.worst is not None and found.autograd is not None and found.numeric is not None
    torch.testing.assert_close(found.numeric, 3 * float(numbers(5, 5)[found.worst].exp()))
    torch.testing.assert_close(found.autograd - found.numeric, 1.5, rtol=1e-6, atol=0)


def test_the_gravest_decides() -> None:
    values = torch.tensor([0.0, 0.0, 1.0, -1.0])
    kinks = check(subject(values, torch.relu))
    assert (kinks.verdict, kinks.kinks, kinks.entries, kinks.autograd, kinks.numeric) == ("kink", 2, 4, 0.0, 0.5)
    wrong = check(subject(values, torch.relu, off=torch.tensor([0.0, 0.0, 0.0, 0.1])))
    assert (wrong.verdict, wrong.kinks, wrong.worst) == ("wrong", 2, (3,))


def test_rows_that_are_exempt() -> None:
    off = torch.zeros(3, 2).index_fill(0, torch.tensor(1), 1.0)
    assert check(subject(numbers(3, 2), torch.sin, off)).verdict == "wrong"
    found = check(subject(numbers(3, 2), torch.sin, off, exempt=(1,)))
    assert (found.verdict, found.entries, found.of) == ("right", 4, 6)
    assert check(subject(numbers(1, 2), torch.sin, exempt=(0,))).reason == "by_design"


def test_the_tensor_is_left_as_it_was() -> None:
    one = subject(numbers(4, 4), torch.exp, off=1.0)
    before = one.tensor.detach().clone()
    check(one)
    assert torch.equal(one.tensor, before) and one.tensor.requires_grad


def test_a_layer_that_refuses_values_has_an_edge() -> None:
    """BCELoss takes 0 to 1, and raises beyond."""
    inside = torch.tensor([0.0, 1.0, 0.5])
    found = check(
        subject(inside, lambda x: torch.nn.functional.binary_cross_entropy(torch.full((3,), 0.3).double(), x))
    )
    assert (found.verdict, found.entries) == ("right", 3)
