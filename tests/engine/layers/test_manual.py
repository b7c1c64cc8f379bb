"""The manual has a page for every kind: formulas that can be set, examples that torch takes."""

from __future__ import annotations

import pytest
import torch
import ziamath
from torch import nn

from engine.layers.catalogue import catalogue
from engine.layers.formulas import FORMULAS
from engine.layers.layer import ModuleLayer
from engine.layers.manual import manual_page

every_kind = pytest.mark.parametrize("kind", list(catalogue()))


@pytest.mark.parametrize("kind", list(FORMULAS))
def test_every_formula_can_be_set(kind: str) -> None:
    assert kind in catalogue()
    ziamath.config.svg2 = False
    assert "<svg" in ziamath.Latex(FORMULAS[kind]).svg()


def test_every_kind_whose_docstring_has_an_equation_has_a_formula() -> None:
    written = {
        name
        for name, kind in catalogue().items()
        if any(line.strip().startswith(("y =", "y_", "yᵢ", "yₖ")) for line in (kind.__doc__ or "").splitlines())
    }
    assert len(written) > 40
    assert written <= FORMULAS.keys()


def test_an_equation_is_not_said_twice() -> None:
    assert manual_page(catalogue()["ReLU"]).details == ()
    assert manual_page(catalogue()["Linear"]).details == ("Any axes between batch and last are kept.",)
    assert manual_page(catalogue()["Conv1d"]).details == ("B × C × L becomes B × out_channels × L'",)
    assert manual_page(catalogue()["CrossEntropyLoss"]).details[0].startswith("−log softmax(input)[target].")


@every_kind
def test_every_kind_says_what_it_does(kind: str) -> None:
    page = manual_page(catalogue()[kind])
    assert page.summary.endswith(".")
    assert all("See torch" not in text for text in page.details)


@every_kind
def test_the_torch_page_is_about_something_that_torch_has(kind: str) -> None:
    name = manual_page(catalogue()[kind]).torch_name
    found: object = torch
    for part in name.split(".")[1:]:
        found = getattr(found, part)
    assert found is not None


@every_kind
def test_the_example_of_a_module_makes_one(kind: str) -> None:
    page = manual_page(catalogue()[kind])
    if not issubclass(catalogue()[kind], ModuleLayer) or not page.example.startswith("nn."):
        return
    made = eval(page.example, {"nn": nn, "torch": torch})
    assert isinstance(made, nn.Module)


def test_nearly_all_kinds_have_an_example() -> None:
    lacking = {name for name, kind in catalogue().items() if not manual_page(kind).example}
    assert lacking == {"Input", "Output", "Squeeze"}
