"""Checks that several kinds share, in our own words: axes, the batch, sizes that must fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.layers.remedies import insert
from engine.layers.tensor_type import BatchDim, Dim, TensorType
from engine.problem import Problem, Remedy


def axis_at(dim: int, count: int) -> int | None:
    """The axis counted from 0, or None where a value of so many dimensions has no such axis."""
    return dim % count if -count <= dim < count else None


def as_tuple(value: int | Sequence[int] | None) -> tuple[int, ...]:
    """One number or several, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(value)


def missing_axis(dim: int, received: TensorType, parameter: str, extra: int = 0) -> Problem | None:
    """A problem where the value has no such axis; `extra` counts axes that are about to be added."""
    count = len(received.shape) + extra
    if axis_at(dim, count) is not None:
        return None
    arguments = {"name": parameter, "axis": dim, "received": received.told, "first": -count, "last": count - 1}
    return Problem("axis_missing", arguments, parameter=parameter)


def touches_batch(dim: int, received: TensorType, parameter: str, extra: int = 0) -> Problem | None:
    """A problem where the axis is the batch, which must stay where it is and on its own."""
    if received.has_batch_first and axis_at(dim, len(received.shape) + extra) == 0:
        arguments = {"name": parameter, "axis": dim, "received": received.told}
        return Problem("axis_is_batch", arguments, parameter=parameter)
    return None


def own_axes(dims: Sequence[int], received: TensorType, parameter: str, extra: int = 0) -> Iterator[Problem]:
    """Problems with axes that must exist, differ, and not be the batch."""
    for dim in dims:
        problem = missing_axis(dim, received, parameter, extra) or touches_batch(dim, received, parameter, extra)
        if problem:
            yield problem
            return
    yield from repeated_axis(dims, received, parameter)


def repeated_axis(dims: Sequence[int], received: TensorType, parameter: str) -> Iterator[Problem]:
    if len({axis_at(dim, len(received.shape)) for dim in dims}) < len(dims):
        yield Problem("axis_repeated", {"name": parameter, "received": list(dims)}, parameter=parameter)


def unlike_batch_axis(dim: int, received: TensorType, parameter: str) -> Iterator[Problem]:
    """A missing axis is an error; reducing or normalizing over the batch is allowed, and worth a warning."""
    problem = missing_axis(dim, received, parameter)
    if problem:
        yield problem
    elif isinstance(received.shape[dim], BatchDim):
        arguments = {"name": parameter, "axis": dim, "received": received.told}
        yield Problem("axis_mixes_samples", arguments, "warning", parameter=parameter)


def fitting(first: Dim, second: Dim) -> bool:
    """Whether two sizes can stand at the same place of an elementwise operation."""
    return first == second or first == 1 or second == 1


def broadcast(types: Sequence[TensorType]) -> tuple[Dim, ...] | None:
    """The shape of an elementwise result; None where the shapes do not fit, or the batch would meet another axis."""
    count = max(len(type_.shape) for type_ in types)
    result: list[Dim] = [1] * count
    for type_ in types:
        for axis, dim in enumerate(type_.shape, count - len(type_.shape)):
            if not fitting(result[axis], dim):
                return None
            result[axis] = dim if result[axis] == 1 else result[axis]
    batches = sum(isinstance(dim, BatchDim) for dim in result)
    return None if batches > max(_batches(type_) for type_ in types) else tuple(result)


def _batches(type_: TensorType) -> int:
    return sum(isinstance(dim, BatchDim) for dim in type_.shape)


def elementwise(types: Sequence[TensorType], port: str) -> Iterator[Problem]:
    """A problem for the first value that does not fit to those before it."""
    for index in range(1, len(types)):
        if broadcast(types[: index + 1]) is None:
            arguments = {"first": types[0].told, "second": types[index].told}
            yield Problem("shapes_do_not_fit", arguments, port=port)
            return


def same_shape(first: TensorType, second: TensorType, port: str) -> Problem | None:
    """A problem where two shapes differ; the remedy is an Unsqueeze or Squeeze where only an axis of one does."""
    if first.shape == second.shape:
        return None
    remedies: tuple[Remedy, ...] = ()
    if first.shape == (*second.shape, 1):
        remedies = (insert("Unsqueeze", port, dim=-1),)
    elif (*first.shape, 1) == second.shape:
        remedies = (insert("Squeeze", port, dim=-1),)
    arguments: dict[str, object] = {"expected": first.told, "received": second.told}
    if remedies:
        arguments["kind"] = remedies[0].arguments["kind"]
    return Problem("target_shape", arguments, port=port, remedies=remedies)


def divides(name: str, value: int, what: str, count: int) -> Problem | None:
    """A problem where a parameter does not divide a number that it must split into even parts."""
    if count % value == 0:
        return None
    arguments = {"name": name, "received": value, "what": what, "count": count, "choices": _divisors(count)}
    return Problem("does_not_divide", arguments, parameter=name)


def _divisors(count: int, most: int = 8) -> list[int]:
    return [number for number in range(1, min(count, 4096) + 1) if count % number == 0][:most]


def class_targets(scores: TensorType, target: TensorType) -> Iterator[Problem]:
    """Problems with a target that is not one class number for each place of the scores."""
    expected = TensorType((scores.shape[0], *scores.shape[2:]), target.dtype)
    if target.shape == expected.shape:
        return
    squeezed = target.shape == (*expected.shape, 1)
    remedies = (insert("Squeeze", "target", dim=-1),) if squeezed else ()
    arguments = {"expected": expected.told, "scores": scores.told, "received": target.told}
    yield Problem("target_classes", arguments, port="target", remedies=remedies)
