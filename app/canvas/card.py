"""What a card says: worked out from the node and its step of the plan, and compared before anything is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.canvas.frames import Frame, ends_graph, frame_of
from app.pictures.as_text import shape_text
from app.translation import problem_hint, problem_message
from engine.compiler.plan import Plan, Step
from engine.graph.graph import Graph, Node
from engine.graph.ports import Interfaces
from engine.layers.layer import Layer, LossLayer
from engine.layers.tensor_type import TensorType
from engine.problem import Problem, ProblemError

TOOLTIP_WIDTH = 72  # letters

State = Literal["right", "warning", "wrong"]


@dataclass(frozen=True)
class Card:
    """The texts of a card, its ports and its state."""

    title: str
    kind: str
    words: str
    shape: str
    category: str
    frame: Frame
    state: State = "right"
    lines: tuple[str, ...] = ()
    is_loss: bool = False


@dataclass(frozen=True)
class Reading:
    """All that cards are made from: one page of a project, its plan if there is one, and the columns' titles."""

    graph: Graph
    interfaces: Interfaces
    plan: Plan | None
    problems: Mapping[str, tuple[Problem, ...]]
    titles: Mapping[str, str]

    def step(self, node: str) -> Step | None:
        """The node's step, as long as the plan is that of this very node."""
        step = self.plan.by_id.get(node) if self.plan is not None else None
        return step if step is not None and step.node.of == self.graph.nodes[node].of else None

    def type_at(self, node: str, port: str) -> TensorType | None:
        """What is known of the value at an output."""
        step = self.step(node) if node in self.graph.nodes else None
        return step.outputs.get(port) if step is not None else None


def problems_by_node(plan: Plan | None) -> dict[str, tuple[Problem, ...]]:
    """The problems of a plan by the node of its page; those inside a block belong to the node that uses it."""
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in plan.all_problems if plan is not None else ():
        node = (problem.node or "").partition(".")[0]
        found[node] = (*found.get(node, ()), problem)
    return found


def card_of(node: Node, reading: Reading) -> Card:
    """The card of a node."""
    shown = _shown_node(node, reading.graph)
    kind = reading.interfaces.kind(shown)
    step = reading.step(node.id)
    problems = reading.problems.get(node.id, ())
    problems = tuple(problem for problem in problems if problem.code != "code_pending")  # in a moment it is known
    wrong = [problem for problem in problems if problem.severity == "error"]
    return Card(
        title=node.title or node.id,
        kind=_kind_text(node, shown),
        words=_words(node, shown, kind, step, reading.titles),
        shape=_shape(step) if not ends_graph(node, reading.graph, reading.interfaces) else "",
        category=kind.category if kind is not None else "block",
        frame=frame_of(node, reading.graph, reading.interfaces),
        state="wrong" if wrong else "warning" if problems else "right",
        lines=_lines(wrong),
        is_loss=kind is not None and issubclass(kind, LossLayer),
    )


def tooltip_of(node: Node, card: Card, reading: Reading) -> str:
    """Everything that the card says in short: names in full, every output's shape, problems and what to do."""
    parts = [f"{card.title} · {card.kind}", card.words]
    step = reading.step(node.id)
    for port, type_ in (step.outputs if step is not None else {}).items():
        parts.append(f"{port}: {type_} {type_.dtype}")
    for problem in reading.problems.get(node.id, ()):
        hint = problem_hint(problem)
        parts.append(f"\n{problem_message(problem)}" + (f"\n→ {hint}" if hint else ""))
    return "\n".join(fill(line, TOOLTIP_WIDTH) for part in parts if part for line in part.split("\n"))


def _shown_node(node: Node, graph: Graph) -> Node:
    """The node whose layer this is: another one where it is shared."""
    return graph.nodes.get(node.of, node) if node.role == "share" else node


def _kind_text(node: Node, shown: Node) -> str:
    if node.repeat > 1:
        return f"{shown.of} ×{node.repeat}"
    return shown.of


def _words(node: Node, shown: Node, kind: type[Layer] | None, step: Step | None, titles: Mapping[str, str]) -> str:
    words = []
    if node.role == "share":
        words.append(QCoreApplication.translate("Canvas", "same as {node}").format(node=shown.title or node.of))
    elif shown.of == "Input" and str(shown.params.get("column")) in titles:
        words.append(titles[str(shown.params["column"])])
    elif kind is not None:
        words.append(_layer_words(shown, kind, step))
    elif shown.role == "block":
        # The value first, as in "64 filters": where there is no room, the name is cut off.
        words += [f"{str(value).removeprefix('=').strip()} {name}" for name, value in shown.params.items()]
    if node.frozen:  # first, since the rest may be cut off
        words.insert(0, QCoreApplication.translate("Canvas", "frozen"))
    return ", ".join(word for word in words if word)


def _layer_words(node: Node, kind: type[Layer], step: Step | None) -> str:
    layer = step.layer if step is not None and step.node.params == node.params else None
    if layer is None:
        try:
            layer = kind(**node.params)
        except (ProblemError, TypeError):  # wrong parameters, or expressions over those of a block
            return ""
    caption = layer.caption
    return layer.filled(QCoreApplication.translate("Layers", caption)) if caption else ""


def _shape(step: Step | None) -> str:
    if step is None or not step.outputs:
        return ""
    return shape_text(next(iter(step.outputs.values())).shape)


def _lines(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The first problem: what was expected and what came, apart where the sentence has that form."""
    if not problems:
        return ()
    message = problem_message(problems[0])
    expected, comma, received = message.partition(", got ")
    lines = [f"{expected},", f"got {received}"] if comma else [message]
    if len(problems) > 1:
        more = QCoreApplication.translate("Canvas", "(+{count} more)").format(count=len(problems) - 1)
        lines[-1] = f"{lines[-1]} {more}"
    return tuple(lines)
