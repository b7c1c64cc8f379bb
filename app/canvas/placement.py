"""Where nodes stand, without Qt: the tidy layout of a page, and a place for those that have none yet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf

from app.canvas.frames import WIDTH, frame_of
from app.canvas.layout import GAP_X, GAP_Y, GRID, Box, Link, Point, arrange
from engine.graph.graph import Graph, make_graph
from engine.graph.ordering import in_port_order
from engine.graph.ports import Interfaces
from engine.project.change import Change
from engine.project.edits import move
from engine.project.project import Project

STEP = WIDTH + GAP_X  # from one column to the next


def tidy(project: Project, page: str, interfaces: Interfaces, nodes: Iterable[str] = ()) -> Change:
    """Arranges a page, or these nodes of it; the top left corner of what is arranged stays where it is."""
    graph = project.page(page)
    chosen = {node: graph.nodes[node] for node in nodes if node in graph.nodes}
    if chosen:
        edges = [edge for edge in graph.edges if edge.source.node in chosen and edge.target.node in chosen]
        graph = make_graph(chosen.values(), edges)
    arranged = laid_out(graph, interfaces)
    present = [point for node, point in project.positions(page).items() if node in arranged]
    if present:
        left, top = min(x for x, _ in present), min(y for _, y in present)
        arranged = {node: (x + snapped(left), y + snapped(top)) for node, (x, y) in arranged.items()}
    return replace(move(project, page, arranged), code="tidy")


def laid_out(graph: Graph, interfaces: Interfaces) -> dict[str, Point]:
    """The tidy place of every node; room is left for what cards show while training."""
    frames = {node: frame_of(graph.nodes[node], graph, interfaces) for node in _in_drawing_order(graph, interfaces)}
    links = []
    for node, frame in frames.items():
        for edge in in_port_order(graph.into(node), graph, interfaces):
            source = frames[edge.source.node].output(edge.source.port) if edge.source.node in frames else None
            target = frame.input(edge.target)
            if source is not None and target is not None:
                links.append(Link(edge.source.node, node, source.y, target.y))
    return arrange({node: Box(WIDTH, frame.tallest) for node, frame in frames.items()}, links)


def _in_drawing_order(graph: Graph, interfaces: Interfaces) -> Iterable[str]:
    """The nodes from the ends back to the inputs, in the order of ports, equals by id.

    So the picture does not depend on the order of drawing. The order of execution would do as well, but networkx,
    which it stands on, takes 0.1 s to import, and the first picture of the window is waiting.
    """
    found: dict[str, None] = {}
    ends = sorted(node for node in graph.nodes if not graph.out_of(node))
    for end in [*ends, *sorted(graph.nodes)]:
        waiting = [end]
        while waiting:
            node = waiting.pop()
            if node not in found and node in graph.nodes:
                found[node] = None
                waiting += [edge.source.node for edge in reversed(in_port_order(graph.into(node), graph, interfaces))]
    return found


def completed(graph: Graph, interfaces: Interfaces, placed: Mapping[str, Point]) -> dict[str, Point]:
    """A place for every node: what is placed stays, the others stand where a tidy layout puts them beside it."""
    kept = {node: placed[node] for node in graph.nodes if node in placed}
    if len(kept) == len(graph.nodes):
        return kept
    arranged = laid_out(graph, interfaces)
    shift_x = shift_y = 0.0
    if kept:
        shift_x = snapped(sum(x - arranged[node][0] for node, (x, _) in kept.items()) / len(kept))
        shift_y = snapped(sum(y - arranged[node][1] for node, (_, y) in kept.items()) / len(kept))
    taken = list(kept.values())
    for node, (x, y) in arranged.items():
        if node not in kept:
            kept[node] = (x + shift_x, y + shift_y)
            if taken:
                kept[node] = free_place(taken, kept[node])
                taken.append(kept[node])
    return kept


def free_place(taken: Iterable[Point], wanted: Point, height: float = 96.0) -> Point:
    """The place at or below the wanted one where a card covers no other."""
    x, y = snapped(wanted[0]), snapped(wanted[1])
    column = sorted(top for left, top in taken if abs(left - x) < WIDTH + GRID)
    for top in column:
        if top - height - GAP_Y / 2 < y < top + height + GAP_Y / 2:
            y = snapped(top + height + GAP_Y)
    return x, y


def free_shift(
    taken: Iterable[Point], places: Iterable[Point], start: Point = (0.0, 0.0), height: float = 96.0
) -> Point:
    """How far cards are moved so that they cover none of those that stand there: from `start` on, straight down."""
    standing = sorted(taken)
    barred: list[tuple[float, float]] = []  # stretches of the way down on which a card would cover another one
    for x, y in places:
        left, top = x + start[0], y + start[1]
        first = bisect_right(standing, (left - WIDTH - GRID, inf))
        last = bisect_left(standing, (left + WIDTH + GRID, -inf))
        reach = height + GAP_Y / 2
        barred += [(other - top - reach, other - top + reach) for _, other in standing[first:last]]
    down = 0.0
    for begin, end in sorted(barred):
        if begin < down < end:
            down = snapped(end + GRID / 2)
    return start[0], start[1] + down


def room_between(places: Mapping[str, Point], left: str, right: str) -> tuple[Point, dict[str, Point]]:
    """The place for a new card between two others, and where the cards go that make room for it."""
    before, after = places[left], places[right]
    step = min(STEP, max(WIDTH + GRID, after[0] - before[0]))  # where cards stand closer, so does the new one
    at = (snapped(before[0] + step), snapped((before[1] + after[1]) / 2))
    missing = at[0] + step - after[0]
    shifted = {name: (x + missing, y) for name, (x, y) in places.items() if x >= after[0] and name != left}
    if missing <= 0 or after[0] <= before[0]:  # there is room, or the edge leads back: then nothing moves
        shifted = {}
    return free_place({**places, **shifted}.values(), at), shifted


def snapped(value: float) -> float:
    return round(value / GRID) * GRID
