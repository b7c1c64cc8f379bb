"""`chainrule backprop` against torch: networks by hand, `loss.backward()`, `optimizer.step()`, the same bits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from engine.cli.console import CALL_WRONG, NOT_DONE, OK, PROJECT_WRONG
from engine.data import dataset as data
from engine.project.reader import read_file
from engine.project.templates import find_template
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.projects import inline, kind

BATCH = 5


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2, self.conv3 = (
            nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 16, 3, padding=1), nn.Conv2d(16, 16, 3, padding=1),
        )  # fmt: skip
        self.fc = nn.Linear(1024, 10)

    def forward(self, image: Tensor) -> Tensor:
        first = self.conv1(image).relu()
        second = (first + self.conv2(first)).relu()
        third = (second + self.conv3(second)).relu()
        return self.fc(third.flatten(1))  # type: ignore[no-any-return]


class Digits(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(64, 64), nn.Linear(64, 10)

    def forward(self, image: Tensor) -> Tensor:
        return self.fc2(self.fc1(image.flatten(1)).relu())  # type: ignore[no-any-return]


class Reader(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.fc = nn.LSTM(2, 32, batch_first=True), nn.Linear(32, 4)

    def forward(self, sequence: Tensor) -> Tensor:
        return self.fc(self.lstm(sequence)[0][:, -1])  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """With dropout: the random state goes on from where construction left it."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(2, 32)
        self.encoder1 = nn.TransformerEncoderLayer(32, 4, dim_feedforward=64, batch_first=True)
        self.encoder2 = nn.TransformerEncoderLayer(32, 4, dim_feedforward=64, batch_first=True)
        self.fc = nn.Linear(32, 4)

    def forward(self, sequence: Tensor) -> Tensor:
        position = torch.arange(64).unsqueeze(1)
        waves = position * 10000.0 ** (-torch.arange(0, 32, 2) / 32)
        places = torch.stack([waves.sin(), waves.cos()], dim=2).flatten(1)
        inside = self.embed(sequence) + places[: sequence.shape[1]]
        return self.fc(self.encoder2(self.encoder1(inside)).mean(1))  # type: ignore[no-any-return]


class Cnn(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 32, 3, padding=1), nn.Linear(32768, 10)

    def forward(self, image: Tensor) -> Tensor:
        return self.fc(self.conv(image).relu().flatten(1))  # type: ignore[no-any-return]


def adam(lr: float) -> Callable[[nn.Module], torch.optim.Optimizer]:
    return lambda network: torch.optim.Adam(network.parameters(), lr=lr, fused=True)


