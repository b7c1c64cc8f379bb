"""A sample's way through a drawing that need not be finished: forward, up to what is wrong, and nothing is changed.

Layers are as they are in use: dropout at rest, normalization by its running means, so that one sample is enough.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.backprop.recording import Recording, raised
from engine.backprop.stepping import Computed
from engine.backprop.walk import Read, Stop, run, walk
from engine.compiler.network import Network, build
from engine.compiler.plan import Plan, Step
from engine.compiler.planner import Planner
from engine.compiler.random_state import RandomState, random_state_kept
from engine.compiler.right_part import as_trunk, right_part
from engine.data.dataset import Dataset
from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.training.feed import Batch
from engine.training.history.snapshots import Snapshot
from engine.training.rehearsal import Samples, batch_of
from engine.training.setup import Arrays, choose_device, floating_type, load_weights, read_weights


@random_state_kept()
def glimpse_project(
    project: Project,
    weights: Arrays | None,
    dataset: Dataset | None,
    samples: Samples,
    plan: Plan | None = None,
    state: Snapshot | None = None,
) -> Recording:
    """What every node gives for some samples, as far as the drawing is right: a recording without a way back.

    The weights are the given ones where they fit, else those from which a training would start. Nodes that nothing
    depends on are computed, too. What a node raises ends it there. Raises ProblemError where nothing can be computed.
    """
    columns = {} if dataset is None else dataset.part(samples.part) or {}
    planner = Planner()
    part = right_part(project, planner, lambda step: _reads(step) in (samples.typed or columns))
    if not part.needed:
        raise ProblemError(Problem("nothing_to_compute"))
    network = _network(project, part, plan or planner.plan(project), weights)
    device, floating = choose_device(project.training.device), floating_type(project.training.precision)
    network.module.to(device=device, dtype=floating)
    network.module.eval()
    return _forward(network, batch_of(part, dataset, samples, device, floating))


def _reads(step: Step) -> str:
    """The column that an Input reads; empty where it reads none."""
    return str(step.layer.values.get("column") or "") if step.layer is not None else ""


def _network(project: Project, part: Plan, whole: Plan, weights: Arrays | None) -> Network:
    """All that is right with the weights that a training would start from, then with the given ones that fit.

    What nothing depends on is no part of what would be trained: it must not draw from the seed before the others.
    """
    made = build(as_trunk(part), project.training.seed)
    if whole.is_right and whole.needed and whole.needed != part.needed:
        load_weights(made, read_weights(build(whole, project.training.seed)))
    if weights:
        load_weights(made, weights)
    return Network(part, made.source, made.module)


def _forward(network: Network, inputs: Batch) -> Recording:
    stops = walk(network)
    computed: dict[str, Computed] = {}
    state = RandomState.now()
    try:
        with torch.no_grad():
            for stop, outputs in run(stops, inputs, _as_it_is):
                computed[stop.address] = Computed(stop, {}, outputs, state)
    except Exception as error:  # whatever a layer raises is told on its node
        return Recording(network, inputs, computed, error=error, problem=raised(error, stops[len(computed)]))
    return Recording(network, inputs, computed)


def _as_it_is(stop: Stop, reads: tuple[Read, ...], value: Tensor) -> list[Tensor]:
    return [value] * len(reads)
