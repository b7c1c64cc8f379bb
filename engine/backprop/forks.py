"""Where a view may stand in an edge, to tell its share of a gradient apart, without changing a bit of the sum.

Floating-point addition depends on its order. autograd adds what comes back to a value in the reverse order of the
operations that used it. A view of its own for one edge keeps that order as long as the node behind the edge uses the
value in a single operation; a node that uses it in several (`x + f(x)` inside a TransformerEncoderLayer) would have
its parts added together first. With two parts in all, the order does not matter. Such a node gets no view; it is run
once more by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.backprop.trial import try_out
from engine.backprop.walk import EdgeEnd, Read, Stop, Value

Edge = tuple[Stop, Read]


def end_of(stop: Stop, read: Read) -> EdgeEnd:
    """Where an edge ends, in plain names."""
    return stop.address, read.port, read.index


def edges_from(stops: tuple[Stop, ...]) -> Mapping[Value, list[Edge]]:
    """The edges that leave each value as it is drawn."""
    found: dict[Value, list[Edge]] = {}
    for stop in stops:
        for read in stop.reads:
            found.setdefault(read.value, []).append((stop, read))
    return found


def users_of(stops: tuple[Stop, ...]) -> Mapping[Value, list[Edge]]:
    """The edges through which a tensor enters a computation, by its origin; who hands it on does not count."""
    found: dict[Value, list[Edge]] = {}
    for stop in stops:
        handed_on = {id(read) for read in stop.passed.values()}
        for read in stop.reads:
            if id(read) not in handed_on:
                found.setdefault(read.origin, []).append((stop, read))
    return found


def told_apart(stops: tuple[Stop, ...]) -> tuple[frozenset[EdgeEnd], frozenset[str]]:
    """How the users of one tensor are told apart: edges that may have a view of their own, and the addresses of
    the stops that may have none and must be run by themselves."""
    found: set[EdgeEnd] = set()
    repeated: set[str] = set()
    uses: dict[str, Mapping[Read, int]] = {}
    for users in users_of(stops).values():
        if len(users) < 2:
            continue
        for stop, _ in users:
            if stop.address not in uses:
                uses[stop.address] = _uses(stop)
        total = sum(uses[stop.address][read] for stop, read in users)
        for stop, read in users:
            alone = len(stop.reads_by_origin[read.origin]) == 1
            apart_is_exact = uses[stop.address][read] == 1 and (alone or total == 2)
            needs_one_object = not alone and stop.leaf.step.layer is not None and stop.leaf.step.layer.asks_identity
            if apart_is_exact and not needs_one_object:
                found.add(end_of(stop, read))
            elif uses[stop.address][read]:
                repeated.add(stop.address)
    return frozenset(found), frozenset(repeated)


def _uses(stop: Stop) -> Mapping[Read, int]:
    places = [(read.port, read.index) for read in stop.reads]
    tried = try_out(stop.leaf.step, stop.module, stop.apply, places, stop.like)
    return dict(zip(stop.reads, tried.uses, strict=True))
