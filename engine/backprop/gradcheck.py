"""Whether autograd is right: gradients against finite differences, of single nodes and of the loss from end to end."""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.checked import Checked, GradientCheck, Reason
from engine.backprop.entries import MOST_ENTRIES, Subject, check, gradients_for, skipped
from engine.backprop.explanation import Place
from engine.backprop.replay import Replay
from engine.backprop.stepping import port_text
from engine.backprop.walk import Read, Stop, Value
from engine.compiler.network import Network
from engine.compiler.random_state import random_state_kept

Index = tuple[int, ...]

ENTRIES_FROM_END_TO_END = 2560  # of all tensors together, as each costs two passes through the network
LEAST_ENTRIES = 8  # of each, for all that


def check_gradients(
    network: Network, inputs: Mapping[str, Tensor], nodes: Collection[str] | None = None, whole: bool = True
) -> GradientCheck:
    """Checks the gradients of one step on a batch, in float64 on the CPU, in the mode in which the network is.

    Each node alone: the gradients that it sends back for what arrives at it. Then the loss from end to end: its
    gradient for each Input and each parameter. With `nodes`, addresses as `selected` gives them, only what belongs to
    these; without `whole`, the nodes alone. Weights, buffers, gradients and torch's random state stay as they were.
    Raises what the layers raise.
    """
    with random_state_kept():
        replay = Replay(network, inputs)
        wanted = [leaf.address for leaf in network.plan.leaves if nodes is None or leaf.address in nodes]
        found: dict[str, tuple[Checked, ...]] = {}
        for address in wanted:
            stop = replay.by_address.get(address)
            found[address] = () if stop is None or stop.is_input else tuple(_of_node(replay, stop))
        loss = tuple(_of_loss(replay, frozenset(wanted))) if whole and replay.losses else ()
    return GradientCheck(found, loss)


def check_place(network: Network, inputs: Mapping[str, Tensor], place: Place) -> Checked:
    """Checks one number of a gradient: that at an output or of a parameter from the loss on, what goes back along an
    edge by its node alone.

    As `check_gradients` otherwise. Raises LookupError where there is no such gradient.
    """
    with random_state_kept():
        replay = Replay(network, inputs)
        stop = replay.by_address.get(place.address)
        if stop is None or not replay.losses:
            raise LookupError(f"no {place.quantity} at {place.address}.{place.name}")
        if place.quantity == "grad_output":
            value = (place.address, place.name)
            return _of_value(replay, value, 1, place.index)
        if place.quantity == "grad_input":
            found = list(_of_node(replay, stop, {place.name: place.index}))
        else:
            parameters = dict(stop.module.named_parameters()) if stop.module is not None else {}
            keys = {id(parameter): key for key, parameter in replay.parameters.items()}
            parameter = parameters.get(place.name)
            if parameter is None or id(parameter) not in keys:
                raise LookupError(f"no {place.quantity} at {place.address}.{place.name}")
            shown = Checked(place.address, place.name, "parameter", of=parameter.numel())
            found = [_of_parameter(replay, shown, keys[id(parameter)], parameter, 1, place.index)]
        if not found:
            raise LookupError(f"no {place.quantity} at {place.address}.{place.name}")
        return found[0]


def _of_node(replay: Replay, stop: Stop, only: Mapping[str, Index] | None = None) -> Iterator[Checked]:
    """A node alone: its backward pass for each input and each parameter; or for `only` those, at one place each."""
    given = replay.given(stop)
    groups = dict(_groups(stop))
    for group in groups.values():
        if not any(replay.is_held(stop, read) for read in group):
            given.update(dict.fromkeys(group, given[group[0]].clone().requires_grad_()))

    def outputs() -> list[Tensor]:
        return [out for out in replay.again(stop, given) if out is not None and out.is_floating_point()]

    with torch.enable_grad():
        live = replay.again(stop, given)
    ports = [port for port, out in zip(stop.ports, live, strict=True) if out is not None and out.is_floating_point()]
    floating = [out for out in live if out is not None and out.is_floating_point()]
    sum_ = _sum_of(replay, stop, ports, floating)
    parameters = dict(stop.module.named_parameters()) if stop.module is not None else {}
    # all gradients before the first entry is moved: autograd's graph holds the tensors
    gradients = gradients_for(floating, sum_.weights, [*given.values(), *parameters.values()])

    def checked(shown: Checked, tensor: Tensor, reason: Reason, exempt: tuple[int, ...] | None) -> Checked:
        reason = reason or ("by_design" if exempt is None else "")
        reason = reason or ("not_deterministic" if stop.address in replay.unsteady else "")
        if reason or exempt is None:
            return skipped(shown, reason)
        found = gradients.get(id(tensor))
        chosen = only[shown.name] if only is not None else None
        return check(Subject(shown, tensor, found, outputs, sum_.weights, sum_.scale, exempt, only=chosen))

    for name, group in groups.items():
        if only is not None and name not in only:
            continue
        tensor = given[group[0]]
        shown = Checked(stop.address, name, "input", of=tensor.numel(), arrives=sum_.arrives)
        reason: Reason = "" if tensor.requires_grad and floating else "no_derivative"
        yield checked(shown, tensor, reason if tensor.is_floating_point() else "integer", ())
    for name, parameter in parameters.items() if only is None else ():
        shown = Checked(stop.address, name, "parameter", of=parameter.numel(), arrives=sum_.arrives)
        yield checked(shown, parameter, "" if parameter.requires_grad else "frozen", _exempt([stop], parameter))


