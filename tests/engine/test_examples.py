"""Every example trains from the command line, on a part of its data, and gets better.

Of the networks from papers those that take seconds; all of them are held to their papers in
`test_template_networks.py`.
"""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import pytest

from engine.data.mnist import FILES, FashionMnist
from engine.project.templates import find_template, templates
from tests.engine.cli.calls import call, example

TRAIN_PICTURES, TEST_PICTURES = 3000, 500
# What is set to make it short, and the score that it reaches on the test part: accuracy or r2, at least.
SHORT: dict[str, tuple[list[str], str, float]] = {
    "digits-mlp": (["training.epochs=5"], "accuracy", 0.85),
    "mnist-mlp": (["training.epochs=3", "data.source=fashion-mnist"], "accuracy", 0.7),
    "mnist-mlp-deep": (["training.epochs=3", "data.source=fashion-mnist"], "accuracy", 0.7),
    "fashion-cnn": (["training.epochs=2", "training.batch_size=32"], "accuracy", 0.65),
    "simple-cnn": (["training.epochs=2", "data.params.samples=1000", "training.batch_size=16"], "accuracy", 0.3),
    "regression": (["training.epochs=2", "data.params.samples=4000"], "r2", 0.3),
    "spiral": (["training.epochs=40"], "accuracy", 0.85),
    "sequence-lstm": (["training.epochs=10", "data.params.samples=1000"], "accuracy", 0.6),
    "residual": (["training.epochs=2"], "accuracy", 0.85),
    "transformer": (["training.epochs=4"], "accuracy", 0.6),
    "lenet-5": (["training.epochs=2"], "accuracy", 0.8),
    "gru-labeller": (["training.epochs=1", "data.params.samples=1000"], "accuracy", 0.6),
    "autoencoder": (["training.epochs=10"], "r2", 0.2),
    "vae": (["training.epochs=6"], "accuracy", 0.82),
}
UNSCORED = ("chain-rule-by-hand", "siamese")  # with tests of their own
SLOW_EXAMPLES = (
    "alexnet", "vgg-16", "resnet-18", "resnet-34", "resnet-50", "mobilenet-v2", "u-net", "vit", "mlp-mixer",
    "bert-base", "gpt-2",
)  # fmt: skip
AT_KINKS = ("fashion-cnn", "siamese")  # black areas are ties for a MaxPool
LONG_CHECKS = (*SLOW_EXAMPLES, "lenet-5", "gru-labeller")  # each number of a parameter takes two passes


@pytest.fixture(scope="session")
def some_pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first pictures of Fashion-MNIST, in files of the same format."""
    folder = tmp_path_factory.mktemp("fashion")
    for name, count, size in zip(FILES, [TRAIN_PICTURES] * 2 + [TEST_PICTURES] * 2, [784, 1] * 2, strict=True):
        whole = gzip.decompress((Path(FashionMnist.origin.system_folder) / f"{name}.gz").read_bytes())
        header = 16 if size > 1 else 8
        shortened = whole[:4] + struct.pack(">I", count) + whole[8 : header + count * size]
        (folder / name).write_bytes(shortened)
    return folder


def test_none_is_left_out() -> None:
    assert {*SHORT, *UNSCORED, *SLOW_EXAMPLES} == {template.name for template in templates()}


@pytest.mark.parametrize("name", SHORT)
def test_it_learns(name: str, some_pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assignments, score, least = SHORT[name]
    if "mnist" in name or "fashion" in name:
        assignments = [*assignments, f"data.params.folder={some_pictures}"]
    options = [part for text in ["training.threads=1", *assignments] for part in ("--set", text)]
    done = call(capsys, "train", find_template(name).path, "--json", *options)
    assert done.code == 0, done.err
    assert done.events[-1]["test"][score] >= least


def test_the_blackboard_example_learns_by_heart(capsys: pytest.CaptureFixture[str]) -> None:
    events = call(capsys, "train", find_template("chain-rule-by-hand").path, "--json").events
    losses = [event["train"]["loss"] for event in events if event["event"] == "epoch"]
    assert losses[0] == 4.0 and losses == sorted(losses, reverse=True) and losses[-1] < 1e-3


def test_the_siamese_network_tells_pairs_apart(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--set", "training.epochs=2", "--set", "data.params.samples=600", "--set", "training.threads=1")
    done = call(capsys, "train", find_template("siamese").path, "--json", *options)
    assert done.code == 0, done.err
    assert done.events[-1]["test"]["loss"] < 0.11  # half of the margin squared, half of the time: 0.125 for guessing


@pytest.mark.parametrize("name", sorted({*SHORT, *UNSCORED} - {*LONG_CHECKS}))
def test_its_gradients_are_right(
    name: str, some_pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(find_template(name).content)["data"]
    if "mnist" in data["source"]:
        data |= {"source": "fashion-mnist", "params": {"folder": str(some_pictures)}}
    done = call(capsys, "gradcheck", example(tmp_path, name, data=data), "--json")
    assert done.code == 0, done.err
    assert done.json["ok"] and done.json["largest_error"] < 1e-5
    assert done.json["verdict"] == ("kink" if name in AT_KINKS else "right")
