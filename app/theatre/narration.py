"""One sentence for each moment: what the node receives, what it hands on. Numbers where they are few, else a norm."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.pictures.as_text import format_value
from engine.backprop.moments import Moment, Phase, ShownNode, ShownStep
from engine.compiler.plan import Plan

translate = QCoreApplication.translate

FEW = 3  # numbers that a sentence can hold
DIGITS = 4


class Narrator:
    """Tells a step in words. `title_of` says how a node is called on its card."""

    def __init__(self, step: ShownStep, plan: Plan | None, title_of: Callable[[str], str], sample: int = 0) -> None:
        self._step, self._title_of, self._sample = step, title_of, sample
        self._sources: Mapping[str, Mapping[str, tuple[str, str]]] = _sources(plan)

    def heading(self, moment: Moment | None, number: tuple[int, int]) -> str:
        """`Backward, step 4 of 5`."""
        if moment is None:
            return translate("Stage", "The beginning")
        return translate("Stage", "{phase}, step {number} of {count}").format(
            phase=phase_title(moment.phase), number=number[0], count=number[1]
        )

    def sentence(self, moment: Moment | None) -> str:
        """What happens at a moment."""
        if moment is None:
            return translate("Stage", "nothing has been computed yet")
        node, title = self._step.nodes[moment.address], self._title(moment.address)
        match moment.phase:
            case "forward" if node.kind == "Input" and "." not in moment.address:
                return translate("Stage", "{node} brings {values}").format(node=title, values=self._output(node))
            case "forward":
                return translate("Stage", "{node} computes {values}").format(node=title, values=self._output(node))
            case "loss":
                return translate("Stage", "{node} measures {values}").format(node=title, values=self._output(node))
            case "backward":
                return self._going_back(moment.address, node, title)
            case _:
                return self._updating(node, title)

    def _going_back(self, address: str, node: ShownNode, title: str) -> str:
        received = [self._told(gradient, port in node.batched) for port, gradient in node.grad_outputs.items()]
        has_norm = any(_size(gradient, port in node.batched) > FEW for port, gradient in node.grad_outputs.items())
        handed = []
        for port, gradient in node.grad_inputs.items():
            source, output = self._sources.get(address, {}).get(port, (port, ""))
            giver = self._step.nodes.get(source)
            values = self._told(gradient, giver is None or output in giver.batched, is_second=has_norm)
            handed.append(translate("Stage", "{values} to {node}").format(values=values, node=self._title(source)))
        if not handed:
            return translate("Stage", "{node} receives {values}").format(node=title, values=_listed(received))
        if not received:
            return translate("Stage", "{node} hands {values}").format(node=title, values=_listed(handed))
        text = translate("Stage", "{node} receives {values}, hands {handed}")
        return text.format(node=title, values=_listed(received), handed=_listed(handed))

    def _updating(self, node: ShownNode, title: str) -> str:
        changes = []
        for name, after in node.after.items():
            before = node.parameters[name]
            if after.size == 1:
                text = translate("Stage", "{name} from {before} to {after}")
                changes.append(
                    text.format(name=name, before=format_value(before.item(), 5), after=format_value(after.item(), 5))
                )
            else:
                largest = float(np.max(np.abs(after.astype(np.float64) - before)))
                changes.append(
                    translate("Stage", "{name} by at most {size}").format(name=name, size=format_value(largest, 2))
                )
        return translate("Stage", "{node} changes {values}").format(node=title, values=_listed(changes))

    def _output(self, node: ShownNode) -> str:
        return _listed([self._told(value, port in node.batched, True) for port, value in node.outputs.items()][:2])

    def _told(self, array: np.ndarray, is_batched: bool, is_value: bool = False, is_second: bool = False) -> str:
        """Few numbers one by one; of many, how many and their range, or the norm of a gradient."""
        if is_batched and array.ndim:
            array = array[min(self._sample, len(array) - 1)]
        if array.size <= FEW:
            return _listed([format_value(number, DIGITS) for number in array.reshape(-1).tolist()])
        if is_value:
            return _range(array)
        norm = format_value(float(np.linalg.norm(array.astype(np.float64))), 2)
        text = translate("Stage", "norm {norm}") if is_second else translate("Stage", "a gradient of norm {norm}")
        return text.format(norm=norm)

    def _title(self, address: str) -> str:
        node, dot, rest = address.partition(".")
        return f"{self._title_of(node)}.{rest}" if dot else self._title_of(node)


def _size(array: np.ndarray, is_batched: bool) -> int:
    """How many numbers there are of one sample."""
    return array.size // max(1, len(array)) if is_batched and array.ndim else array.size


def phase_title(phase: Phase) -> str:
    """What a phase is called in the window."""
    titles: Mapping[Phase, str] = {
        "forward": translate("Stage", "Forward"),
        "loss": translate("Stage", "Loss"),
        "backward": translate("Stage", "Backward"),
        "update": translate("Stage", "Update"),
    }
    return titles[phase]


def _range(array: np.ndarray) -> str:
    low, high = format_value(array.min().item(), 3), format_value(array.max().item(), 3)
    return translate("Stage", "{count} values from {low} to {high}").format(count=f"{array.size:,}", low=low, high=high)


def _listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return translate("Stage", "{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _sources(plan: Plan | None) -> dict[str, dict[str, tuple[str, str]]]:
    """The node and the output that feed each input, by the address of the node and the name of the input."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for leaf in plan.leaves if plan is not None else ():
        own = found.setdefault(leaf.address, {})
        for port, sources in leaf.sources.items():
            for index, source in enumerate(sources):
                own[port if len(sources) == 1 else f"{port}[{index}]"] = source
                own[f"{port}[{index}]"] = source
    return found
