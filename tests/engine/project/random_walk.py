"""A person who edits at random for as long as one likes, with every edit that the project room knows.

For sequences of thousands: `random_projects` draws short ones, which Hypothesis can make shorter still.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from engine.data.settings import DataSettings
from engine.graph.graph import BlockParameter, Edge, PortRef
from engine.layers.catalogue import catalogue
from engine.problem import ProblemError
from engine.project import block_edits, code_edits, edits
from engine.project.annotations import Comment, TitledFrame, add_annotation, annotations_on, set_annotations
from engine.project.change import Change
from engine.project.grouping import group, ungroup
from engine.project.project import Project
from engine.project.rearranging import remove_keeping_flow
from engine.project.sharing import set_tie, share, stop_sharing
from engine.project.swapping import swap_kind
from engine.settings.training import TrainingSettings

KINDS = ("Input", "Output", "Linear", "ReLU", "Add", "Concatenate", "LSTM", "Conv2d", "BatchNorm2d", "CrossEntropyLoss")
CODES = (
    "input * 2 + input.abs()",
    "input - other",
    "class Gate(nn.Module):\n    def forward(self, x):\n        return x",
)
MOST = 24  # nodes on a page; above, what is drawn is taken away again


class Walk:
    """One edit after another, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._edits: list[Callable[[Project, str, list[str]], Change]] = [
            self._add, self._add, self._connect, self._connect, self._connect, self._remove, self._take_out,
            self._paste, self._move, self._rename, self._set_param, self._title, self._freeze, self._start, self._swap,
            self._share, self._stop_sharing, self._tie, self._group, self._ungroup, self._repeat, self._use,
            self._make_own, self._rename_block, self._remove_block, self._add_parameter, self._rename_parameter,
            self._remove_parameter, self._use_parameter, self._add_code, self._edit_code, self._annotate,
            self._change_annotation, self._settings,
        ]  # fmt: skip

    def next(self, project: Project) -> Change:
        """An edit of a project; one that is refused, or has nothing to work on, changes nothing."""
        page = self._draw.choice(list(project.pages))
        nodes = sorted(project.page(page).nodes)
        edit = self._remove if len(nodes) > MOST else self._draw.choice(self._edits)
        try:
            return edit(project, page, nodes)
        except ProblemError:
            return Change("refused")

    # ------------------------------------------------------------------ what is drawn from

    def _some(self, names: list[str], most: int = 4) -> list[str]:
        return self._draw.sample(names, min(len(names), self._draw.randint(1, most)))

    def _place(self) -> tuple[float, float]:
        return float(self._draw.randint(-500, 500)), self._draw.choice([0.0, 12.5, 300.0])

    def _word(self) -> str:
        return f"n{self._draw.randrange(10_000)}"

    def _block(self, project: Project) -> str:
        """A block of the project; empty where there is none."""
        return self._draw.choice(sorted(project.blocks)) if project.blocks else ""

    # ------------------------------------------------------------------ nodes and edges

    def _add(self, project: Project, page: str, nodes: list[str]) -> Change:
        kind = self._draw.choice(KINDS)
        return edits.add_node(project, page, kind, catalogue()[kind].initial(), self._place())[0]

    def _connect(self, project: Project, page: str, nodes: list[str]) -> Change:
        graph, interfaces = project.page(page), project.interfaces
        known = {name: interface for name in nodes if (interface := interfaces.of(graph.nodes[name], graph))}
        givers = [(name, port) for name, interface in known.items() for port in interface.outputs]
        takers = [(name, port.name) for name, interface in known.items() for port in interface.inputs]
        if not givers or not takers:
            return Change("connect")
        edge = Edge(PortRef(*self._draw.choice(givers)), PortRef(*self._draw.choice(takers)))
        return edits.connect(project, page, edge, interfaces)

    def _remove(self, project: Project, page: str, nodes: list[str]) -> Change:
        targets = sorted(project.page(page).sources, key=lambda ref: ref.sort_key)
        return edits.remove(project, page, self._some(nodes), targets[:1] if self._draw.random() < 0.3 else [])

    def _take_out(self, project: Project, page: str, nodes: list[str]) -> Change:
        return remove_keeping_flow(project, page, self._some(nodes))

    def _paste(self, project: Project, page: str, nodes: list[str]) -> Change:
        return edits.add_fragment(project, page, edits.copy_fragment(project, page, self._some(nodes)), (24, 24))[0]

    def _move(self, project: Project, page: str, nodes: list[str]) -> Change:
        return edits.move(project, page, {name: self._place() for name in self._some(nodes)})

    def _rename(self, project: Project, page: str, nodes: list[str]) -> Change:
        return edits.rename(project, page, self._draw.choice(nodes), self._word()) if nodes else Change("rename")

    def _set_param(self, project: Project, page: str, nodes: list[str]) -> Change:
        return self._of_one(project, page, nodes, "out_features", self._draw.randint(1, 9))

    def _of_one(self, project: Project, page: str, nodes: list[str], name: str, value: object) -> Change:
        return edits.set_param(project, page, self._draw.choice(nodes), name, value) if nodes else Change("set_param")

    def _title(self, project: Project, page: str, nodes: list[str]) -> Change:
        return edits.set_title(project, page, self._draw.choice(nodes), self._word()) if nodes else Change("title")

    def _freeze(self, project: Project, page: str, nodes: list[str]) -> Change:
        if not nodes:
            return Change("set_frozen")
        return edits.set_frozen(project, page, self._draw.choice(nodes), self._draw.random() < 0.5)

    def _start(self, project: Project, page: str, nodes: list[str]) -> Change:
        if not nodes:
            return Change("set_init")
        value = self._draw.choice([None, 0.5, "kaiming_uniform_"])
        return edits.set_init(project, page, self._draw.choice(nodes), "weight", value)

    def _swap(self, project: Project, page: str, nodes: list[str]) -> Change:
        return swap_kind(project, page, self._some(nodes), self._draw.choice(KINDS), project.interfaces).change

    # ------------------------------------------------------------------ weights in common

    def _share(self, project: Project, page: str, nodes: list[str]) -> Change:
        linear = [name for name in nodes if project.page(page).nodes[name].of == "Linear"]
        return share(project, page, self._some(linear), project.interfaces)

    def _stop_sharing(self, project: Project, page: str, nodes: list[str]) -> Change:
        return stop_sharing(project, page, self._some(nodes))

    def _tie(self, project: Project, page: str, nodes: list[str]) -> Change:
        linear = [name for name in nodes if project.page(page).nodes[name].of == "Linear"]
        if len(linear) < 2:
            return Change("set_tie")
        one, other = self._draw.sample(linear, 2)
        target = self._draw.choice([f"{other}.weight", ""])
        return set_tie(project, page, one, "weight", target, project.interfaces)

    # ------------------------------------------------------------------ blocks

    def _group(self, project: Project, page: str, nodes: list[str]) -> Change:
        name = block_edits.free_block_name(project, "Block")
        return group(project, page, self._some(nodes, 5), name, project.positions(page))[0]

    def _ungroup(self, project: Project, page: str, nodes: list[str]) -> Change:
        uses = [name for name in nodes if project.page(page).nodes[name].role == "block"]
        return ungroup(project, page, self._draw.choice(uses)) if uses else Change("ungroup")

    def _repeat(self, project: Project, page: str, nodes: list[str]) -> Change:
        uses = [node for node in project.page(page).nodes.values() if node.role == "block"]
        if not uses:
            return Change("set_repeat")
        chosen, count = self._draw.choice(uses).id, self._draw.randint(1, 4)
        return edits.edit_node(project, page, chosen, lambda node: replace(node, repeat=count), "set_repeat")

    def _use(self, project: Project, page: str, nodes: list[str]) -> Change:
        block = self._block(project)
        return block_edits.add_use(project, page, block, self._place())[0] if block else Change("add")

    def _make_own(self, project: Project, page: str, nodes: list[str]) -> Change:
        uses = [name for name in nodes if project.page(page).nodes[name].role == "block"]
        return block_edits.make_own(project, page, self._draw.choice(uses))[0] if uses else Change("make_own")

    def _rename_block(self, project: Project, page: str, nodes: list[str]) -> Change:
        block = self._block(project)
        if not block:
            return Change("rename_block")
        return block_edits.rename_block(project, block, f"Part{self._draw.randrange(1_000)}")

    def _remove_block(self, project: Project, page: str, nodes: list[str]) -> Change:
        block = self._block(project)
        return block_edits.remove_block(project, block) if block else Change("remove_block")

    def _add_parameter(self, project: Project, page: str, nodes: list[str]) -> Change:
        block = self._block(project)
        if not block:
            return Change("block_parameters")
        return block_edits.add_parameter(project, block, self._word(), BlockParameter("int", self._draw.randint(1, 9)))

    def _parameter(self, project: Project) -> tuple[str, str]:
        block = self._block(project)
        names = sorted(project.blocks[block].parameters) if block else []
        return (block, self._draw.choice(names)) if names else ("", "")

    def _rename_parameter(self, project: Project, page: str, nodes: list[str]) -> Change:
        block, name = self._parameter(project)
        return block_edits.rename_parameter(project, block, name, self._word()) if block else Change("block_parameters")

    def _remove_parameter(self, project: Project, page: str, nodes: list[str]) -> Change:
        block, name = self._parameter(project)
        return block_edits.remove_parameter(project, block, name) if block else Change("block_parameters")

    def _use_parameter(self, project: Project, page: str, nodes: list[str]) -> Change:
        block, name = self._parameter(project)
        inside = (
            [node.id for node in project.blocks[block].graph.nodes.values() if node.of == "Linear"] if block else []
        )
        return self._of_one(project, block, inside, "out_features", f"={name} * 2")

    # ------------------------------------------------------------------ code, comments, settings

    def _add_code(self, project: Project, page: str, nodes: list[str]) -> Change:
        name = code_edits.free_name(project, "Own")
        return code_edits.add_code(project, page, name, self._draw.choice(CODES), self._place())[0]

    def _edit_code(self, project: Project, page: str, nodes: list[str]) -> Change:
        if not project.codes:
            return Change("edit_code")
        return code_edits.edit_code(project, self._draw.choice(sorted(project.codes)), self._draw.choice(CODES))[0]

    def _annotate(self, project: Project, page: str, nodes: list[str]) -> Change:
        note = self._draw.choice([Comment(self._word(), self._place()), TitledFrame("", self._place(), (300.0, 200.0))])
        return add_annotation(project, page, note)[0]

    def _change_annotation(self, project: Project, page: str, nodes: list[str]) -> Change:
        present = annotations_on(project, page)
        if not present:
            return Change("annotate")
        key = self._draw.choice(list(present))
        changed = self._draw.choice([None, present[key].moved(4, 8), present[key].with_text("说明")])
        return set_annotations(project, page, {key: changed})

    def _settings(self, project: Project, page: str, nodes: list[str]) -> Change:
        return self._draw.choice(
            [
                edits.set_training(project, TrainingSettings(epochs=self._draw.randint(1, 20))),
                edits.set_data(project, DataSettings(source=self._draw.choice(["digits", "moons", "iris"]))),
                edits.set_name(project, self._word()),
            ]
        )
