"""The layer kind that code becomes: its text is printed into the network as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.layers.layer import Arguments, ModuleLayer, Port, Received
from engine.layers.parameters import Parameter
from engine.own_code.ports import Returned

CATEGORY = "code"


class OwnLayer(ModuleLayer):
    """A layer whose code stands in the project; what it really does only torch can tell."""

    draws_random = True  # it may
    asks_identity = True  # it may
    drops_batch = True
    written: ClassVar[str] = ""  # the text as it stands in the project

    def constructor(self, received: Received) -> str | None:
        texts = [f"{name}={value!r}" for name, value in self.values.items() if self._is_given(name)]
        return f"{self.kind()}({', '.join(texts)})"

    def _is_given(self, name: str) -> bool:
        return self.parameters[name].required or self.values[name] != self.parameters[name].default


class OwnFunction(OwnLayer):
    """A layer that is a function, or an expression: it holds nothing.

    It is called by a name that no node can have: in `forward`, a node's id is a variable.
    """

    called: ClassVar[str] = ""

    def constructor(self, received: Received) -> str | None:
        return None

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        applied = super().call(self.called, arguments, wired)
        fields = "".join(f", {name}={value!r}" for name, value in self.values.items() if self._is_given(name))
        return f"{applied[:-1]}{fields})".replace("(, ", "(", 1)


_BASES: Mapping[bool, type[OwnLayer]] = {True: OwnLayer, False: OwnFunction}


def make_kind(
    name: str,
    text: str,
    is_class: bool,
    fields: Mapping[str, Parameter[Any]],
    inputs: tuple[Port, ...],
    returned: Returned,
    words: str,
    written: str,
    shift: int = 0,
    called: str = "",
) -> type[OwnLayer]:
    """The kind of this name, as the catalogue holds those of its own."""
    unpack = ", ".join(f"{{{port}}}" for port in returned.names)
    if returned.is_tuple and len(returned.names) == 1:
        unpack += ","
    parts: dict[str, Any] = {
        "__doc__": words,
        "inputs": inputs,
        "outputs": returned.names,
        "unpack": unpack,
        "own_text": text,
        "written": written,
        "called": called,
        "own_shift": shift,
    }
    made: type[OwnLayer] = type(name, (_BASES[is_class],), parts)
    made.parameters = dict(fields)
    made.category = CATEGORY
    return made
