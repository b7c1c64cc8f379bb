"""What is taken from a canvas: what it shows at that moment, and nothing of what comes after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.figures.sheet import Sheet
from app.figures.subject import subject_of
from app.frame.modes import mode_named
from app.theme.tokens import LIGHT
from engine.project import edits
from engine.project.project import MAIN

if TYPE_CHECKING:
    from app.main_window import MainWindow


def test_a_drawing_is_taken_with_its_plan_and_its_places(window: MainWindow) -> None:
    window.set_mode(mode_named("design"))
    scene = window.canvas.graph_scene
    subject = subject_of(scene, window.theatre)
    assert subject.title == window.document.project.name
    assert subject.staged is None
    assert subject.trained is None
    sheet = Sheet(subject, LIGHT)
    assert sheet.scene.places == scene.places
    assert {node: item.card for node, item in sheet.scene.item_for_node.items()} == {
        node: item.card for node, item in scene.item_for_node.items()
    }
    sheet.close()


def test_what_is_edited_afterwards_does_not_reach_it(window: MainWindow) -> None:
    sheet = Sheet(subject_of(window.canvas.graph_scene), LIGHT)
    before = sheet.scene.places
    window.document.apply(edits.move(window.document.project, MAIN, {"fc1": (5000.0, 5000.0)}))
    assert window.canvas.graph_scene.places["fc1"] == (5000.0, 5000.0)
    assert sheet.scene.places == before
    sheet.close()


def test_a_training_is_taken_with_what_its_cards_show(window: MainWindow, wait_until: Callable[..., None]) -> None:
    window.set_mode(mode_named("train"))
    window.trainer.step_once()
    wait_until(lambda: window.trainer.state.value == "paused" and window.trainer.history.look is not None)
    scene = window.canvas.graph_scene
    wait_until(lambda: scene.item_for_node["fc1"].heat is not None)
    subject = subject_of(scene, window.theatre)
    assert subject.trained is not None
    sheet = Sheet(subject, LIGHT)
    for node, item in scene.item_for_node.items():
        other = sheet.scene.item_for_node[node]
        assert (other.heat, other.words, list(other.history)) == (item.heat, item.words, list(item.history))
        assert other.height == item.height
    for target, edge in scene.item_for_edge.items():
        assert sheet.scene.item_for_edge[target].heat == edge.heat
    sheet.close()
    window.trainer.stop()
    wait_until(lambda: window.trainer.state.value == "idle")


def test_a_step_is_taken_at_the_moment_at_which_it_stands(window: MainWindow, wait_until: Callable[..., None]) -> None:
    window.set_mode(mode_named("backprop"))
    theatre = window.theatre
    wait_until(lambda: theatre.step is not None, 60)
    theatre.player.go_to(9)
    subject = subject_of(window.canvas.graph_scene, theatre)
    assert subject.staged is not None
    assert subject.staged.step is theatre.step
    assert subject.staged.position == 9
    assert subject.staged.subtitle == theatre.samples_text
    theatre.player.go_to(2)
    sheet = Sheet(subject, LIGHT)
    window.theatre.player.go_to(9)
    for node, item in window.canvas.graph_scene.item_for_node.items():
        stage, other = item.stage, sheet.scene.item_for_node[node].stage
        assert stage is not None
        assert other is not None
        assert [row.state for row in other.rows] == [row.state for row in stage.rows]
    sheet.close()
    window.set_mode(mode_named("design"))
