"""Gradients that are right: over the whole catalogue, in whole networks, and on special ways through a graph."""

from __future__ import annotations

import torch
from pytest import MonkeyPatch, mark

from engine.backprop.entries import MOST_ENTRIES
from engine.backprop.gradcheck import check_gradients
from engine.layers.maths import Square
from engine.training.setup import prepare
from tests.engine.backprop.gradient_checks import (
    SAMPLES,
    batch_of,
    by_name,
    checked,
    found_in,
    of_loss,
    small,
    verdicts,
)
from tests.engine.backprop.test_taken_apart import DRAWABLE
from tests.engine.layers.examples import Example
from tests.engine.projects import ALL, SHARED, SIAMESE, inline, kind, project_of
from tests.engine.whole_steps import SEED, built, project_of_example

OF_VALUES = ("integer", "no_derivative")


# ------------------------------------------------------------------ what is right


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_every_kind_is_right(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True)
    torch.manual_seed(3)
    found = check_gradients(built(project), batch)
    assert found.verdict in ("right", "kink"), [one for one in found.all if one.verdict == "wrong"]
    assert found.largest_error <= 1e-5
    layer = example.layer
    for one in found.nodes["layer"]:
        port = layer.input_port(one.name.partition("[")[0].partition(",")[0])
        if one.verdict == "skipped" and not (one.what == "parameter" and layer.adjusted_gradients):
            assert one.reason in OF_VALUES and one.what == "input"
            whole = not batch[f"in_{one.name.partition('[')[0]}_0"].is_floating_point()
            assert whole == (one.reason == "integer")
            assert whole or port is None or not port.differentiable or one.name == "target"
        elif one.verdict != "skipped":
            assert one.entries == min(one.of, MOST_ENTRIES) or layer.adjusted_gradients


@mark.parametrize("name", ALL)
def test_whole_networks_are_right(name: str) -> None:
    found, network = found_in(name), built(ALL[name])
    assert found.verdict == "right" and found.largest_error <= 1e-5
    assert list(found.nodes) == [leaf.address for leaf in network.plan.leaves]
    keys = [f"{one.address}.{one.name}" for one in found.loss if one.what == "parameter"]
    assert keys == [name for name, _ in network.module.named_parameters()]


def test_in_evaluation_too() -> None:
    """With batch normalization by the running statistics, and dropout that hands its input on."""
    network = built(SIAMESE)
    network.module.eval()
    found = check_gradients(network, batch_of(SIAMESE, SAMPLES))
    assert found.verdict == "right"
    assert by_name(found.nodes["encode.0.drop"])["input"].verdict == "right"
    assert found.loss != found_in("siamese").loss


def test_the_chain_rule_by_hand() -> None:
    """x = 2 through two ReLU units with weights 2 and 3, twice; target 28: gradients of -16 and -24, twice."""
    project = project_of(
        {
            "x": kind("Input", column="x"),
            "h": kind("Linear", out_features=2, bias=False) | {"init": {"weight": [[2.0], [3.0]]}},
            "r": kind("ReLU"),
            "o": kind("Linear", out_features=1, bias=False) | {"init": {"weight": [[2.0, 3.0]]}},
            "y": kind("Input", column="y"),
            "loss": kind("MSELoss"),
        },
        ["x -> h", "h -> r", "r -> o", "o -> loss.input", "y -> loss.target"],
        data=inline(x=[[2.0]], y=[[28.0]]),
    )
    found = checked(project, 1)
    whole = of_loss(found)
    for one in (whole["h.weight"], whole["o.weight"], by_name(found.nodes["o"])["weight"]):
        entries = sorted(one.compared, key=lambda entry: entry.place)
        assert [entry.autograd for entry in entries] == [-16.0, -24.0]
        torch.testing.assert_close([entry.numeric for entry in entries], [-16.0, -24.0])
        assert (one.verdict, one.entries, one.of, one.arrives) == ("right", 2, 2, True)
    assert whole["x.output"].autograd == -52.0
    assert by_name(found.nodes["h"])["input"].autograd == -52.0


@mark.parametrize("name", ["digits", "shared"])
def test_autograd_s_numbers_are_those_of_backward_in_float64(name: str) -> None:
    """Of networks without dropout, whose random numbers differ from one dtype to the other."""
    network, batch = built(ALL[name]), batch_of(ALL[name], SAMPLES)
    found = of_loss(found_in(name))
    network.module.double()
    wide = {name: value.double() if value.is_floating_point() else value for name, value in batch.items()}
    network.loss(network.handing(wide), wide).backward()
    for key, parameter in network.module.named_parameters():
        for entry in found[key].compared:
            assert parameter.grad is not None
            torch.testing.assert_close(entry.autograd, float(parameter.grad[entry.place]), rtol=1e-9, atol=1e-15)
        assert bool(found[key].compared) == parameter.requires_grad


# ------------------------------------------------------------------ looking changes nothing


