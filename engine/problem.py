"""What can be wrong, as a value: a code, its arguments, and the place on the graph.

The engine never speaks English in passing. It names a code and hands over arguments: names, numbers, and where words
are needed phrases. The sentences stand in `texts`, so that the window can translate them and the command line can
print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.texts import TEXTS
from engine.texts.phrase import Shown, Translate, english

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Remedy:
    """A repair that can be offered as one click: a code and what it needs to know."""

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is wrong, and what to do about it.

    `node` is an address (`encoder.0.attention`), `port` and `parameter` name the place on that node.
    A code that is missing from the table of texts raises KeyError at once, not when it is shown.
    """

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    node: str | None = None
    port: str | None = None
    parameter: str | None = None
    remedies: tuple[Remedy, ...] = ()

    def __post_init__(self) -> None:
        if self.code not in TEXTS:
            raise KeyError(f"problem code {self.code!r} has no text")

    @property
    def message(self) -> str:
        """The English sentence: what was expected and what came."""
        return self.message_in(english)

    @property
    def hint(self) -> str:
        """What to do, in English; empty where there is no text, or no value for what it names."""
        return self.hint_in(english)

    def message_in(self, translate: Translate) -> str:
        """What was expected and what came, in another language: its text, and the phrases among the arguments."""
        return translate(TEXTS[self.code].message).format_map(Shown(self.arguments, translate))

    def hint_in(self, translate: Translate) -> str:
        """What to do, in another language; empty where the text speaks of something not known here."""
        hint = TEXTS[self.code].hint
        known = {name: value for name, value in self.arguments.items() if value != ""}
        try:
            return translate(hint).format_map(Shown(known, translate)) if hint else ""
        except KeyError:
            return ""

    def at(self, node: str) -> Problem:
        """The same problem on the node with this address."""
        return replace(self, node=node)

    def inside(self, prefix: str) -> Problem:
        """The same problem seen from outside a block: its address gains the prefix."""
        return replace(self, node=f"{prefix}.{self.node}" if self.node else prefix)

    def as_warning(self) -> Problem:
        return replace(self, severity="warning")

    def __str__(self) -> str:
        place = f"node {self.node}: " if self.node else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


class ProblemError(Exception):
    """Raised where work cannot go on; carries every problem that stands in the way."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems

    @property
    def problem(self) -> Problem:
        return self.problems[0]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that keep the graph from running."""
    return [problem for problem in problems if problem.severity == "error"]
