from __future__ import annotations

from collections.abc import Mapping

import torch
from pytest import approx, mark
from torch import Tensor

from engine.backprop.moments import Moment
from engine.backprop.probe import trained_parameters
from engine.backprop.recording import Recording, record, rehearse
from engine.project.project import Project
from engine.settings.clipping import Clipper, Clipping
from tests.engine.devices import DEVICE
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


CLIPS = [Clipping(norm=0.01), Clipping(value=0.001), Clipping(value=0.001, norm=0.01, norm_type=1.0)]


@mark.parametrize("clipping", CLIPS, ids=repr)
@mark.parametrize("project", ALL.values(), ids=ALL)
def test_a_clipped_step_is_that_of_training_and_shows_its_gradients_before_and_after(
    project: Project, clipping: Clipping
) -> None:
    batch = batch_of(project)
    plain = built(project)
    optimizer = optimizer_for(plain)
    torch.manual_seed(SEED)
    plain.loss(plain.handing(batch), batch).backward()
    whole = {name: one.grad.clone() for name, one in plain.module.named_parameters() if one.grad is not None}
    total = None
    if clipping.value is not None:
        torch.nn.utils.clip_grad_value_(plain.module.parameters(), clipping.value)
    if clipping.norm is not None:
        total = torch.nn.utils.clip_grad_norm_(plain.module.parameters(), clipping.norm, clipping.norm_type)
    optimizer.step()

    network = built(project)
    clipper = Clipper(clipping, trained_parameters(network.module).values())
    torch.manual_seed(SEED)
    told = rehearse(network, batch, optimizer_for(network), clipper)
    unclipped = recorded(project, batch)
    for name, parameter in plain.module.named_parameters():
        one = told.update[name]
        assert same_bits(parameter, one.after), name
        if parameter.grad is None:
            assert one.gradient is None and one.clipped is None
        else:
            assert same_bits(whole[name], one.gradient) and same_bits(parameter.grad, one.clipped), name
    assert told.clipped is not None and told.clipped.clipping == clipping
    assert (total is None) == (told.clipped.total_norm is None)
    assert total is None or same_bits(total, told.clipped.total_norm)
    for address, sent in told.backward.items():  # what is shown is before clipping, at every node
        for many, others in (
            (sent.grad_outputs, unclipped.backward[address].grad_outputs),
            (sent.grad_inputs, unclipped.backward[address].grad_inputs),
            (sent.grad_parameters, unclipped.backward[address].grad_parameters),
        ):
            assert all(one is None or same_bits(one, others[name]) for name, one in many.items())


def test_without_clipping_there_is_no_clipped_gradient() -> None:
    told = recorded(DIGITS)
    assert told.clipped is None
    assert all(one.clipped is None for one in told.update.values())


def test_gradients_that_autograd_hands_out_together_are_clipped_apart() -> None:
    told_apart = project_of(
        {"a": kind("Parameter", value=[3.0]), "b": kind("Parameter", value=[1.0]), "x": kind("Input", column="x"),
         "sum": kind("Add"), "both": kind("Multiply"), "loss": kind("Loss", reduction="sum")},
        ["a -> sum", "b -> sum", "x -> both", "sum -> both", "both -> loss"],
        data=inline(x=[[3.0]]),
    )  # fmt: skip
    network = built(told_apart)
    optimizer = torch.optim.SGD(network.module.parameters(), lr=1.0)
    clipper = Clipper(Clipping(norm=1.0), network.module.parameters())
    told = rehearse(network, batch_of(told_apart), optimizer, clipper)
    first, second = told.update.values()
    assert first.gradient is not None and second.gradient is not None and first.clipped is not None
    assert first.gradient.tolist() == second.gradient.tolist() == [3.0]
    assert first.clipped.item() == approx(3.0 / 18**0.5)
    sent = told.backward["sum"].grad_outputs["output"]
    assert sent is not None and sent.flatten().tolist() == [3.0]


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
    told = recorded(project, {"x": torch.ones(2, 3, device=DEVICE)})
    assert told.problem is not None and told.problem.code == "no_loss"
    assert [moment.address for moment in told.moments] == ["x", "fc", "out"]
    assert told.loss is None and not told.backward and not told.update


@mark.skipif(DEVICE.type != "cpu", reason="a class that is not there spoils an accelerator for all that follows")
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
    batch = {"x": torch.ones(1, 2, device=DEVICE), "y": torch.zeros(1, 1, device=DEVICE)}
    told = rehearse(network, batch, optimizer_for(network))
    assert told.problem is not None
    assert (told.problem.code, told.problem.node) == ("stepping_nan_gradient", "root")
    assert told.moments[-1] == Moment("backward", "root")
    assert told.loss is not None and not told.update
