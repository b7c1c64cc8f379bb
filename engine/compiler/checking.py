"""Checks a whole project: its graph, the pages of its blocks, its settings, and the weights that lie beside it.

What reading the file found comes first, then everything that can be said without loading data or training. The
command line and the window show the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.compiler.kept_parts import kept_parts
from engine.compiler.plan import Leaf, Plan
from engine.compiler.planner import Planner
from engine.compiler.ties import tied_keys
from engine.layers.tensor_type import TensorType
from engine.problem import Problem, errors
from engine.project.project import Project
from engine.project.weights import Weights, weights_problems
from engine.settings import clipping, metrics, optimizers, schedules


@dataclass(frozen=True)
class Checked:
    """The plan of a project, and everything that is wrong with it.

    `pages` holds the plans of blocks that the plan does not reach: unused, or behind something that is wrong.
    """

    plan: Plan
    pages: Mapping[str, Plan]
    problems: tuple[Problem, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not errors(self.problems)


def check_project(
    project: Project,
    weights: Weights | None = None,
    found: Iterable[Problem] = (),
    planner: Planner | None = None,
    complete: bool = True,
) -> Checked:
    """Checks everything there is to a project.

    `found` is what reading the file reported; `weights` are those that were saved with it, None where there shall be
    none. Of weights that are not `complete` only those that no longer fit are told. A planner that has seen the project
    before makes it quick.
    """
    planner = planner or Planner()
    plan = planner.plan(project)
    reached = set(_blocks_of(plan))
    pages = {name: planner.plan_page(project, name) for name in project.blocks if name not in reached}
    problems = [*found, *plan.all_problems]
    for name, page in pages.items():
        problems += [problem.inside(name) for problem in page.all_problems]
    problems += settings_problems(project, plan) + training_problems(project, plan)
    if weights is not None:
        problems += weights_problems(weights, stored_types(plan), complete, kept_parts(plan, weights))
    return Checked(plan, pages, tuple(_once(problems)))


def scored_loss(plan: Plan) -> str:
    """The loss that the metrics look at: the first that has some, for a weight decay drawn by hand has none."""
    return next((node for node in plan.losses if metrics.suited_to(plan.by_id[node].kind)), plan.losses[0])


def settings_problems(project: Project, plan: Plan) -> list[Problem]:
    """What is wrong with optimizer, schedule, clipping and metrics; reading the file has seen the rest."""
    settings = project.training
    _, problems = optimizers.check(settings.optimizer)
    if settings.schedule is not None:
        _, found = schedules.check(settings.schedule)
        problems += found
    if settings.clip is not None:
        problems += clip_problems(settings.clip, plan)
    if settings.metrics is not None and plan.losses:
        _, found = metrics.check(settings.metrics, plan.by_id[scored_loss(plan)].kind)
        problems += found
    return problems


def clip_problems(given: Mapping[str, Any], plan: Plan) -> list[Problem]:
    """What is wrong with the clipping of the gradient, and the layers whose gradients cannot be clipped."""
    chosen, problems = clipping.check(given)
    if chosen is None:
        return problems
    sparse = {leaf.owner_address: leaf for leaf, _ in _learning(plan) if _has_sparse_gradients(leaf)}
    return [Problem("clip_sparse", {"kind": leaf.step.kind}, node=node, parameter="sparse")
            for node, leaf in sparse.items()]  # fmt: skip


def _has_sparse_gradients(leaf: Leaf) -> bool:
    return leaf.step.layer is not None and leaf.step.layer.values.get("sparse") is True


UNTRAINABLE = ("no_inputs", "nothing_to_train", "no_training_data")


def training_problems(project: Project, plan: Plan) -> list[Problem]:
    """Why a drawing with a loss could not be trained though it is right: a warning for each reason."""
    if not plan.losses or not plan.is_right:
        return []
    leaves = [leaf for leaf in plan.leaves if leaf.needed]
    reads = any(leaf.step.layer is not None and leaf.step.layer.values.get("column") for leaf in leaves)
    conditions = (reads, learns(plan), project.data.split.train > 0)
    return [Problem(code, severity="warning") for code, holds in zip(UNTRAINABLE, conditions, strict=True) if not holds]


def learns(plan: Plan) -> bool:
    """Whether a loss depends on a parameter that is not frozen, itself, by a block around it or by a tie."""
    return next(_learning(plan), None) is not None


def _learning(plan: Plan) -> Iterator[tuple[Leaf, str]]:
    """The uses of parameters that training changes: each leaf with the names of those of its layer."""
    leaves = {leaf.address: leaf for leaf in plan.leaves}
    tied, frozen = tied_keys(plan), tuple(f"{address}." for address in frozen_addresses(plan, ""))
    for leaf in plan.minimized:
        for name in leaves[leaf.owner_address].step.parameters:
            key = f"{leaf.owner_address}.{name}"
            while key in tied:
                key = tied[key]
            if not key.startswith(frozen):
                yield leaf, name


def frozen_addresses(plan: Plan, prefix: str) -> Iterator[str]:
    """The addresses of frozen nodes, layers and blocks."""
    for step in plan.steps:
        if step.node.frozen and step.node.role != "share":
            yield f"{prefix}{step.id}"
        for number, copy in enumerate(step.copies):
            yield from frozen_addresses(copy, f"{prefix}{step.copy_prefix(number)}.")


def stored_types(plan: Plan) -> dict[str, dict[str, TensorType]]:
    """What a file of weights holds: by the address of the node, each tensor that training or running may change.

    Of tensors that are one and the same only the first is stored. Constants that the layer makes anew are not.
    """
    tied = tied_keys(plan)
    seen: set[str] = set()
    stored: dict[str, dict[str, TensorType]] = {}
    for leaf in plan.leaves:
        for name, tensor in {**leaf.step.parameters, **leaf.step.buffers}.items():
            key = f"{leaf.address}.{name}"
            while key in tied:  # a tie inside a block may lead to what the page outside has tied
                key = tied[key]
            if leaf.held and leaf.owns and key not in seen:
                seen.add(key)
                stored.setdefault(leaf.address, {})[name] = tensor
    return stored


def _blocks_of(plan: Plan) -> Iterator[str]:
    """The blocks that were planned with what really enters them."""
    for step in plan.steps:
        for copy in dict.fromkeys(step.copies):
            yield step.node.of
            yield from _blocks_of(copy)


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, however many readers of the file have seen it; a cycle at the first of its nodes."""
    seen: set[tuple[object, ...]] = set()
    for problem in problems:
        node = problem.node or ""
        if problem.code == "cycle":
            node = node.rpartition(".")[0]
        key = (problem.code, node, problem.port, problem.parameter, problem.message)
        if key not in seen:
            seen.add(key)
            yield problem
