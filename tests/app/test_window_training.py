"""Training in the whole window, with the engine itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from app.session.trainer import RunState
from engine.project import edits
from engine.project.project import MAIN
from engine.project.store import load_project
from tests.app.conftest import Answers

Wait = Callable[..., None]
Make = Callable[[], MainWindow]


def select(window: MainWindow, *nodes: str) -> None:
    """Selects nodes, and lets the canvas tell of it."""
    window.canvas.select(nodes)
    QApplication.processEvents()


def test_training_shows_everywhere_and_its_weights_are_kept(window: MainWindow, wait_until: Wait) -> None:
    window.show()
    project = window.document.project
    window.document.apply(edits.set_training(project, type(project.training)(epochs=2)))
    select(window, "fc1")
    window.actions_["train"].trigger()
    wait_until(lambda: window.trainer.state is RunState.IDLE and bool(window.document.weights), 30)
    history = window.trainer.history
    assert history.look is not None
    assert len(history.epochs) == 2
    assert {"fc1", "fc1.weight"} <= set(history.look.histograms)
    assert window.document.is_modified
    gradients = window.panels.gradients
    assert gradients._bars is not None
    assert len(gradients._bars._names) == len(set(gradients._labels) & set(history.look.nodes))
    assert "accuracy" in window.status._scores.text()
    assert set(window.document.weights) == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}


def test_saving_and_opening_keeps_the_trained_weights(
    window: MainWindow, answers: Answers, tmp_path: Path, wait_until: Wait
) -> None:
    window.trainer.step_once()
    wait_until(lambda: window.trainer.state is RunState.PAUSED)
    answers.path = tmp_path / "net.chainrule"
    assert window.files.save()
    loaded = load_project(tmp_path / "net.chainrule")
    assert loaded.problems == ()
    for name, array in window.document.weights.items():
        np.testing.assert_array_equal(loaded.weights[name], array)


def test_what_stood_in_the_way_of_training_is_forgotten_once_it_is_mended(window: MainWindow, wait_until: Wait) -> None:
    window.document.apply(edits.disconnect(window.document.project, MAIN, [edits.PortRef.parse("fc2.input")]))
    window.train_or_pause()
    wait_until(lambda: not window.messages.isHidden())
    window.document.undo_stack.undo()
    wait_until(lambda: window.messages.isHidden())


def test_a_failure_is_told_also_where_a_card_was_moved_before(window: MainWindow, wait_until: Wait) -> None:
    window.document.apply(edits.disconnect(window.document.project, MAIN, [edits.PortRef.parse("fc2.input")]))
    window.checker.check()
    window.document.apply(edits.move(window.document.project, MAIN, {"fc1": (5, 5)}))
    window.train_or_pause()
    wait_until(lambda: not window.messages.isHidden())


def test_too_few_classes_are_mended_with_one_press(window: MainWindow) -> None:
    window.document.apply(edits.set_param(window.document.project, MAIN, "fc2", "out_features", 4))
    window.checker.check()
    remedy = window.checker.problems[0].remedies[0]
    window.panels.inspector.repair_wanted.emit("loss", remedy)
    window.checker.check()
    assert window.checker.problems == ()
    assert window.document.project.graph.nodes["fc2"].params["out_features"] == 10


def test_the_reset_button_follows_the_project(window: MainWindow, answers: Answers, wait_until: Wait) -> None:
    answers.unsaved = "discard"
    button = window.training._reset
    window.document.set_trained_weights({"fc1.bias": np.zeros(64, np.float32)}, 5)
    assert not button.isHidden()
    window.files.open_example("spiral")
    assert button.isHidden()


def test_an_edit_while_it_trains_ends_the_run_and_the_window_lives_on(window: MainWindow, wait_until: Wait) -> None:
    project = window.document.project
    window.document.apply(edits.set_training(project, type(project.training)(epochs=10_000)))
    window.trainer.train()
    wait_until(lambda: window.trainer.state is RunState.RUNNING)
    window.document.apply(edits.set_param(window.document.project, MAIN, "fc1", "out_features", 32))
    wait_until(lambda: window.trainer.state is RunState.IDLE)
    assert window.messages.isHidden()
    assert "fc2.bias" in window.document.weights  # what still fits is kept
    window.trainer.step_once()
    wait_until(lambda: window.trainer.state is RunState.PAUSED)


def test_a_layer_that_raises_turns_red_with_its_message_and_its_line(window: MainWindow, wait_until: Wait) -> None:
    window.files.new()
    project = window.document.project
    for kind, params in (
        ("Input", {"column": "label"}),
        ("Embedding", {"num_embeddings": 2, "embedding_dim": 10}),
        ("CrossEntropyLoss", {}),
    ):
        change, _ = edits.add_node(project, MAIN, kind, params, (0, 0))
        project = change.apply(project)
    window.document.new(project)
    for source, target in (
        ("input", "embedding"),
        ("embedding", "loss.input"),
        ("input", "loss.target"),
    ):
        edge = edits.Edge(edits.PortRef.parse(source), edits.PortRef.parse(target))
        window.document.apply(edits.connect(window.document.project, MAIN, edge, window.document.interfaces))
    window.checker.check()
    assert window.checker.problems == ()
    window.trainer.train()
    wait_until(lambda: not window.messages.isHidden())
    assert "embedding" in window.messages._text.text()
    assert "self.embedding(" in window.messages._code.text()
    assert window.canvas.graph_scene.item_for_node["embedding"].card.state == "wrong"
    window.document.apply(edits.set_param(window.document.project, MAIN, "embedding", "num_embeddings", 10))
    wait_until(lambda: window.messages.isHidden())
    assert window.canvas.graph_scene.item_for_node["embedding"].card.state == "right"


def test_a_press_before_the_engine_is_there_counts(make_window: Make, wait_until: Wait) -> None:
    window = make_window()
    window.files.open_at_start(None)
    window.actions_["train"].trigger()
    assert window.trainer.state is RunState.IDLE
    window.checker.start()
    window.training.set_ready()
    wait_until(lambda: window.trainer.state is RunState.RUNNING)
