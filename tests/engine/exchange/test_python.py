"""The exported weights fit the exported text, whatever is shared, tied or nested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from engine.compiler.network import build, load_class
from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.exchange.python import export_python
from engine.problem import ProblemError
from engine.project.project import Project
from engine.training.setup import read_weights
from tests.engine.projects import ALL


@pytest.mark.parametrize("name", ALL)
def test_the_state_dict_fits_and_gives_the_same_outputs(name: str, tmp_path: Path) -> None:
    project: Project = ALL[name]
    plan = Planner().plan(project)
    trained = build(plan, seed=5)
    state = torch.get_rng_state()
    written = export_python(plan, tmp_path / "net.py", read_weights(trained))
    assert torch.equal(torch.get_rng_state(), state)
    assert written == [tmp_path / "net.py", tmp_path / "net.pt"]
    names: dict[str, Any] = {"__name__": "net"}
    exec((tmp_path / "net.py").read_text(), names)
    *_, network_class = [value for value in names.values() if isinstance(value, type)]
    network = network_class()
    network.load_state_dict(torch.load(tmp_path / "net.pt", weights_only=True))
    expected = trained.module.state_dict()
    assert all(torch.equal(tensor, expected[key]) for key, tensor in network.state_dict().items())


def test_it_is_the_text_that_trains(tmp_path: Path) -> None:
    plan = Planner().plan(ALL["blocks"])
    assert export_python(plan, tmp_path / "net.py") == [tmp_path / "net.py"]
    assert (tmp_path / "net.py").read_text() == generate(plan).text == build(plan).source.text
    assert issubclass(load_class(generate(plan)), torch.nn.Module)


def test_a_layer_without_saved_weights_starts_from_the_seed(tmp_path: Path) -> None:
    plan = Planner().plan(ALL["digits"])
    weights = read_weights(build(plan, seed=5))
    del weights["fc2.weight"]
    export_python(plan, tmp_path / "net.py", weights, seed=7)
    state = torch.load(tmp_path / "net.pt", weights_only=True)
    assert torch.equal(state["fc2.weight"], build(plan, seed=7).module.state_dict()["fc2.weight"])
    assert torch.equal(state["fc1.weight"], torch.from_numpy(weights["fc1.weight"]))


def test_the_code_may_not_take_the_name_of_the_weights(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"got one that ends in \.pt"):
        export_python(Planner().plan(ALL["digits"]), tmp_path / "net.pt")
    assert not list(tmp_path.iterdir())
