"""The rows of a layered layout: every box as near as the others allow to where its edges run straight.

Within a column the order and the distances are kept; the best tops under that are an isotonic regression, which
pooling of neighbours solves exactly. Sweeps to and fro let the columns agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.canvas.layout import Cell, Joint

SWEEPS = 16


def placed_rows(
    cells: Mapping[str, Cell], columns: Sequence[Sequence[str]], gap: float, grid: float
) -> dict[str, float]:
    """The top of every cell, on the grid, with at least `gap` between the boxes of a column."""
    tops: dict[str, float] = {}
    offsets = [_offsets(cells, column, gap, grid) for column in columns]
    for column, starts in zip(columns, offsets, strict=True):
        middle = (starts[-1] + cells[column[-1]].height) / 2
        tops |= {name: start - middle for name, start in zip(column, starts, strict=True)}
    for sweep in range(SWEEPS):
        rightward = sweep % 2 == 0
        last = sweep >= SWEEPS - 2
        numbers = range(len(columns)) if rightward else range(len(columns) - 1, -1, -1)
        for number in numbers:
            column = columns[number]
            wanted, weights = [], []
            for name in column:
                cell = cells[name]
                near = cell.left if rightward else cell.right
                joints = [*cell.left, *cell.right] if last or not near else near
                top, weight = _wish(tops, joints, tops[name])
                wanted.append(top)
                weights.append(weight)
            for name, top in zip(column, _pooled(wanted, weights, offsets[number]), strict=True):
                tops[name] = top
    return {name: round(top / grid) * grid for name, top in tops.items()}


def _offsets(cells: Mapping[str, Cell], column: Sequence[str], gap: float, grid: float) -> list[float]:
    """How far each cell of a column must at least stand below the first, in steps of the grid."""
    offsets = [0.0]
    for upper, lower in itertools.pairwise(column):
        both = cells[upper].is_dummy and cells[lower].is_dummy
        step = cells[upper].height + (gap / 2 if both else gap)
        offsets.append(offsets[-1] + -(-step // grid) * grid)
    return offsets


def _wish(tops: Mapping[str, float], joints: Sequence[Joint], present: float) -> tuple[float, float]:
    """Where the edges of a cell run straightest: the weighted median of its neighbours, nearest to where it stands."""
    if not joints:
        return present, 0.01
    if len(joints) == 1:  # as most have
        (joint,) = joints
        return tops[joint.other] + joint.other_y - joint.own_y, joint.weight
    places = sorted((tops[joint.other] + joint.other_y - joint.own_y, joint.weight) for joint in joints)
    total = sum(weight for _, weight in places)
    reached = 0.0
    for number, (place, weight) in enumerate(places):
        reached += weight
        if reached > total / 2:
            return place, total
        if reached == total / 2:
            return min(max(present, place), places[number + 1][0]), total
    return places[-1][0], total


def _pooled(wanted: Sequence[float], weights: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """The tops nearest to the wanted ones (weighted squares) that keep the distances; pool adjacent violators."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for wish, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, total, members = wish - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            upper, upper_weight, count = pools.pop()
            mean = (mean * total + upper * upper_weight) / (total + upper_weight)
            total += upper_weight
            members += count
        pools.append((mean, total, members))
    means = [mean for mean, _, members in pools for _ in range(members)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
