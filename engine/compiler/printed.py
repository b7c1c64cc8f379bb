"""What printing a plan gives: the text of a network, and how to call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.graph.graph import PortRef


@dataclass(frozen=True)
class Source:
    """The text of a network, and how to call it.

    `forward_inputs` are the Input nodes that `forward` takes, in order. `loss` takes the values `crossing`, which stand
    at the places `handed` among what `forward` returns (what the method `trunk` returns, where there is one), and then
    the Input nodes `loss_inputs`. `lines` gives the address of the node that stands in a line of the text, `own_lines`
    for a line of the project's own code its number in that code.
    """

    text: str
    class_name: str
    forward_inputs: tuple[str, ...]
    returned: tuple[PortRef, ...]
    crossing: tuple[PortRef, ...]
    handed: tuple[int, ...]
    trunk: str
    loss_inputs: tuple[str, ...]
    has_loss: bool
    lines: Mapping[int, str] = field(default_factory=dict)
    own_lines: Mapping[int, int] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """The name under which the text is registered, so that a traceback shows its lines."""
        return f"<chainrule {self.class_name} {hash(self.text) & 0xFFFFFF:06x}>"

    def line_of(self, address: str) -> str:
        """The line that computes a node of the main page, or the block in which the node lies; empty without one."""
        node = address.partition(".")[0]
        number = max((number for number, found in self.lines.items() if found == node), default=0)
        return self.text.split("\n")[number - 1].strip() if number else ""
