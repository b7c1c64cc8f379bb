"""Every layer kind there is, by name, in the order of the palette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType

from engine.layers.layer import Layer, Port

CATEGORIES = (
    "data",
    "linear",
    "convolution",
    "pooling",
    "normalization",
    "dropout",
    "activation",
    "recurrent",
    "attention",
    "shape",
    "merge",
    "maths",
    "loss",
    "more_of_torch",
)


class Catalogue(Mapping[str, type[Layer]]):
    """Layer kinds by name; their order is the order in which they are offered."""

    def __init__(self, kinds: Iterable[type[Layer]]) -> None:
        self._kinds = {kind.kind(): kind for kind in kinds}

    def __getitem__(self, name: str) -> type[Layer]:
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    @property
    def by_category(self) -> Mapping[str, tuple[type[Layer], ...]]:
        """The kinds of each category, both in their order."""
        groups: dict[str, list[type[Layer]]] = {}
        for kind in self._kinds.values():
            groups.setdefault(kind.category, []).append(kind)
        return {category: tuple(kinds) for category, kinds in groups.items()}

    def nearest(self, name: str) -> str:
        """The kind whose name is most like this one; empty where none is."""
        names = {kind.lower(): kind for kind in self._kinds}
        return names[near[0]] if (near := get_close_matches(name.lower(), names, n=1)) else ""

    def describe(self) -> dict[str, object]:
        """What can be drawn, as plain data: for each kind its category, parameters and ports."""
        return {name: _describe(kind) for name, kind in self._kinds.items()}


@cache
def catalogue() -> Catalogue:
    """All kinds of the category files: every class of a layer in them whose name has no underscore in front."""
    modules = (import_module(f"engine.layers.{category}") for category in CATEGORIES)
    return Catalogue(kind for module in modules for kind in _kinds_in(module))


def _kinds_in(module: ModuleType) -> Iterator[type[Layer]]:
    for name, value in vars(module).items():
        is_kind = isinstance(value, type) and issubclass(value, Layer) and not name.startswith("_")
        if is_kind and value.__module__ == module.__name__:
            yield value


def _describe(kind: type[Layer]) -> dict[str, object]:
    return {
        "category": kind.category,
        "summary": kind.summary_line(),
        "parameters": {name: parameter.describe() for name, parameter in kind.parameters.items()},
        "worked_out": sorted(kind.derived),
        "ports": {"inputs": [_describe_port(port) for port in kind.inputs], "outputs": list(kind.outputs)},
    }


def _describe_port(port: Port) -> dict[str, object]:
    entry: dict[str, object] = {"name": port.name, "accepts": port.accepts, "required": port.required}
    if port.dims:
        entry["dimensions"] = list(port.dims)
    elif port.at_least:
        entry["dimensions_at_least"] = port.at_least
    if port.variadic:
        entry["variadic"] = True
    if port.falls_back_to:
        entry["default"] = port.falls_back_to
    return entry
