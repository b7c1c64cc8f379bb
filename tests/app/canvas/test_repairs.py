"""Every remedy of the engine has words, and is one step of undo on the canvas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.canvas.repairs import TEXTS, can_repair, carry_out, repair_text
from app.canvas.view import GraphView
from app.session.document import Document
from app.translation import CLOSING, OPENING, PseudoTranslator
from engine.layers import remedies
from engine.problem import Remedy
from engine.project.project import MAIN
from engine.project.writer import project_bytes
from tests.engine.sick import VANISHING

STARTS = [({"weight": {"function": "kaiming_normal_"}, "bias": 0.0}, ("fc1", "fc2"))]
WORDS = [
    (remedies.insert("BatchNorm1d", "input"), "Put a BatchNorm1d Before It"),
    (remedies.insert_before("LayerNorm", "input", ["act1", "act2"]), "Put a LayerNorm Before act1, act2"),
    (remedies.change("out_features", 8), "Set out_features to 8"),
    (remedies.change("out_features", 8, "fc1"), "Set out_features of fc1 to 8"),
    (remedies.change_kind("ReLU", [f"act{n}" for n in range(1, 13)], STARTS), "Use ReLU for act1 … act12"),
    (remedies.start(STARTS), "Start fc1, fc2 with kaiming_normal_"),
    (remedies.skip([("act1", "act2"), ("act2", "act3")]), "Add Skip Connections to act2, act3"),
    (remedies.training("optimizer.params.lr", 0.01), "Set optimizer.params.lr to 0.01"),
    (remedies.training("clip", {"norm": 1.0}), "Set clip to norm 1.0"),
    (remedies.unfreeze(), "Unfreeze"),
]


@pytest.fixture
def view(qapp: QApplication) -> Iterator[GraphView]:
    """A canvas with twelve sigmoid layers."""
    made, document = GraphView(examples=[]), Document(VANISHING)
    made.set_document(document)
    yield made
    made.close()
    made.deleteLater()
    document.deleteLater()


@pytest.mark.parametrize(("remedy", "words"), WORDS)
def test_a_remedy_is_said_in_a_few_words(remedy: Remedy, words: str) -> None:
    assert can_repair(remedy)
    assert repair_text(remedy) == words


def test_every_remedy_can_be_said_in_another_language(qapp: QApplication) -> None:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    try:
        for remedy, words in WORDS:
            assert repair_text(remedy) == f"{OPENING}{words}{CLOSING}"
    finally:
        qapp.removeTranslator(translator)


def test_there_are_words_for_every_code_and_no_others() -> None:
    codes = {remedy.code for remedy, _ in WORDS}
    assert codes == {key.partition(" ")[0] for key in TEXTS}
    assert not can_repair(Remedy("pray"))


@pytest.mark.parametrize(("remedy", "words"), [one for one in WORDS if one[0].code != "unfreeze" and "act" in one[1]])
def test_what_is_put_in_stands_apart_from_all_other_cards(view: GraphView, remedy: Remedy, words: str) -> None:
    scene, document = view.graph_scene, view.graph_scene.document
    before = project_bytes(document.project)
    carry_out(remedy, "act1", scene, view.editor)
    assert document.undo_stack.count() == 1
    bodies = [item.scene_body for item in scene.item_for_node.values()]
    assert not any(a.intersects(b) for number, a in enumerate(bodies) for b in bodies[:number])
    new = set(document.project.graph.nodes) - set(VANISHING.graph.nodes)
    assert new <= set(document.project.positions(MAIN))
    assert not new or set(view.selected_nodes) == new
    document.undo_stack.undo()
    assert project_bytes(document.project) == before
