"""Python names for values, as the printed source needs them."""

from __future__ import annotations

from engine.graph.graph import PortRef


class Names:
    """Python names for the values of one method; ids keep their name wherever they can."""

    def __init__(self, reserved: set[str]) -> None:
        self._taken = set(reserved)
        self._known: dict[PortRef, str] = {}

    def of(self, ref: PortRef) -> str:
        return self._known[ref]

    def bind(self, ref: PortRef, wanted: str) -> str:
        name = ref.node if wanted == ref.node else self.fresh(wanted)
        self._known[ref] = name
        return name

    def alias(self, ref: PortRef, other: PortRef) -> None:
        self._known[ref] = self._known[other]

    def fresh(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name
