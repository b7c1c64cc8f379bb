"""A tidy layout, without Qt: columns by longest path, few crossings, straight main lines.

The classical steps of layered drawing (after Sugiyama, Tagawa and Toda, 1981): turn edges that run backwards, give
every node a column, let long edges hold a place in each column that they pass, sort the columns by medians and
transposition, then place the boxes by their real sizes. The same graph always gets the same picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.canvas.layout_order import ordered
from app.canvas.layout_rows import placed_rows

GRID = 8.0
GAP_X = 56.0
GAP_Y = 32.0
MAIN_LINE = 1000.0  # how much straighter than others: the first edge between neighbours that enters a node,
LONG_EDGE = 8.0  # the inner part of a long edge

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """The size of a card."""

    width: float
    height: float


@dataclass(frozen=True)
class Link:
    """An edge between two boxes, and how far below their tops it leaves and enters."""

    source: str
    target: str
    source_y: float = 0.0
    target_y: float = 0.0


@dataclass
class Cell:
    """One place in a column: a node, or the place that a long edge holds."""

    name: str
    column: int
    width: float
    height: float
    is_dummy: bool = False
    left: list[Joint] = field(default_factory=list)
    right: list[Joint] = field(default_factory=list)


@dataclass(frozen=True)
class Joint:
    """The neighbour at one end of an edge's part, the offsets of both ends, and how straight it should be."""

    other: str
    own_y: float
    other_y: float
    weight: float


def arrange(boxes: Mapping[str, Box], links: Iterable[Link], gap: Point = (GAP_X, GAP_Y)) -> dict[str, Point]:
    """The top left corner of every box, on the grid; the largest component at the top, the others below it.

    What hangs on nothing stands in one row at the bottom. Links to boxes that do not exist, and from a box to
    itself, count for nothing.
    """
    known = [link for link in links if link.source in boxes and link.target in boxes and link.source != link.target]
    positions: dict[str, Point] = {}
    floor = right = 0.0
    for part in _components(boxes, known):
        if len(part) == 1:
            (name,) = part
            positions[name] = (right, floor)
            right = _snapped(right + boxes[name].width + gap[0] + GRID / 2)
            continue
        inside = [link for link in known if link.source in part]
        placed = _arranged({name: boxes[name] for name in part}, inside, gap)
        top = min(y for _, y in placed.values())
        positions |= {name: (x, y - top + floor) for name, (x, y) in placed.items()}
        floor = max(positions[name][1] + boxes[name].height for name in part) + 2 * gap[1]
        floor = _snapped(floor + GRID / 2)
    return positions


def _arranged(boxes: Mapping[str, Box], links: Sequence[Link], gap: Point) -> dict[str, Point]:
    forward = _without_cycles(list(boxes), links)
    columns = _columns(list(boxes), forward)
    cells = _cells(boxes, forward, columns)
    order = ordered(cells)
    tops = placed_rows(cells, order, gap[1], GRID)
    lefts: list[float] = []
    x = 0.0
    for column in order:
        lefts.append(x)
        x = _snapped(x + max(cells[name].width for name in column) + gap[0] + GRID / 2)
    return {name: (lefts[columns[name]], tops[name]) for name in boxes}


def _components(boxes: Mapping[str, Box], links: Sequence[Link]) -> list[dict[str, None]]:
    """The connected parts, the largest first."""
    neighbours: dict[str, list[str]] = {name: [] for name in boxes}
    for link in links:
        neighbours[link.source].append(link.target)
        neighbours[link.target].append(link.source)
    parts: list[dict[str, None]] = []
    seen: set[str] = set()
    for name in boxes:
        if name in seen:
            continue
        found, waiting = {name}, [name]
        while waiting:
            for other in neighbours[waiting.pop()]:
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        seen |= found
        parts.append({known: None for known in boxes if known in found} if len(found) > 1 else {name: None})
    return sorted(parts, key=len, reverse=True)


def _without_cycles(names: Sequence[str], links: Sequence[Link]) -> list[Link]:
    """The links with those turned round that lead back to where a search from the sources came from."""
    outgoing: dict[str, list[int]] = {name: [] for name in names}
    entered: set[str] = set()
    for number, link in enumerate(links):
        outgoing[link.source].append(number)
        entered.add(link.target)
    turned: set[int] = set()
    state: dict[str, int] = {}  # 1: on the way, 2: done
    for root in [*(name for name in names if name not in entered), *names]:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(outgoing[root]))]
        while stack:
            name, rest = stack[-1]
            number = next(rest, -1)
            if number < 0:
                state[name] = 2
                stack.pop()
                continue
            target = links[number].target
            if target not in state:
                state[target] = 1
                stack.append((target, iter(outgoing[target])))
            elif state[target] == 1:
                turned.add(number)
    return [
        Link(link.target, link.source, link.target_y, link.source_y) if number in turned else link
        for number, link in enumerate(links)
    ]


def _columns(names: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """The column of each node: one behind its last predecessor; what has none stands right before its consumer."""
    after: dict[str, list[str]] = {name: [] for name in names}
    waiting = dict.fromkeys(names, 0)
    for link in links:
        after[link.source].append(link.target)
        waiting[link.target] += 1
    columns = dict.fromkeys(names, 0)
    ready = [name for name in names if not waiting[name]]
    sources = list(ready)
    while ready:
        name = ready.pop()
        for target in after[name]:
            columns[target] = max(columns[target], columns[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for name in sources:
        if after[name]:
            columns[name] = min(columns[target] for target in after[name]) - 1
    first = min(columns.values())
    return {name: column - first for name, column in columns.items()}


def _cells(boxes: Mapping[str, Box], links: Sequence[Link], columns: Mapping[str, int]) -> dict[str, Cell]:
    """The nodes, and a place in every column between for each long link; joined from column to column."""
    cells = {name: Cell(name, columns[name], box.width, box.height) for name, box in boxes.items()}
    for number, link in enumerate(links):
        previous, offset = link.source, link.source_y
        for column in range(columns[link.source] + 1, columns[link.target]):
            name = f"{number}>{column}"  # no id of a node holds this sign
            cells[name] = Cell(name, column, 0.0, GRID, is_dummy=True)
            _join(cells, previous, name, offset, GRID / 2)
            previous, offset = name, GRID / 2
        _join(cells, previous, link.target, offset, link.target_y)
    return cells


def _join(cells: Mapping[str, Cell], source: str, target: str, source_y: float, target_y: float) -> None:
    ends = cells[source].is_dummy + cells[target].is_dummy
    main = not any(not cells[joint.other].is_dummy for joint in cells[target].left)
    weight = MAIN_LINE if not ends and main else LONG_EDGE if ends == 2 else 1.0
    cells[source].right.append(Joint(target, source_y, target_y, weight))
    cells[target].left.append(Joint(source, target_y, source_y, weight))


def _snapped(value: float) -> float:
    return round(value / GRID) * GRID