@mark.parametrize("name", ["blocks", "shared", "siamese", "sequence"])
def test_looking_changes_nothing(name: str) -> None:
    network, batch = built(ALL[name]), batch_of(ALL[name], SAMPLES)
    network.loss(network.handing(batch), batch).backward()
    held = {**dict(network.module.named_parameters()), **dict(network.module.named_buffers())}
    before = {name: (tensor.detach().clone(), tensor._version) for name, tensor in held.items()}
    slopes = {name: tensor.grad.clone() for name, tensor in held.items() if tensor.grad is not None}
    given = {name: tensor.clone() for name, tensor in batch.items()}
    torch.manual_seed(SEED)
    state = torch.get_rng_state()
    found = check_gradients(network, batch)
    assert torch.equal(state, torch.get_rng_state())
    assert network.module.training
    for key, tensor in held.items():
        value, version = before[key]
        assert torch.equal(tensor, value) and tensor._version == version, key
        assert (tensor.grad is None) == (key not in slopes)
        assert tensor.grad is None or torch.equal(tensor.grad, slopes[key])
    assert all(torch.equal(batch[key], tensor) and not batch[key].requires_grad for key, tensor in given.items())
    assert found == found_in(name)  # the same entries, the same numbers: training does not read running statistics


# ------------------------------------------------------------------ special ways through a graph


@mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_rounding_by_a_cast_is_not_seen(dtype: str) -> None:
    project = project_of(
        {"x": kind("Input", shape=[3]), "fc": kind("Linear", out_features=3), "round": kind("Cast", dtype=dtype),
         "back": kind("Cast", dtype="float32"), "w": kind("Linear", out_features=2), "loss": kind("Loss")},
        ["x -> fc", "fc -> round", "round -> back", "back -> w", "w -> loss"],
    )  # fmt: skip
    batch = {"x": torch.randn(4, 3, generator=torch.Generator().manual_seed(0))}
    found = check_gradients(built(project), batch)
    assert {one.verdict for one in found.all} == {"right"}


def test_what_torch_does_not_derive_is_held() -> None:
    """The target of a SoftMarginLoss is detached: no gradient goes there, and no difference may."""
    project = project_of(
        {"x": kind("Input", column="x"), "p": kind("Linear", out_features=2), "q": kind("Linear", out_features=2),
         "same": kind("Identity"), "loss": kind("SoftMarginLoss"), "other": kind("MSELoss", loss_weight=3)},
        ["x -> p", "x -> q", "p -> loss", "q -> same", "same -> loss.target", "p -> other.input", "q -> other.target"],
        data=inline(x=[[0.5, 0.2], [1.5, -0.3]]),
    )  # fmt: skip
    found = checked(project, 2)
    assert found.verdict == "right"
    assert verdicts(found, "loss") == {"input": ("right", ""), "target": ("skipped", "no_derivative")}
    assert {one.verdict for one in found.loss} == {"right"}


def test_a_way_that_is_detached_alone_has_no_derivative() -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "p": kind("Linear", out_features=2), "q": kind("Linear", out_features=2),
         "loss": kind("SoftMarginLoss")},
        ["x -> p", "x -> q", "p -> loss", "q -> loss.target"], data=inline(x=[[0.5, 0.2], [1.5, -0.3]]),
    )  # fmt: skip
    found = of_loss(checked(project, 2))
    assert (found["q.weight"].verdict, found["q.weight"].reason) == ("skipped", "no_derivative")
    assert found["p.weight"].verdict == "right"


@mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_is_checked_in_double(precision: str) -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=3), "tanh": kind("Tanh"),
         "norm": kind("LayerNorm"), "y": kind("Input", column="y"), "loss": kind("MSELoss")},
        ["x -> fc", "fc -> tanh", "tanh -> norm", "norm -> loss.input", "y -> loss.target"],
        data=inline(x=[[0.5, 0.2], [1.5, -0.3]], y=[[1.0, 0.0, 2.0], [0.5, 0.5, 0.5]]),
        training={"precision": precision, "device": "cpu"},
    )  # fmt: skip
    prepared = prepare(project)
    batch = dict(next(iter(prepared.train.in_order(2))))
    found = check_gradients(prepared.network, batch)
    assert found.verdict == "right" and found.largest_error < 1e-6
    assert {str(tensor.dtype) for tensor in prepared.network.module.parameters()} == {f"torch.{precision}"}
    assert str(batch["x"].dtype) == f"torch.{precision}"


def test_shared_layers_are_checked_at_each_use_and_once_in_the_whole() -> None:
    found = found_in("shared")
    assert set(by_name(found.nodes["encode"])) == set(by_name(found.nodes["again"])) == {"input", "weight", "bias"}
    whole = of_loss(found)
    assert "encode.weight" in whole and "again.weight" not in whole
    parts = [by_name(found.nodes[node])["weight"] for node in ("encode", "again")]
    sums: dict[tuple[int, ...], float] = {}
    for part in parts:
        for entry in part.compared:
            sums[entry.place] = sums.get(entry.place, 0.0) + entry.autograd
    for entry in whole["encode.weight"].compared:
        torch.testing.assert_close(sums[entry.place], entry.autograd)
    # a value that enters a node thrice is moved at each edge by itself
    assert set(by_name(found.nodes["thrice"])) == {"input[0]", "input[1]", "input[2]"}
    (small_loss,) = {one.autograd is not None for one in found.nodes["small"]}
    assert small_loss


