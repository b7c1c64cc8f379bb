"""Beside the stage: what is wrong with the gradient is marked and remedied, and the update of a weight is told."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.frame.modes import mode_named
from app.frame.stage_display import page_of
from app.session.trainer import RunState
from engine.layers import remedies
from engine.project import edits
from engine.project.project import MAIN, Project
from tests.app.frame.beside import Beside
from tests.app.theatre.conftest import stage  # noqa: F401
from tests.engine.projects import SIAMESE, kind, project_of
from tests.engine.sick import DEAD, FROZEN, VANISHING, data, perceptron, training
from tests.engine.training.history.kept import with_training

HEALTHY = perceptron("ReLU", 2)
INNER = {
    "graph": {
        "nodes": {
            "x": kind("Input"),
            "fc": kind("Linear", out_features=24),
            "act": kind("Sigmoid"),
            "y": kind("Output"),
        },
        "edges": ["x -> fc", "fc -> act", "act -> y"],
    }
}
DEEP = project_of(
    {"x": kind("Input", column="x"), "act": kind("Tanh"), "body": {"block": "Layer", "repeat": 12},
     "score": kind("Linear", out_features=3), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss")},
    ["x -> act", "act -> body", "body -> score", "score -> loss.input", "y -> loss.target"],
    blocks={"Layer": INNER}, data=data(), training=training(),
    view={"positions": {node: [216.0 * place, 0.0]
                        for place, node in enumerate(("x", "act", "body", "score", "y", "loss"))}},
)  # fmt: skip


NORMALIZE = "Put a BatchNorm1d Before act"


def is_normalized(project: Project) -> bool:
    """In the block, and not before the `act` of the main page."""
    inside = project.blocks["Layer"].graph
    return inside.sources[edits.PortRef.parse("act.input")].node == "batchnorm1d" and project.graph == DEEP.graph


# ------------------------------------------------------------------ addresses


def test_a_node_stands_on_the_page_of_its_block() -> None:
    assert page_of(DEEP, "body.3.fc") == ("Layer", "fc")
    assert page_of(DEEP, "body") == (MAIN, "body") and page_of(DEEP, "score") == (MAIN, "score")
    assert page_of(SIAMESE, "encode.1.norm") == ("Encoder", "norm")
    assert page_of(SIAMESE, "again.0.fc") == ("Encoder", "fc"), "a block that is used again"


def test_every_address_of_every_project_has_a_page_with_that_node() -> None:
    from engine.compiler.planner import Planner
    from tests.engine.projects import ALL

    count = 0
    for project in ALL.values():
        for leaf in Planner().plan(project).leaves:
            page, node = page_of(project, leaf.address)
            assert node in project.page(page).nodes, leaf.address
            count += page != MAIN
    assert count > 20


# ------------------------------------------------------------------ diagnoses


def test_a_sick_network_is_marked_in_the_panel_on_its_card_and_in_the_inspector(beside: Beside) -> None:
    beside.open(VANISHING)
    (card,) = beside.cards
    title, message, *_ = beside.texts(card)
    assert title == "act8" and message.startswith("expected at least") and "gradient" in message
    assert "Use ReLU for act1 … act12" in beside.texts(card)
    assert beside.state("act8") == "warning" and beside.state("fc2") == "right"
    panel = beside.window.panels.diagnosis
    assert panel._heading.text() == "Measured on 64 samples."
    model = panel.table.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names[0] == "loss" and names.index("act12") < names.index("fc1"), "from the loss back"
    next(one for one in card.findChildren(QPushButton) if one.text() == "act8").click()
    assert beside.window.canvas.selected_nodes == ["act8"]
    QApplication.processEvents()
    (shown,) = beside.problems_in_inspector
    assert message in [label.text() for label in shown.findChildren(QLabel)]
    assert beside.window.panels.problems.list.model().rowCount() == 0, "the graph itself is right"


def test_a_healthy_network_is_told_to_be_so(beside: Beside) -> None:
    beside.open(HEALTHY)
    assert beside.cards == []
    assert beside.window.panels.diagnosis._heading.text() == (
        "Measured on 64 samples. Nothing is wrong with the gradient of this step."
    )
    assert {beside.state(node) for node in beside.project.graph.nodes} == {"right"}


def test_each_remedy_is_one_step_of_undo_and_helps(beside: Beside) -> None:
    beside.open(VANISHING)
    before, old = beside.project, beside.texts(beside.cards[0])[1]
    for place in range(4):
        count = beside.window.document.undo_stack.index()
        uses = [one for one in beside.cards[0].findChildren(QPushButton) if one.text() == "Apply"]
        assert len(uses) == 4
        uses[place].click()
        assert beside.window.document.undo_stack.index() == count + 1 and beside.project != before
        beside.window.checker.check()
        assert beside.window.checker.problems == ()
        beside.diagnose()
        assert not [card for card in beside.cards if beside.texts(card)[1] == old]
        assert beside.state("act8") == "right" or beside.cards
        positions = beside.project.positions()
        assert len(set(positions.values())) == len(positions), "no card lies on another"
        beside.window.actions_["undo"].trigger()
        assert beside.project == before
        beside.window.checker.check()
        beside.diagnose()
        assert [beside.texts(card)[1] for card in beside.cards] == [old] and beside.state("act8") == "warning"


def test_the_marks_go_with_the_stage(beside: Beside) -> None:
    beside.open(DEAD)
    assert beside.state("act2") == "warning"
    beside.window.set_mode(mode_named("train"))
    assert beside.state("act2") == "right" and beside.cards == []
    assert beside.window.panels.diagnosis._empty.isVisibleTo(beside.window.panels.diagnosis)
    beside.enter()
    beside.diagnose()
    assert beside.state("act2") == "warning"
    beside.window.document.new(HEALTHY)
    beside.window.checker.check()
    assert beside.cards == [] and beside.state("act2") == "right"


def test_an_edit_is_diagnosed_anew_and_a_wrong_graph_not_at_all(beside: Beside) -> None:
    beside.open(DEAD)
    beside.apply(edits.set_init(beside.project, MAIN, "fc2", "bias", 0.0))
    beside.diagnose()
    assert beside.cards == [] and beside.state("act2") == "right"
    beside.window.document.undo_stack.undo()
    beside.diagnose()
    assert beside.cards
    beside.apply(edits.disconnect(beside.project, MAIN, [edits.PortRef.parse("fc2.input")]))
    beside.diagnose()
    assert beside.cards == [] and beside.state("fc2") != "right"


def test_unfreezing_and_settings_are_remedies_too(beside: Beside) -> None:
    beside.open(FROZEN)
    (card,) = beside.cards
    beside.press(card, "Unfreeze")
    assert not beside.project.graph.nodes["fc2"].frozen
    beside.window.document.new(perceptron("ReLU", 2, settings=training(lr=100.0)))
    beside.window.checker.check()
    beside.diagnose()
    beside.press(beside.cards[0], "Set optimizer.params.lr")
    assert beside.project.training.optimizer.params["lr"] < 100.0
    beside.diagnose()
    assert all("update" not in text for card in beside.cards for text in beside.texts(card)[:2])


def test_what_is_wrong_inside_a_block_is_remedied_on_its_page(beside: Beside) -> None:
    """The main page has an `act`, too: it stays as it is."""
    beside.open(DEEP)
    card = beside.cards[0]
    assert beside.texts(card)[0] == "body.7.act" and beside.state("body") == "warning"
    beside.press(card, NORMALIZE)
    assert is_normalized(beside.project)
    beside.window.checker.check()
    assert beside.window.checker.problems == ()


def test_the_inspector_remedies_inside_a_block_as_well(beside: Beside) -> None:
    beside.open(DEEP)
    beside.window.canvas.select(["body"])
    QApplication.processEvents()
    (card,) = [one for one in beside.problems_in_inspector if "gradient" in one.findChildren(QLabel)[0].text()]
    next(one for one in card.findChildren(QPushButton) if one.text() == NORMALIZE).click()
    assert is_normalized(beside.project)


def test_the_inspector_repairs_what_stands_on_the_page_of_a_block(beside: Beside) -> None:
    window = beside.window
    window.document.new(DEEP)
    window.set_mode(mode_named("design"))
    window.canvas.set_page("Layer")
    window._repair("act", remedies.change_kind("ReLU", ("act",)))
    assert window.document.project.blocks["Layer"].graph.nodes["act"].of == "ReLU"
    assert window.document.project.graph.nodes["act"].of == "Tanh"


def test_a_row_of_the_table_leads_to_its_card(beside: Beside) -> None:
    beside.open(DEEP)
    table = beside.window.panels.diagnosis.table
    names = [table.model().index(row, 0).data() for row in range(table.model().rowCount())]
    row = names.index("body.5.act")
    table.clicked.emit(table.model().index(row, 0))
    assert beside.window.canvas.selected_nodes == ["act"] and beside.window.canvas.graph_scene.prefix == "body.5."
    tip = table.model().index(row, 0).data(3)
    assert tip.splitlines()[0] == "body.5.act · Sigmoid" and "product of gains" in tip


# ------------------------------------------------------------------ training both


def test_both_are_trained_and_drawn_side_by_side(beside: Beside) -> None:
    beside.open(with_training(VANISHING, epochs=5))
    window = beside.window
    before = beside.project
    card = beside.cards[0]
    words = next(text for text in beside.texts(card) if text.startswith("Use ReLU"))
    beside.press(card, words, "Train Both")
    assert window.docks["comparison"].isVisible() and window.comparison.is_running
    panel = window.panels.comparison
    assert panel._words.text() == words and panel._stop.isVisibleTo(panel) and not panel._empty.isVisibleTo(panel)
    assert beside.project is before, "nothing was edited"
    beside.wait_until(lambda: not window.comparison.is_running, timeout=60)
    assert not panel._stop.isVisibleTo(panel)
    assert panel._plot is not None
    for name in ("original", "remedied"):
        xs, ys = panel._plot._data[name]
        assert xs.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0] and len(set(ys)) == 5
    lines = panel._scores.text().splitlines()
    assert lines[0].startswith("as it is: loss ") and lines[1].startswith("changed: loss ")
    assert all(line.endswith("(train)") and "Accuracy" in line for line in lines)
    assert beside.window.document.weights == {} and window.trainer.history.is_empty


def test_training_both_is_refused_while_one_trains(beside: Beside) -> None:
    beside.open(with_training(VANISHING, epochs=100_000))
    window = beside.window
    window.trainer.train()
    beside.wait_until(lambda: window.trainer.state is RunState.RUNNING, timeout=60)
    window.stage_display.compare("fc1", remedies.change_kind("ReLU", ("act1",)))
    assert not window.comparison.is_running and "Stop the training first" in window.status.currentMessage()
    window.trainer.stop()
    beside.wait_until(lambda: window.trainer.state is RunState.IDLE, timeout=60)
    window.stage_display.compare("fc1", remedies.change_kind("ReLU", ("act1",)))
    assert window.comparison.is_running
    window.actions_["train"].trigger()
    assert window.trainer.state is RunState.IDLE and "Stop the comparison first" in window.status.currentMessage()
    window.document.new(HEALTHY)
    beside.wait_until(lambda: not window.comparison.is_running, timeout=60)


def test_a_window_may_be_closed_while_both_train(beside: Beside) -> None:
    beside.open(with_training(VANISHING, epochs=100_000))
    beside.window.stage_display.compare("fc1", remedies.change_kind("ReLU", ("act1",)))
    beside.wait_until(lambda: beside.window.comparison.steps > 2, timeout=60)
