"""The examples that come along are well-formed, readable drawings in the form that saving gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.problem import ProblemError
from engine.project.reader import read_file
from engine.project.templates import FIRST, FOLDER, GROUPS, Template, find_template, templates
from engine.project.writer import project_bytes

NAMES = {
    "digits-mlp", "mnist-mlp", "mnist-mlp-deep", "simple-cnn", "regression", "spiral", "fashion-cnn", "sequence-lstm",
    "residual", "transformer", "chain-rule-by-hand", "lenet-5", "alexnet", "vgg-16", "resnet-18", "resnet-34",
    "resnet-50", "mobilenet-v2", "u-net", "vit", "mlp-mixer", "gru-labeller", "bert-base", "gpt-2", "autoencoder",
    "vae", "siamese",
}  # fmt: skip
CARD = (180, 90)


def test_every_example_is_there_and_the_opening_one_comes_first() -> None:
    found = [template.name for template in templates()]
    assert set(found) == NAMES
    assert found[0] == FIRST
    groups = [(GROUPS.index(template.group), template.name) for template in templates()]
    assert groups[1:] == sorted(groups[1:]) and {place for place, _ in groups} == set(range(len(GROUPS)))


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProblemError, match="did you mean spiral"):
        find_template("spirals")


def test_another_folder_holds_other_examples(tmp_path: Path) -> None:
    (tmp_path / "own.chainrule").write_text(json.dumps({"name": "Own", "description": "Mine."}), encoding="utf-8")
    assert templates(tmp_path) == (Template("own", "Own", "Mine.", tmp_path / "own.chainrule", GROUPS[0]),)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
class TestExample:
    def test_it_reads_without_a_problem_and_writes_the_same_bytes(self, template: Template) -> None:
        result = read_file(template.path)
        assert result.project is not None and not result.problems
        assert project_bytes(result.project) == template.content

    def test_its_description_is_one_sentence(self, template: Template) -> None:
        assert template.description.endswith(".")
        assert "\n" not in template.description and len(template.description) <= 110

    def test_it_is_drawn_from_left_to_right_in_rows_without_overlaps(self, template: Template) -> None:
        project = read_file(template.path).project
        assert project is not None
        places = project.positions()
        assert set(places) == set(project.graph.nodes)
        for edge in project.graph.edges:
            (x, y), (u, v) = places[edge.source.node], places[edge.target.node]
            assert x + CARD[0] < u or (u == 0 and y + CARD[1] < v), str(edge)  # a long row goes on in the next
        for one, (x, y) in places.items():
            for other, (u, v) in places.items():
                assert one == other or abs(x - u) >= CARD[0] or abs(y - v) >= CARD[1], (one, other)

    def test_every_page_of_a_block_is_laid_out(self, template: Template) -> None:
        project = read_file(template.path).project
        assert project is not None
        for page in project.blocks:
            assert set(project.positions(page)) == set(project.page(page).nodes), page


def test_they_lie_beside_the_packages() -> None:
    assert Path(__file__).resolve().parents[3] / "resources" / "examples" == FOLDER