def test_blocks_are_checked_in_every_copy() -> None:
    found = found_in("blocks")
    for number in range(3):
        assert {one.verdict for one in found.nodes[f"body.{number}.conv"]} == {"right"}
    names = [name for name in of_loss(found) if name.startswith("body.2.")]
    assert names == [f"body.2.{name}" for name in ("conv.weight", "conv.bias", "norm.weight", "norm.bias")]
    twice = found_in("siamese")
    assert by_name(twice.nodes["again.1.fc"])["weight"].verdict == "right"
    assert "encode.1.fc.weight" in of_loss(twice) and "again.1.fc.weight" not in of_loss(twice)


def test_a_weighted_sum_of_losses() -> None:
    project = small({"fc": kind("Linear", out_features=1, bias=False) | {"init": {"weight": [[2.0]]}},
                     "sum": kind("Loss", loss_weight=-0.5, reduction="sum"), "none": kind("Loss", loss_weight=0)},
                    ["x -> fc", "fc -> loss", "fc -> sum", "fc -> none"], x=[[1.0], [3.0]])  # fmt: skip
    found = checked(project, 2)
    one = of_loss(found)["fc.weight"]
    assert (one.verdict, one.autograd) == ("right", 2.0 - 0.5 * 4.0)
    (unweighted,) = found.nodes["none"]
    assert (unweighted.verdict, unweighted.arrives) == ("right", False)  # nothing arrives: a gradient of zeros


def test_weights_that_a_layer_shortens_as_it_looks_them_up() -> None:
    project = project_of(
        {"word": kind("Input", column="word"), "loss": kind("Loss"), "square": kind("Exp"),
         "look": kind("Embedding", num_embeddings=3, embedding_dim=2, max_norm=1.0)
         | {"init": {"weight": [[3.0, 4.0], [0.1, 0.2], [0.3, 0.4]]}}},
        ["word -> look", "look -> square", "square -> loss"], data=inline(word=[0, 1]),
    )  # fmt: skip
    network = built(project)
    found = check_gradients(network, batch_of(project, 2))
    assert found.verdict in ("right", "kink")
    weight = dict(network.module.named_parameters())["look.weight"]
    torch.testing.assert_close(weight.detach()[0], torch.tensor([3.0, 4.0]))


def test_a_sample_that_is_learned_well_is_not_wrong() -> None:
    """Losses of 1e-4 to 1e-15, where rounding is as large as the gradient."""
    for size in (10.0, 20.0, 28.0, 35.0):
        project = project_of(
            {"x": kind("Input", column="x"), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss"),
             "fc": kind("Linear", out_features=3) | {"init": {"weight": [[size], [0.0], [0.5]], "bias": 0.0}}},
            ["x -> fc", "fc -> loss.input", "y -> loss.target"], data=inline(x=[[1.0]], y=[0]),
        )  # fmt: skip
        found = checked(project, 1)
        assert found.verdict == "right", (size, [one for one in found.all if one.verdict != "right"])


def test_losses_of_little_weight_are_checked_as_sharply(monkeypatch: MonkeyPatch) -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=2), "square": kind("Square"),
         "loss": kind("Loss", loss_weight=1e-12)},
        ["x -> fc", "fc -> square", "square -> loss"], data=inline(x=[[0.5, 1.5], [1.0, -2.0]]),
    )  # fmt: skip
    right = checked(project, 2)
    assert right.verdict == "right"
    assert {one.autograd is not None and abs(one.autograd) < 1e-9 for one in right.loss} == {True}
    monkeypatch.setattr(Square, "expression", lambda _, arguments: "{0} * {0}.detach()".format(*arguments["input"]))
    assert {one.verdict for one in checked(project, 2).loss} == {"wrong"}


# ------------------------------------------------------------------ chosen nodes, and no loss


def test_chosen_nodes_alone() -> None:
    found = checked(SHARED, nodes={"again", "left"})
    assert list(found.nodes) == ["left", "again"]
    assert list(of_loss(found)) == [
        "left.output",
        "encode.weight",
        "encode.bias",
    ]  # a shared one, where it stands first
    whole = found_in("shared")
    assert found.nodes["again"] == whole.nodes["again"]
    alone = checked(SHARED, nodes={"again"}, whole=False)
    assert alone.nodes == {"again": whole.nodes["again"]} and alone.loss == ()


def test_a_graph_without_a_loss_is_checked_node_by_node() -> None:
    project = project_of({"x": kind("Input", shape=[3]), "fc": kind("Linear", out_features=2), "y": kind("Output")},
                         ["x -> fc", "fc -> y"])  # fmt: skip
    found = check_gradients(built(project), {"x": torch.ones(2, 3)})
    assert found.loss == ()
    assert {(one.verdict, one.arrives) for one in found.nodes["fc"]} == {("right", False)}
