"""What stays of a long row of values: never more than the budget, the first and the newest, and no large gap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.training.history.spread import Spread


def put(spread: Spread[int], step: int, nbytes: int, pinned: bool = False) -> list[int]:
    given_up = spread.make_room(step, nbytes)
    if spread.has_room(nbytes):
        spread.put(step, step, nbytes, pinned)
    return given_up


distances = st.lists(st.integers(1, 1000), min_size=2, max_size=300)


@given(distances=distances, room=st.integers(3, 20))
def test_however_unevenly_they_come_they_stay_spread(distances: list[int], room: int) -> None:
    """The bound of the module's first lines, after every value."""
    spread: Spread[int] = Spread(budget=room * 10, most=1000)
    step = 0
    put(spread, step, 10)
    for number, distance in enumerate(distances, 2):
        step += distance
        put(spread, step, 10)
        kept = spread.values
        assert kept[0] == 0 and kept[-1] == step
        assert len(kept) == min(number, room)
        assert spread.nbytes == 10 * len(kept) <= spread.budget
        gaps = [after - before for before, after in pairwise(kept)]
        bound = 2 * step / (len(kept) - 1)  # there was one more as it was chosen
        assert max(gaps) <= max(bound, *distances[: number - 1], 0)


@given(values=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 60), st.booleans()), max_size=100))
def test_any_sizes_in_any_order(values: list[tuple[int, int, bool]]) -> None:
    """Also where one comes between others, where a step comes again, and where some are larger than the budget."""
    spread: Spread[int] = Spread(budget=50, most=7)
    for step, nbytes, pinned in values:
        before = spread.values
        given_up = put(spread, step, nbytes, pinned)
        kept = spread.values
        assert spread.nbytes <= 50 and len(kept) <= 7
        assert list(kept) == sorted(set(kept))
        if nbytes > 50:
            assert kept == before
        else:
            assert step in kept
            assert sorted([*given_up, *kept]) == sorted([*before, step])
    spread.give_up_after(20)
    assert all(step <= 20 for step in spread.values)
    assert spread.nbytes <= 50


def test_what_is_pinned_goes_last() -> None:
    spread: Spread[int] = Spread(budget=50, most=100)
    for step in range(100):
        put(spread, step, 10, pinned=step == 13)
    assert 13 in spread.values
    for step in range(100, 104):
        put(spread, step, 10, pinned=True)
    assert set(spread.values) < {0, 13, 100, 101, 102, 103}
    assert spread.values[0] == 0 and spread.values[-1] == 103


def test_room_for_two_or_one() -> None:
    two: Spread[int] = Spread(budget=20, most=100)
    one: Spread[int] = Spread(budget=15, most=100)
    for step in range(10):
        put(two, step, 10)
        put(one, step, 10)
    assert two.values == (0, 9)
    assert one.values == (9,)


def test_what_is_there_at_a_step_or_before_it() -> None:
    spread: Spread[int] = Spread(budget=100, most=100)
    assert spread.at_or_before(5) is None
    for step in (3, 8):
        put(spread, step, 10)
    assert [spread.at_or_before(step) for step in (2, 3, 7, 8, 1000)] == [None, 3, 3, 8, 8]
