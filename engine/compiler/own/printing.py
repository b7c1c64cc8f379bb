"""Prints the project's own code into the source of a network, as it was written, and keeps count of its lines."""

from __future__ import annotations

from engine.compiler.plan import Plan
from engine.layers.layer import Layer
from engine.own_code.reading import names_in


class OwnTexts:
    """The codes that a network uses, each once."""

    def __init__(self, plan: Plan) -> None:
        used = [leaf.step.layer for leaf in plan.leaves if leaf.held and leaf.step.layer is not None]
        self._layers: dict[str, Layer] = {layer.kind(): layer for layer in used if layer.own_text}
        self.lines: dict[int, int] = {}  # of the source -> of the code, once it is printed

    @property
    def names(self) -> set[str]:
        """What they define, and nothing else may be called."""
        return names_in(layer.own_text for layer in self._layers.values())

    def printed(self, after: int) -> list[str]:
        """The lines, to stand after so many of the source."""
        lines: list[str] = []
        for layer in self._layers.values():
            lines += ["", ""]
            text = layer.own_text
            shift = len(text) - len(text.lstrip("\n")) - layer.own_shift  # empty lines at the top are not printed
            own = text.strip("\n").split("\n")
            self.lines |= {after + len(lines) + number: number + shift for number in range(1, len(own) + 1)}
            lines += own
        return lines
