"""Where the numbers of a recorded step stand: the tensor behind a quantity, and the number at a place."""

from __future__ import annotations

from torch import Tensor

from engine.backprop.explanation import Place, Quantity
from engine.backprop.inside.opening import gradients_inside, values_inside
from engine.backprop.recording import Recording
from engine.backprop.stepping import dense, port_text
from engine.backprop.walk import Read, Stop


def tensor_at(recording: Recording, quantity: Quantity, address: str, name: str) -> Tensor | None:
    """The tensor that holds a quantity of a node; None where there is none, or the step did not come so far."""
    one = recording.computed.get(address)
    if one is None:
        return None
    sent = recording.backward.get(address)
    match quantity:
        case "output":
            return one.values.get(name)
        case "input":
            read = read_at(one.stop, name)
            return one.cuts[read.origin].detach() if read is not None else None
        case "grad_output":
            return sent.grad_outputs.get(name) if sent is not None else None
        case "grad_input":
            return sent.grad_inputs.get(name) if sent is not None else None
        case "grad_parameter":
            return sent.grad_parameters.get(name) if sent is not None else None
        case "parameter":
            return recording.parameter(address, name)
        case "gradient":
            updated = recording.update.get(recording.keys_of(address).get(name, ""))
            return dense(updated.gradient) if updated is not None else None
        case "clipped":
            updated = recording.update.get(recording.keys_of(address).get(name, ""))
            return updated.clipped if updated is not None else None
        case "after":
            updated = recording.update.get(recording.keys_of(address).get(name, ""))
            return updated.after if updated is not None else None
        case "inside":
            return values_inside(recording, address).get(name)
        case "grad_inside":
            return gradients_inside(recording, address).get(name)


def number_at(recording: Recording, place: Place) -> float:
    """The number at a place. Raises LookupError where there is none."""
    tensor = tensor_at(recording, place.quantity, place.address, place.name)
    if tensor is None:
        raise LookupError(f"no {place.quantity} at {place.address}.{place.name}")
    return float(tensor[place.index])


def read_at(stop: Stop, name: str) -> Read | None:
    """The edge that ends at an input, by its name or `input[0]`."""
    return next((read for read in stop.reads if port_text(stop.leaf, read.port, read.index) == name), None)


def readers_of(recording: Recording, address: str, port: str) -> list[tuple[Stop, Read]]:
    """The edges that leave an output as it is drawn, in order of execution."""
    return [
        (one.stop, read)
        for one in recording.computed.values()
        for read in one.stop.reads
        if read.value == (address, port)
    ]
