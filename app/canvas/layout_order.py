"""The order within the columns of a layered layout: sweeps by medians, then swaps of neighbours that save crossings."""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.canvas.layout import Cell

SWEEPS = 12
Side = Literal["left", "right"]


def ordered(cells: Mapping[str, Cell]) -> list[list[str]]:
    """The names in each column from top to bottom, with few crossings."""
    columns: list[list[str]] = [[] for _ in range(1 + max(cell.column for cell in cells.values()))]
    for name in _searched(cells):
        columns[cells[name].column].append(name)
    best, fewest = [list(column) for column in columns], crossings(cells, columns)
    seen: set[tuple[Side, tuple[tuple[str, ...], ...]]] = set()
    for sweep in range(SWEEPS):
        side: Side = "left" if sweep % 2 == 0 else "right"
        present = (side, tuple(tuple(column) for column in columns))
        if not fewest or present in seen:  # from here on the sweeps would repeat themselves
            break
        seen.add(present)
        _sort_by_medians(cells, columns, side)
        _transpose(cells, columns)
        count = crossings(cells, columns)
        if count < fewest:
            best, fewest = [list(column) for column in columns], count
    return best


def crossings(cells: Mapping[str, Cell], columns: Sequence[Sequence[str]]) -> int:
    """How many pairs of edges cross between neighbouring columns."""
    return sum(_between(cells, left, right) for left, right in itertools.pairwise(columns))


def _between(cells: Mapping[str, Cell], left: Sequence[str], right: Sequence[str]) -> int:
    place = {name: row for row, name in enumerate(right)}
    seen: list[tuple[int, float]] = []
    count = 0
    for name in left:
        ends = sorted((place[joint.other], joint.other_y) for joint in cells[name].right)
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _searched(cells: Mapping[str, Cell]) -> list[str]:
    """The names as a search from the first column meets them: what hangs together starts together."""
    found: dict[str, None] = {}
    for root in sorted(cells, key=lambda name: cells[name].column):
        stack = [root]
        while stack:
            name = stack.pop()
            if name in found:
                continue
            found[name] = None
            stack += [joint.other for joint in reversed(cells[name].right) if joint.other not in found]
    return list(found)


def _sort_by_medians(cells: Mapping[str, Cell], columns: list[list[str]], side: Side) -> None:
    numbers = range(1, len(columns)) if side == "left" else range(len(columns) - 2, -1, -1)
    for number in numbers:
        before = columns[number - 1 if side == "left" else number + 1]
        place = {name: row for row, name in enumerate(before)}
        keys: dict[str, float] = {}
        for row, name in enumerate(columns[number]):
            joints = cells[name].left if side == "left" else cells[name].right
            keys[name] = _median(sorted(place[joint.other] + joint.other_y / 1024 for joint in joints), float(row))
        columns[number].sort(key=keys.__getitem__)


def _median(values: Sequence[float], otherwise: float) -> float:
    """The weighted median of Gansner, Koutsofios, North and Vo (1993): leans to where values lie closer."""
    count = len(values)
    if not count:
        return otherwise
    middle = count // 2
    if count % 2:
        return values[middle]
    if count == 2:
        return (values[0] + values[1]) / 2
    left, right = values[middle - 1] - values[0], values[-1] - values[middle]
    if left + right == 0:
        return values[middle]
    return (values[middle - 1] * right + values[middle] * left) / (left + right)


def _transpose(cells: Mapping[str, Cell], columns: list[list[str]]) -> None:
    """Swaps neighbours in a column as long as that saves crossings, at most a few rounds."""
    places = [{name: row for row, name in enumerate(column)} for column in columns]
    is_settled = [False] * len(columns)  # looked through without a swap since a neighbour changed
    for _ in range(4):
        for number, column in enumerate(columns):
            if is_settled[number]:
                continue
            if _swap_neighbours(column, _neighbours(cells, places, number)):
                places[number] = {name: row for row, name in enumerate(column)}
                for near in range(max(number - 1, 0), min(number + 2, len(columns))):
                    is_settled[near] = False
            else:
                is_settled[number] = True
        if all(is_settled):
            return


_Ends = list[tuple[int, float]]  # the row and the port of each cell that an edge leads to, on one side


def _neighbours(
    cells: Mapping[str, Cell], places: Sequence[Mapping[str, int]], number: int
) -> dict[str, tuple[_Ends, _Ends]]:
    """Where the edges of each cell of a column lead: to the left, to the right."""
    left = places[number - 1] if number > 0 else {}
    right = places[number + 1] if number + 1 < len(places) else {}
    return {
        name: (
            [(left[joint.other], joint.other_y) for joint in cells[name].left],
            [(right[joint.other], joint.other_y) for joint in cells[name].right],
        )
        for name in places[number]
    }


def _swap_neighbours(column: list[str], ends: Mapping[str, tuple[_Ends, _Ends]]) -> bool:
    """Goes through a column once; returns whether anything was swapped."""
    has_swapped = False
    for row in range(len(column) - 1):
        upper, lower = column[row], column[row + 1]
        (upper_left, upper_right), (lower_left, lower_right) = ends[upper], ends[lower]
        if _saved(upper_left, lower_left) + _saved(upper_right, lower_right) > 0:
            column[row], column[row + 1] = lower, upper
            has_swapped = True
    return has_swapped


def _saved(above: _Ends, below: _Ends) -> int:
    """How many crossings fewer two cells have on one side if they change places."""
    if len(above) == len(below) == 1:  # as most have
        return (above > below) - (above < below)
    return sum((a > b) - (a < b) for a in above for b in below)