def _of_loss(replay: Replay, wanted: Collection[str]) -> Iterator[Checked]:
    """The total loss: its gradient for each Input and each parameter, through all that stands between."""
    uses: dict[int, list[tuple[str, str]]] = {}
    for leaf in replay.network.plan.leaves:
        module = replay.network.submodule(leaf) if leaf.held else None
        for name, tensor in module.named_parameters() if module is not None else ():
            uses.setdefault(id(tensor), []).append((leaf.address, name))
    chosen = [
        (key, parameter)
        for key, parameter in replay.parameters.items()
        if any(address in wanted for address, _ in uses[id(parameter)])
    ]
    inputs = [stop for stop in replay.stops if stop.is_input and stop.address in wanted]
    most = min(MOST_ENTRIES, max(LEAST_ENTRIES, ENTRIES_FROM_END_TO_END // max(1, len(inputs) + len(chosen))))
    for stop in inputs:
        yield _of_value(replay, (stop.address, stop.ports[0]), most)
    for key, parameter in chosen:
        address, name = uses[id(parameter)][0]
        yield _of_parameter(replay, Checked(address, name, "parameter", of=parameter.numel()), key, parameter, most)


def _of_value(replay: Replay, value: Value, most: int, only: Index | None = None) -> Checked:
    """The total loss as a function of a value: of an Input, or of what a node gives."""
    address, port = value
    if value not in replay.values:
        raise LookupError(f"no value at {address}.{port}")
    shown = Checked(address, port, "input", of=replay.values[value].numel())
    if not replay.values[value].is_floating_point():
        return skipped(shown, "integer")
    tensor = replay.values[value].clone().requires_grad_()
    return _through(replay, shown, tensor, value, replay.behind((), [value]), most, {value: tensor}, only=only)


def _of_parameter(
    replay: Replay, shown: Checked, key: str, parameter: Tensor, most: int, only: Index | None = None
) -> Checked:
    if not parameter.requires_grad:
        return skipped(shown, "frozen")
    users = replay.users_of(parameter)
    exempt = _exempt(users, parameter)
    if exempt is None:
        return skipped(shown, "by_design")
    return _through(replay, shown, parameter, key, replay.behind(users), most, {}, exempt, only)


def _through(
    replay: Replay,
    shown: Checked,
    tensor: Tensor,
    key: Value | str,
    stops: Sequence[Stop],
    most: int,
    moved: Mapping[Value, Tensor],
    exempt: tuple[int, ...] = (),
    only: Index | None = None,
) -> Checked:
    """The losses as a function of a tensor that all these stops depend on."""
    if not stops:
        return skipped(shown, "unreached")
    if any(stop.address in replay.unsteady for stop in stops):
        return skipped(shown, "not_deterministic")
    scale = max(abs(loss.loss_weight) for loss in replay.losses) or 1.0
    weights = [torch.tensor(loss.loss_weight / scale, dtype=torch.float64) for loss in replay.losses]
    gradient = replay.gradients.get(key)

    def losses() -> list[Tensor]:
        return replay.losses_again(stops, moved)

    found = gradient / scale if gradient is not None else None
    return check(Subject(shown, tensor, found, losses, weights, scale, exempt, most, only))


@dataclass(frozen=True)
class _Sum:
    """The sum of a node's outputs of which the gradient is checked: its weights, the largest about 1 after `scale`."""

    weights: list[Tensor]
    scale: float = 1.0
    arrives: bool = True


def _sum_of(replay: Replay, stop: Stop, ports: Iterable[str], outputs: Sequence[Tensor]) -> _Sum:
    """The gradients that arrive in this step; random numbers where none does, or none that tells anything."""
    arriving = [replay.gradient_at(stop, port) for port in ports]
    sizes = [float(found.abs().max()) for found in arriving if found is not None and found.numel()]
    scale = max(sizes, default=0.0)
    if scale and all(map(math.isfinite, sizes)):
        pairs = zip(arriving, outputs, strict=True)
        return _Sum([torch.zeros_like(out) if found is None else found / scale for found, out in pairs], scale)
    generator = torch.Generator().manual_seed(zlib.crc32(stop.address.encode()))
    drawn = [torch.randn(out.shape, generator=generator, dtype=torch.float64) for out in outputs]
    return _Sum(drawn, arrives=False)


def _groups(stop: Stop) -> Iterator[tuple[str, tuple[Read, ...]]]:
    """The edges that are moved together, by their names: each alone, but for a layer that asks whether two bring one
    object, as attention does."""
    layer = stop.leaf.step.layer
    for reads in stop.reads_by_origin.values():
        for group in [reads] if layer is not None and layer.asks_identity else [(read,) for read in reads]:
            yield ", ".join(port_text(stop.leaf, read.port, read.index) for read in group), group


def _exempt(users: Iterable[Stop], parameter: Tensor) -> tuple[int, ...] | None:
    """The rows of a parameter in which some layer's gradient is on purpose not the derivative; None for all."""
    rows: set[int] = set()
    for stop in users:
        layer = stop.leaf.step.layer
        for name, own in stop.module.named_parameters() if stop.module is not None else ():
            adjusted = layer.adjusted_gradients.get(name, ()) if layer is not None else ()
            if own is parameter and adjusted is None:
                return None
            rows |= set(adjusted or ()) if own is parameter else set()
    return tuple(sorted(rows))
