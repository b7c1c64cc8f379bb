"""Every other layer of torch.nn, offered through its signature: kinds made from a table that is written at release.

The table (`resources/torch_layers.json`, by `make table`) spares the palette torch. What such a kind prints, and how
shapes are found, is as for any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from engine.layers.layer import Arguments, ModuleLayer, Port, Received
from engine.layers.parameters import Bool, Choice, Float, Floats, Int, Ints, Parameter, Size
from engine.layers.reach import Reach, Reaches, closed_axes, padded_axes, same_places, window
from engine.layers.tensor_type import TensorType

TABLE = Path(__file__).resolve().parents[2] / "resources" / "torch_layers.json"

_TYPES: Mapping[str, Callable[..., Parameter[Any]]] = {
    "bool": Bool, "choice": Choice, "float": Float, "floats": Floats, "int": Int, "ints": Ints, "size": Size,
}  # fmt: skip


class _FromTable(ModuleLayer):
    """A layer of torch.nn whose declaration is a line of the table."""

    sized_by: ClassVar[Mapping[str, int]] = {}  # an argument that is worked out -> the axis that it is the size of
    always_given: ClassVar[Mapping[str, object]] = {}
    together: ClassVar[tuple[str, ...]] = ()  # inputs that are handed over as one tuple

    def worked_out(self, received: Received) -> dict[str, object]:
        return {name: received.size(self.inputs[0].name, axis) for name, axis in self.sized_by.items()}

    def fixed(self, received: Received) -> dict[str, object]:
        return dict(self.always_given)

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        if not any(arguments[port] for port in self.together):
            return super().call(module, arguments, wired)
        tupled = ", ".join(arguments.one(port) for port in self.together if arguments[port])
        return f"{module}({arguments.one(self.inputs[0].name)}, ({tupled}))"

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        """What torch's signatures do not tell; a kind that is missing here sees the whole."""
        name, spatial = self.kind(), len(entering.shape) - 2
        if name.startswith(("Dropout", "FeatureAlphaDropout", "InstanceNorm")):
            return same_places(entering, leaving)
        if name in ("ChannelShuffle", "LocalResponseNorm"):
            return same_places(entering, leaving, mixed=(1,))
        if "Pad" in name:
            return padded_axes(_for_each(self.values["padding"], 2 * spatial), entering)
        if name.startswith("LPPool"):
            kernels = _for_each(self.values["kernel_size"], spatial)
            strides = _for_each(self.values["stride"] or kernels, spatial)
            pairs = zip(kernels, strides, strict=True)
            return {1: Reach(1)} | {axis: window(axis, *sizes, 0, 1) for axis, sizes in enumerate(pairs, start=2)}
        if name == "PixelUnshuffle":
            side = _for_each(self.values["downscale_factor"], 1)[0]
            return {axis: window(axis, side, side, 0, 1) for axis in (2, 3)}
        if name == "CosineSimilarity":
            return closed_axes(_for_each(self.values["dim"], 1), entering)
        if name == "PairwiseDistance":
            return closed_axes((-1,), entering, keepdim=bool(self.values["keepdim"]))
        return {}


def _for_each(value: object, count: int) -> tuple[int, ...]:
    """One number for each of several places, of which one may stand for all."""
    return tuple(value) if isinstance(value, tuple | list) else (int(str(value)),) * count


def _parameter(name: str, value: Mapping[str, Any]) -> Parameter[Any]:
    options = {key: item for key, item in value.items() if key not in ("type", "default")}
    if isinstance(options.get("initial"), list):
        options["initial"] = tuple(options["initial"])
    return _TYPES[value["type"]](value.get("default"), **options)


def _kind(name: str, value: Mapping[str, Any]) -> type[_FromTable]:
    parts: dict[str, Any] = {
        "__doc__": f"{value['summary']} See torch.nn.{name}.",
        "__module__": __name__,
        "inputs": tuple(Port(**{**port, "dims": tuple(port.get("dims", ()))}) for port in value["inputs"]),
        "outputs": tuple(value["outputs"]),
        "unpack": ", ".join(f"{{{port}}}" for port in value["outputs"]),
        "draws_random": value.get("random", False),
        "asks_identity": value.get("identity", False),
        "derived": frozenset(value["worked_out"]),
        "sized_by": value["worked_out"],
        "always_given": value.get("fixed", {}),
        "together": tuple(value.get("together", ())),
        **{key: _parameter(key, item) for key, item in value["parameters"].items()},
    }
    return type(name, (_FromTable,), parts)


globals().update({name: _kind(name, value) for name, value in json.loads(TABLE.read_text(encoding="utf-8")).items()})
