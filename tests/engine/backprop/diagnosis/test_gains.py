"""Products of gains against every single path, and a look against a recording."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from pytest import approx, mark

from engine.backprop.diagnosis.gains import Norms, measure_norms
from engine.backprop.diagnosis.measures import Measures
from engine.backprop.diagnosis.measuring import measure
from engine.backprop.probe import Probe
from engine.backprop.recording import rehearse
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.project.project import Project
from tests.engine.projects import ALL, BLOCKS, DIGITS
from tests.engine.sick import VANISHING, measured, perceptron
from tests.engine.whole_steps import SEED, batch_of, built, optimizer_for


def every_path(plan: Plan, measures: Measures, address: str) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Each way from a loss to a node with its product, edge by edge."""
    nodes = measures.nodes
    if nodes[address].kind.endswith("Loss"):
        yield 1.0, (address,)
    for leaf in plan.minimized:
        for port, sources in leaf.sources.items():
            for place, (source, _) in enumerate(sources):
                sent = nodes[leaf.address].sent.get((port, place))
                if source != address or sent is None:
                    continue
                whole = measures.sent_back if leaf.step.is_loss else nodes[leaf.address].gradient
                if not whole:
                    continue
                for product, path in every_path(plan, measures, leaf.address):
                    yield product * sent / whole, (*path, address)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_strongest_and_the_weakest_of_all_paths_are_found(project: Project) -> None:
    network = built(project)
    torch.manual_seed(SEED)
    measures = measure(rehearse(network, batch_of(project), optimizer_for(network)))
    most = 0
    for address, node in measures.nodes.items():
        paths = sorted(every_path(network.plan, measures, address))
        if not paths:
            assert node.strongest is None
            continue
        most = max(most, len(paths))
        assert node.strongest == approx(paths[-1][0])
        assert node.weakest == approx(paths[0][0])
        assert paths[-1][0] == approx(max(product for product, path in paths if path == measures.path(address)))
        assert paths[0][0] == approx(min(product for product, path in paths if path == measures.path(address, True)))
    assert most > 2 or project in (DIGITS, ALL["siamese"], ALL["sequence"])


def test_along_a_single_path_the_product_is_what_arrives() -> None:
    for node in measured(VANISHING).nodes.values():
        if node.reached is not None:
            assert node.strongest == approx(node.reached)
            assert node.weakest == approx(node.reached)


def test_a_path_leads_from_the_loss_to_the_node() -> None:
    assert measured(perceptron("Tanh", 2)).path("fc1") == ("loss", "score", "act2", "fc2", "act1", "fc1")


def test_products_beyond_the_range_of_floats_do_not_break_it() -> None:
    plan = Planner().plan(VANISHING)
    addresses = [leaf.address for leaf in plan.minimized]
    for factor, at_end in ((1e-40, 0.0), (1e40, math.inf)):
        edges = {(leaf.address, port, place): factor for leaf in plan.minimized
                 for port, sources in leaf.sources.items() for place in range(len(sources))}  # fmt: skip
        measures = measure_norms(plan, Norms(dict.fromkeys(addresses, 1.0), edges))
        assert measures.nodes["fc1"].strongest == at_end
        assert measures.nodes["fc12"].strongest == approx(factor**2)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_a_look_tells_the_same_as_a_recording(project: Project) -> None:
    network, batch = built(project), batch_of(project)
    torch.manual_seed(SEED)
    recorded = measure(rehearse(network, batch, optimizer_for(network)))
    probe = Probe(network)
    torch.manual_seed(SEED)
    norms = probe.norms(probe.step(batch))
    seen = measure_norms(network.plan, Norms(norms.nodes, norms.edges, norms.parameters, norms.weights))
    assert seen.sent_back == approx(recorded.sent_back, rel=1e-4)
    for address, node in seen.nodes.items():
        other = recorded.nodes[address]
        if node.gradient is not None:
            assert node.gradient == approx(other.gradient, rel=1e-4, abs=1e-9)
        if node.reached is not None and other.strongest is not None and node.gain is not None:
            assert node.strongest == approx(other.strongest, rel=1e-3, abs=1e-9)
        assert node.trained == other.trained
        for name, one in node.parameters.items():
            if one.gradient is not None:
                assert one.key == other.parameters[name].key
                assert one.gradient == approx(other.parameters[name].gradient, rel=1e-4, abs=1e-9)
                assert one.change is None


def test_what_flows_to_a_given_target_does_not_count_as_sent_back() -> None:
    network = built(ALL["siamese"])  # MSELoss, whose target is an Input
    torch.manual_seed(SEED)
    recording = rehearse(network, batch_of(ALL["siamese"]), optimizer_for(network))
    share = recording.backward["loss"].grad_inputs["input"]
    assert share is not None and recording.backward["loss"].grad_inputs["target"] is not None
    assert measure(recording).sent_back == approx(float(share.double().norm()))


def test_nodes_in_blocks_are_measured_by_their_addresses() -> None:
    network = built(BLOCKS)
    torch.manual_seed(SEED)
    nodes = measure(rehearse(network, batch_of(BLOCKS), optimizer_for(network))).nodes
    fork = nodes["body.1.x"].branches["output"]
    assert {branch.end for branch in fork} == {("body.1.conv", "input", 0), ("body.1.add", "input", 1)}
    assert nodes["body.0.conv"].parameters["weight"].key == "body.0.conv.weight"