def sgd(network: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(network.parameters(), lr=0.01, fused=True)


BY_HAND: dict[str, tuple[type[nn.Module], Callable[[nn.Module], torch.optim.Optimizer]]] = {
    "digits-mlp": (Digits, adam(0.001)),
    "residual": (Residual, adam(0.001)),
    "sequence-lstm": (Reader, adam(0.005)),
    "transformer": (Encoder, adam(0.002)),
    "simple-cnn": (Cnn, sgd),
}


def tensor(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)


def samples(name: str, first: int, count: int) -> tuple[Tensor, Tensor]:
    """Input and label of samples of the training part, as the source gives them."""
    project = read_file(find_template(name).path).project
    assert project is not None
    part = data.load(project.data).train
    assert part is not None
    values, labels = (torch.from_numpy(column[first : first + count]) for column in part.values())
    return values, labels


@pytest.mark.parametrize("name", BY_HAND)
def test_it_has_the_bits_of_a_step_written_by_hand(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = call(capsys, "backprop", find_template(name).path, "--index", "3", "--batch", str(BATCH)).json
    network_class, make_optimizer = BY_HAND[name]
    torch.manual_seed(0)
    network = network_class()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    optimizer = make_optimizer(network)
    values, labels = samples(name, 3, BATCH)
    loss = nn.functional.cross_entropy(network(values.requires_grad_()), labels)
    loss.backward()
    optimizer.step()
    assert torch.equal(tensor(report["loss"]), loss.detach())
    assert report["losses"] == {"loss": report["loss"]}
    assert list(report["update"]) == [key for key, _ in network.named_parameters()]
    for key, parameter in network.named_parameters():
        told = report["update"][key]
        assert torch.equal(tensor(told["before"]), before[key]), key
        assert parameter.grad is not None and torch.equal(tensor(told["gradient"]), parameter.grad), key
        assert torch.equal(tensor(told["after"]), parameter.detach()), key
    at_input = report["backward"][-1]
    assert values.grad is not None and torch.equal(tensor(at_input["grad_outputs"]["output"]), values.grad)


def test_the_blackboard_example(capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("chain-rule-by-hand").path
    report = call(capsys, "backprop", path).json
    assert list(report) == ["loss", "losses", "forward", "backward", "update", "buffers"]
    assert (report["loss"], report["losses"], report["buffers"]) == (4.0, {"loss": 4.0}, {})
    assert report["forward"] == [
        {"node": "x", "outputs": {"output": [[2.0]]}},
        {"node": "hidden", "outputs": {"output": [[4.0, 6.0]]}},
        {"node": "relu1", "outputs": {"output": [[4.0, 6.0]]}},
        {"node": "output", "outputs": {"output": [[26.0]]}},
        {"node": "relu2", "outputs": {"output": [[26.0]]}},
        {"node": "target", "outputs": {"output": [[28.0]]}},
        {"node": "loss", "outputs": {"output": 4.0}},
    ]
    assert [entry["node"] for entry in report["backward"]] == [entry["node"] for entry in report["forward"]][::-1]
    backward = {entry["node"]: entry for entry in report["backward"]}
    assert list(backward["output"]) == ["node", "grad_outputs", "grad_inputs", "grad_parameters"]
    assert backward["output"]["grad_parameters"] == {"weight": [[-16.0, -24.0]]}
    assert backward["hidden"]["grad_parameters"] == {"weight": [[-16.0], [-24.0]]}
    assert backward["hidden"]["grad_inputs"] == {"input": [[-52.0]]}
    assert backward["x"]["grad_outputs"] == {"output": [[-52.0]]}
    assert backward["loss"]["grad_outputs"] == {"output": 1.0}
    assert report["update"]["output.weight"]["gradient"] == [[-16.0, -24.0]]
    assert report["update"]["hidden.weight"]["before"] == [[2.0], [3.0]]
    assert torch.equal(tensor(report["update"]["hidden.weight"]["after"]), tensor([[2.016], [3.024]]))


def test_integers_and_what_has_no_gradient_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    report = call(capsys, "backprop", find_template("sequence-lstm").path).json
    backward = {entry["node"]: entry for entry in report["backward"]}
    assert backward["label"]["grad_outputs"] == {"output": None}
    assert backward["loss"]["grad_inputs"]["target"] is None
    assert backward["lstm"]["grad_outputs"]["h_n"] is None
    assert isinstance(report["forward"][-2]["outputs"]["output"][0], int)


def test_shared_frozen_and_unneeded_nodes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {
        "x": kind("Input", column="x"),
        "fc": kind("Linear", out_features=2, bias=False),
        "again": {"share": "fc"},
        "still": kind("Linear", out_features=1) | {"frozen": True},
        "norm": kind("BatchNorm1d"),
        "aside": kind("Linear", out_features=9),
        "t": kind("Input", column="t"),
        "loss": kind("MSELoss", loss_weight=0.5),
    }
    edges = ["x -> fc", "fc -> again", "again -> norm", "norm -> still", "still -> loss.input", "t -> loss.target",
             "x -> aside"]  # fmt: skip
    path = write(tmp_path, nodes, edges, data=inline(x=[[1.0, 2.0], [0.5, -1.0]], t=[[1.0], [0.0]]))
    report = call(capsys, "backprop", path, "--batch", "2").json
    assert set(report["update"]) == {"fc.weight", "norm.weight", "norm.bias", "still.weight", "still.bias"}
    assert report["update"]["still.weight"]["gradient"] is None
    assert report["update"]["still.weight"]["before"] == report["update"]["still.weight"]["after"]
    assert report["loss"] == 0.5 * report["losses"]["loss"]
    backward = {entry["node"]: entry for entry in report["backward"]}
    assert backward["still"]["grad_parameters"] == {"weight": None, "bias": None}
    assert backward["loss"]["grad_outputs"] == {"output": 0.5}
    parts = [tensor(backward[node]["grad_parameters"]["weight"]) for node in ("fc", "again")]
    assert torch.allclose(parts[0] + parts[1], tensor(report["update"]["fc.weight"]["gradient"]))
    forward = {entry["node"]: entry for entry in report["forward"]}
    assert forward["aside"]["outputs"] == {"output": None} == backward["aside"]["grad_outputs"]
    assert report["buffers"]["norm.num_batches_tracked"] == {"before": 0, "after": 1}
    assert report["buffers"]["norm.running_mean"]["before"] == [0.0, 0.0]
    chosen = call(capsys, "backprop", path, "--batch", "2", "--nodes", "again,norm").json
    assert [entry["node"] for entry in chosen["forward"]] == ["again", "norm"]
    assert [entry["node"] for entry in chosen["backward"]] == ["norm", "again"]
    assert list(chosen["update"]) == ["fc.weight", "norm.weight", "norm.bias"]
    assert chosen["loss"] == report["loss"]


def test_summary_holds_shapes_and_norms(capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("digits-mlp").path
    full = call(capsys, "backprop", path, "--batch", "2").json
    short = call(capsys, "backprop", path, "--batch", "2", "--summary").json
    assert list(short) == list(full) and short["loss"] == full["loss"]
    for key in ("before", "gradient", "after"):
        told, values = short["update"]["fc1.weight"][key], torch.tensor(full["update"]["fc1.weight"][key]).double()
        assert told["shape"] == [64, 64] and told["norm"] == pytest.approx(float(values.norm()), rel=1e-12)
    assert short["backward"][1]["grad_outputs"] == {"output": None}
    assert short["forward"][0]["outputs"]["output"]["shape"] == [2, 1, 8, 8]


def test_splits_and_saved_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    fresh = call(capsys, "backprop", path).json
    assert call(capsys, "backprop", path, "--split", "test").json["loss"] != fresh["loss"]
    assert call(capsys, "train", path, "--epochs", "1", "--save").code == OK
    before = snapshot(tmp_path)
    trained = call(capsys, "backprop", path).json
    assert trained["update"]["fc1.weight"]["before"] != fresh["update"]["fc1.weight"]["before"]
    assert snapshot(tmp_path) == before


def test_non_finite_values_are_strings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {
        "x": kind("Input", column="x"),
        "fc": kind("Linear", out_features=1, bias=False) | {"init": {"weight": 1.0}},
        "log": kind("Log"),
        "loss": kind("Loss"),
    }
    path = write(tmp_path, nodes, ["x -> fc", "fc -> log", "log -> loss"], data=inline(x=[[-1.0], [0.0], [1.0]]))
    report = call(capsys, "backprop", path, "--batch", "3").json
    assert report["forward"][2]["outputs"]["output"] == [["NaN"], ["-Infinity"], [0.0]]
    assert report["loss"] == "NaN"
    assert report["backward"][2]["grad_inputs"]["input"][1] == ["Infinity"]
    short = call(capsys, "backprop", path, "--batch", "3", "--summary").json
    assert short["forward"][2]["outputs"]["output"]["norm"] == "NaN"


def test_what_cannot_be_taken_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("chain-rule-by-hand").path
    assert call(capsys, "backprop", path, "--split", "test").code == CALL_WRONG
    done = call(capsys, "backprop", path, "--batch", "2", "--json")
    assert done.code == CALL_WRONG
    assert [entry["code"] for entry in done.json["problems"]] == ["call_samples"]
    nodes = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "y": kind("Output")}
    path = write(tmp_path, nodes, ["x -> fc", "fc -> y"], data=inline(x=[[1.0]]))
    done = call(capsys, "backprop", path)
    assert done.code == PROJECT_WRONG and "expected a loss to minimize" in done.err


def test_a_layer_that_raises_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {
        "x": kind("Input", column="x"),
        "words": kind("Embedding", num_embeddings=3, embedding_dim=2),
        "loss": kind("Loss"),
    }
    path = write(tmp_path, nodes, ["x -> words", "words -> loss"], data=inline(x=[[0, 7]]))
    done = call(capsys, "backprop", path)
    assert done.code == NOT_DONE
    assert done.lines[0].startswith(f"chainrule: {path}: node words: Embedding raised ")


def test_the_text_has_a_line_for_each_node(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "backprop", find_template("chain-rule-by-hand").path)
    assert '  {"node": "hidden", "outputs": {"output": [[4.0, 6.0]]}},' in done.out.splitlines()
    assert json.loads(done.out)


def test_clipping_stands_beside_the_gradient_that_it_leaves_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = find_template("chain-rule-by-hand").path
    plain = call(capsys, "backprop", path).json
    value = json.loads(path.read_text())
    value["training"]["clip"] = {"norm": 1.0}
    clipped_file = tmp_path / "clipped.chainrule"
    clipped_file.write_text(json.dumps(value))
    report = call(capsys, "backprop", clipped_file).json
    assert report["backward"] == plain["backward"]
    total = sum(number**2 for one in plain["update"].values() for row in one["gradient"] for number in row) ** 0.5
    assert report["clip"]["norm"] == 1.0 and report["clip"]["value"] is None
    assert report["clip"]["total_norm"] == pytest.approx(total)
    assert report["clip"]["factor"] == pytest.approx(1 / total)
    for name, one in report["update"].items():
        assert list(one) == ["before", "gradient", "clipped", "after"]
        assert one["gradient"] == plain["update"][name]["gradient"]
        for ours, theirs in zip(one["clipped"], one["gradient"], strict=True):
            assert ours == pytest.approx([number / total for number in theirs])
    summary = call(capsys, "backprop", clipped_file, "--summary").json
    assert summary["update"]["output.weight"]["clipped"]["shape"] == [1, 2]
    value["training"]["clip"] = {"norm": 0}
    clipped_file.write_text(json.dumps(value))
    refused = call(capsys, "backprop", clipped_file)
    assert refused.code == 1
    assert "expected a number above 0, or null for clip.norm, got 0" in refused.err
