from __future__ import annotations

from collections.abc import Mapping

import torch
from pytest import mark
from torch import Tensor

from engine.backprop.moments import Moment
from engine.backprop.recording import Recording, record, rehearse
from engine.project.project import Project
from tests.engine.projects import ALL, DIGITS, SHARED, inline, kind, project_of
from tests.engine.whole_steps import SEED, batch_of, built, optimizer_for, plain_step, same_bits

TWICE = project_of(
    {
        "x": kind("Input", column="x"),
        "y": kind("Input", column="y"),
        "fc": kind("Linear", out_features=1),
        "root": kind("Sqrt"),
        "loss": kind("MSELoss"),
    },
    ["x -> fc", "fc -> root", "root -> loss.input", "y -> loss.target"],
    data=inline(x=[[1.0, 2.0], [3.0, 4.0]], y=[[1.0], [2.0]]),
)


def recorded(project: Project, batch: Mapping[str, Tensor] | None = None) -> Recording:
    network = built(project)
    torch.manual_seed(SEED)
    return rehearse(network, batch if batch is not None else batch_of(project), optimizer_for(network))


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_a_rehearsal_tells_of_an_ordinary_step_and_leaves_no_trace(project: Project) -> None:
    batch = batch_of(project)
    plain, loss = plain_step(project, batch)
    network = built(project)
    optimizer = optimizer_for(network)
    before = {name: tensor.clone() for name, tensor in network.module.state_dict().items()}
    remembered = optimizer.state_dict()["state"]
    torch.manual_seed(SEED)
    random = torch.get_rng_state()
    told = rehearse(network, batch, optimizer)
    assert told.problem is None
    assert same_bits(loss, told.loss)
    for name, parameter in plain.module.named_parameters():
        assert same_bits(parameter, told.update[name].after)
    for name, buffer in plain.module.named_buffers():
        assert same_bits(buffer, told.buffers[name][1])
    assert all(same_bits(tensor, before[name]) for name, tensor in network.module.state_dict().items())
    assert all(parameter.grad is None for parameter in network.module.parameters())
    assert optimizer.state_dict()["state"] == remembered
    assert torch.equal(torch.get_rng_state(), random)


def test_the_moments_follow_the_computation() -> None:
    moments = recorded(DIGITS).moments
    forward = ["image", "flat", "fc1", "relu1", "fc2", "label"]
    assert {moment.address for moment in moments if moment.phase == "forward"} == set(forward)
    assert [moment for moment in moments if moment.phase == "loss"] == [Moment("loss", "loss")]
    backward = [moment.address for moment in moments if moment.phase == "backward"]
    assert backward == ["loss", "fc2", "relu1", "fc1", "flat", "image"]
    assert [moment.address for moment in moments if moment.phase == "update"] == ["fc1", "fc2"]
    phases = [moment.phase for moment in moments]
    assert phases == sorted(phases, key=("forward", "loss", "backward", "update").index)


def test_a_layer_that_is_used_twice_is_updated_once() -> None:
    told = recorded(SHARED)
    updates = [moment.address for moment in told.moments if moment.phase == "update"]
    keys = [key for address in updates for key in told.keys_of(address).values()]
    assert sorted(set(keys)) == sorted(key for key, one in told.update.items() if one.gradient is not None)
    assert len(updates) == len(set(updates))


def test_what_the_optimizer_remembers_is_told_from_before_and_after() -> None:
    network = built(DIGITS)
    optimizer = torch.optim.Adam(network.module.parameters(), lr=0.01)
    batch = batch_of(DIGITS)
    record(network, batch, optimizer)
    told = rehearse(network, batch, optimizer).update["fc1.weight"]
    assert told.state_before is not None and told.state_after is not None
    assert told.state_before.kind == "Adam" and told.state_before.options["lr"] == 0.01
    assert told.state_before.remembered["step"] == 1 and told.state_after.remembered["step"] == 2
    assert not torch.equal(told.state_before.remembered["exp_avg"], told.state_after.remembered["exp_avg"])
    assert optimizer.state[dict(network.module.named_parameters())["fc1.weight"]]["step"] == 1


def test_a_graph_without_a_loss_is_told_as_far_as_it_goes() -> None:
    project = project_of({"x": kind("Input", shape=[3]), "fc": kind("Linear", out_features=2), "out": kind("Output")},
                         ["x -> fc", "fc -> out"])  # fmt: skip
    told = recorded(project, {"x": torch.ones(2, 3)})
    assert told.problem is not None and told.problem.code == "no_loss"
    assert [moment.address for moment in told.moments] == ["x", "fc", "out"]
    assert told.loss is None and not told.backward and not told.update


def test_a_node_that_raises_ends_the_step_where_it_stands() -> None:
    network, batch = built(DIGITS), batch_of(DIGITS)
    weights = {name: tensor.clone() for name, tensor in network.module.state_dict().items()}
    told = rehearse(network, {**batch, "label": torch.full_like(batch["label"], 12)}, optimizer_for(network))
    assert told.problem is not None and told.problem.node == "loss"
    assert told.problem.code == "network_raised" and told.problem.arguments["kind"] == "CrossEntropyLoss"
    assert isinstance(told.error, IndexError)
    assert {moment.address for moment in told.moments} == {"image", "flat", "fc1", "relu1", "fc2", "label"}
    assert {moment.phase for moment in told.moments} == {"forward"}
    assert all(same_bits(tensor, weights[name]) for name, tensor in network.module.state_dict().items())


def test_a_value_that_is_no_number_ends_the_step_where_it_first_stands() -> None:
    network = built(TWICE)
    with torch.no_grad():
        dict(network.module.named_parameters())["fc.bias"].fill_(-100.0)
    told = rehearse(network, batch_of(TWICE, 2), optimizer_for(network))
    assert told.problem is not None
    assert (told.problem.code, told.problem.node) == ("stepping_nan_value", "root")
    assert told.moments[-1] == Moment("forward", "root")


def test_a_gradient_that_is_no_number_ends_the_step_where_it_first_stands() -> None:
    network = built(TWICE)  # the root of 0 is a number, and 0 times its infinite derivative is none
    with torch.no_grad():
        for parameter in network.module.parameters():
            parameter.zero_()
    batch = {"x": torch.ones(1, 2), "y": torch.zeros(1, 1)}
    told = rehearse(network, batch, optimizer_for(network))
    assert told.problem is not None
    assert (told.problem.code, told.problem.node) == ("stepping_nan_gradient", "root")
    assert told.moments[-1] == Moment("backward", "root")
    assert told.loss is not None and not told.update
