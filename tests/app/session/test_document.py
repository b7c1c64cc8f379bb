"""One door for edits: everything undoes, weights included, and files hold what the document holds."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.session.document import Document
from engine.graph.graph import Node, make_graph
from engine.problem import ProblemError
from engine.project import edits
from engine.project.change import Change, StaleChangeError
from engine.project.project import MAIN, Project
from engine.project.weights import weights_bytes
from engine.project.writer import project_text
from tests.engine.project.random_projects import changes, projects

pytestmark = pytest.mark.usefixtures("qapp")


def _document() -> Document:
    nodes = [Node("fc1", "kind", "Linear", {"out_features": 4}), Node("fc2", "kind", "Linear")]
    return Document(Project("Test", make_graph(nodes)))


def _weights(*keys: str) -> dict[str, np.ndarray]:
    return {key: np.full(2, number, np.float32) for number, key in enumerate(keys)}


def _state(document: Document) -> tuple[str, bytes, int]:
    return project_text(document.project), weights_bytes(document.weights), document.step


class Recorder:
    """Writes down the signals of a document."""

    def __init__(self, document: Document) -> None:
        self.seen: list[Any] = []
        document.changed.connect(lambda change, origin: self.seen.append((change.code, origin)))
        document.weights_changed.connect(lambda: self.seen.append("weights"))
        document.path_changed.connect(lambda: self.seen.append("path"))
        document.modified_changed.connect(lambda modified: self.seen.append(f"modified {modified}"))
        document.replaced.connect(lambda: self.seen.append("replaced"))

    def take(self) -> list[Any]:
        seen, self.seen = self.seen, []
        return seen


def test_a_reset_of_weights_that_could_not_be_read_is_undone_to_just_that(tmp_path: Path) -> None:
    """Else the next save would write that there are none, and the file would forget where they are."""
    path = tmp_path / "net.chainrule"
    document = Document()
    document.set_trained_weights({"fc1.weight": np.ones(1)}, 3)
    document.save(path)
    weights = next((tmp_path / "net.weights").iterdir())
    weights.rename(tmp_path / "elsewhere")
    document.open(path)
    assert document.weights_to_save is None
    document.reset_weights()
    assert document.weights_to_save == {}
    document.undo_stack.undo()
    assert document.weights_to_save is None


def test_an_edit_is_told_with_its_origin_and_undone_without() -> None:
    document = _document()
    recorder, origin = Recorder(document), object()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "hello"), origin)
    assert recorder.take() == [("set_title", origin), "modified True"]
    assert document.project.graph.nodes["fc1"].title == "hello"
    assert document.undo_stack.undoText() == "Title of fc1"
    document.undo_stack.undo()
    assert recorder.take() == [("set_title", None), "modified False"]
    assert document.project.graph.nodes["fc1"].title == ""
    document.undo_stack.redo()
    assert recorder.take() == [("set_title", None), "modified True"]


def test_a_change_that_changes_nothing_is_no_step() -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", ""))
    document.apply(Change("nothing"))
    assert document.undo_stack.count() == 0 and not document.is_modified


def test_a_stale_change_is_refused_and_leaves_no_step() -> None:
    document = _document()
    change = edits.set_title(document.project, MAIN, "fc1", "one")
    document.apply(change)
    with pytest.raises(StaleChangeError):
        document.apply(change)
    assert document.undo_stack.count() == 1


def test_edits_of_one_key_in_a_row_are_one_step_of_undo() -> None:
    document = _document()
    for text in ("h", "he", "hel"):
        document.apply(edits.set_title(document.project, MAIN, "fc1", text), merge_key="title fc1")
    assert document.undo_stack.count() == 1
    document.apply(edits.set_title(document.project, MAIN, "fc2", "x"), merge_key="title fc2")
    document.apply(edits.set_title(document.project, MAIN, "fc1", "help"), merge_key="title fc1")
    document.apply(edits.set_title(document.project, MAIN, "fc1", "helpless"))
    assert document.undo_stack.count() == 4
    document.undo_stack.setIndex(1)
    assert document.project.graph.nodes["fc1"].title == "hel"
    document.undo_stack.undo()
    assert document.project.graph.nodes["fc1"].title == ""


def test_typing_back_to_the_start_leaves_no_step() -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "h"), merge_key="t")
    document.apply(edits.set_title(document.project, MAIN, "fc1", ""), merge_key="t")
    gc.collect()
    assert document.undo_stack.count() == 0 and not document.is_modified


def test_edits_that_take_weights_away_are_steps_of_their_own() -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight"), 1)
    before = _state(document)
    removed = edits.remove(document.project, MAIN, ["fc1"])
    document.apply(removed, merge_key="t")
    document.apply(removed.inverse(), merge_key="t")  # a new node that looks the same
    assert document.weights == {} and document.undo_stack.count() == 2
    document.undo_stack.setIndex(0)
    assert _state(document) == before


def test_what_was_saved_is_not_merged_over(tmp_path: Path) -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "h"), merge_key="t")
    document.save(tmp_path / "a.chainrule")
    document.apply(edits.set_title(document.project, MAIN, "fc1", "he"), merge_key="t")
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified and document.project.graph.nodes["fc1"].title == "h"


def test_deleting_a_node_takes_its_tensors_and_undo_brings_them_back() -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight", "fc1.bias", "fc2.weight"), 100)
    before = _state(document)
    recorder = Recorder(document)
    document.apply(edits.remove(document.project, MAIN, ["fc1"]))
    assert document.weights.keys() == {"fc2.weight"}
    assert recorder.take() == [("remove", None), "weights"]
    document.undo_stack.undo()
    assert _state(document) == before
    assert recorder.take() == [("remove", None), "weights"]


def test_an_edit_keeps_the_tensors_of_the_nodes_that_it_does_not_touch() -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight", "fc2.weight"), 100)
    array = document.weights["fc2.weight"]
    document.apply(edits.rename(document.project, MAIN, "fc1", "first"))
    document.apply(edits.set_param(document.project, MAIN, "first", "out_features", 9))
    document.apply(edits.add_node(document.project, MAIN, "ReLU", {}, (0, 0))[0])
    assert document.weights.keys() == {"first.weight", "fc2.weight"}
    assert document.weights["fc2.weight"] is array


def test_training_between_an_edit_and_its_undo_is_not_lost() -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight", "fc2.weight"), 100)
    old = document.weights["fc1.weight"]
    document.apply(edits.remove(document.project, MAIN, ["fc1"]))
    trained = np.full(2, 9.0)
    document.set_trained_weights({"fc2.weight": trained}, 200)
    document.undo_stack.undo()
    assert document.weights["fc1.weight"] is old
    assert document.weights["fc2.weight"] is trained


def test_weights_are_reset_and_come_back_with_their_step() -> None:
    document = _document()
    document.reset_weights()
    assert document.undo_stack.count() == 0  # there is nothing to reset
    document.set_trained_weights(_weights("fc1.weight"), 100)
    before = _state(document)
    document.reset_weights()
    assert document.weights == {} and document.step == 0
    assert document.undo_stack.undoText() == "Reset weights"
    document.undo_stack.undo()
    assert _state(document) == before
    document.undo_stack.redo()
    document.set_trained_weights(_weights("fc2.weight"), 5)
    document.undo_stack.undo()
    assert _state(document) == before
    document.undo_stack.redo()
    assert document.weights.keys() == {"fc2.weight"} and document.step == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_undo_of_all_gives_the_same_bytes_and_redo_of_all_too(data: st.DataObject) -> None:
    document = Document(data.draw(projects()))
    keys = [f"{node.id}.weight" for node in document.project.graph.nodes.values() if node.role == "kind"]
    document.set_trained_weights(_weights(*keys), 7)
    start = _state(document)
    for _ in range(data.draw(st.integers(1, 10))):
        if data.draw(st.integers(0, 9)) == 0:
            document.reset_weights()
        else:
            document.apply(data.draw(changes(document.project)), merge_key=data.draw(st.sampled_from(["", "a"])))
    end = _state(document)
    count = document.undo_stack.count()
    document.undo_stack.setIndex(0)
    assert _state(document) == start
    document.undo_stack.setIndex(count)
    assert _state(document) == end
    document.undo_stack.setIndex(0)
    assert _state(document) == start


# ------------------------------------------------------------------------------------------- files


def test_everything_is_as_it_was_after_saving_and_opening(tmp_path: Path) -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "hello"))
    document.set_trained_weights(_weights("fc1.weight", "fc2.weight"), 100)
    recorder = Recorder(document)
    document.save(tmp_path / "a.chainrule")
    assert recorder.take() == ["modified False", "path"]
    assert document.path == tmp_path / "a.chainrule"
    opened = Document()
    recorder = Recorder(opened)
    assert opened.open(tmp_path / "a.chainrule") == ()
    assert recorder.take() == ["replaced", "path"]
    assert _state(opened) == _state(document)
    assert not opened.is_modified and opened.undo_stack.count() == 0


def test_trained_weights_are_unsaved_until_they_are_saved(tmp_path: Path) -> None:
    document = _document()
    document.save(tmp_path / "a.chainrule")
    recorder = Recorder(document)
    document.set_trained_weights(_weights("fc1.weight"), 1)
    assert recorder.take() == ["weights", "modified True"]
    document.apply(edits.set_title(document.project, MAIN, "fc1", "x"))
    document.undo_stack.undo()
    assert document.is_modified
    document.save()
    assert not document.is_modified
    document.reset_weights()
    document.save()
    assert json.loads((tmp_path / "a.chainrule").read_text())["weights"] is None


def test_a_file_that_cannot_be_read_leaves_the_document(tmp_path: Path) -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "x"))
    before = _state(document)
    (tmp_path / "bad.chainrule").write_text("{")
    recorder = Recorder(document)
    problems = document.open(tmp_path / "bad.chainrule")
    assert [problem.code for problem in problems] == ["file_not_json"]
    assert _state(document) == before and document.undo_stack.count() == 1 and recorder.take() == []


def test_a_file_of_which_a_part_was_not_understood_is_shown_but_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "odd.chainrule"
    value = {"format": "chainrule", "version": 1, "graph": {"nodes": {"a": {"kind": "ReLU"}, "1": {"kind": "ReLU"}}}}
    path.write_text(json.dumps(value))
    document = Document()
    assert [problem.code for problem in document.open(path)] == ["id_form"]
    assert list(document.project.graph.nodes) == ["a"]
    assert document.path is None
    with pytest.raises(ValueError, match="needs one"):
        document.save()


def test_weights_that_could_not_be_read_stay_named(tmp_path: Path) -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight"), 1)
    document.save(tmp_path / "a.chainrule")
    (file,) = (tmp_path / "a.weights").iterdir()
    content = file.read_bytes()
    file.write_bytes(b"damaged")
    opened = Document()
    assert [problem.code for problem in opened.open(tmp_path / "a.chainrule")] == ["weights_damaged"]
    opened.apply(edits.set_title(opened.project, MAIN, "fc1", "x"))
    opened.save()
    file.write_bytes(content)
    again = Document()
    assert again.open(tmp_path / "a.chainrule") == ()
    assert again.weights.keys() == {"fc1.weight"}


def test_a_save_that_fails_leaves_the_document_unsaved(tmp_path: Path) -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "x"))
    with pytest.raises(ProblemError):
        document.save(tmp_path / "none" / "a.chainrule")
    assert document.is_modified and document.path is None


def test_saving_under_another_name_leaves_the_first_file(tmp_path: Path) -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight"), 1)
    document.save(tmp_path / "a.chainrule")
    document.save(tmp_path / "b.chainrule")
    for name in "ab":
        opened = Document()
        assert opened.open(tmp_path / f"{name}.chainrule") == ()
        assert opened.weights.keys() == {"fc1.weight"}


def test_a_new_project_forgets_the_old_one() -> None:
    document = _document()
    document.apply(edits.set_title(document.project, MAIN, "fc1", "x"))
    document.set_trained_weights(_weights("fc1.weight"), 1)
    document.new(Project("Next"))
    assert (document.project.name, document.path, document.weights, document.step) == ("Next", None, {}, 0)
    assert not document.is_modified and not document.undo_stack.canUndo()


def test_restored_changes_are_unsaved_changes_of_their_file(tmp_path: Path) -> None:
    document = _document()
    document.set_trained_weights(_weights("fc1.weight"), 1)
    document.save(tmp_path / "journal.chainrule")
    restored = Document()
    recorder = Recorder(restored)
    assert restored.restore(tmp_path / "journal.chainrule", tmp_path / "a.chainrule") == ()
    assert restored.is_modified and restored.path == tmp_path / "a.chainrule"
    assert recorder.take() == ["replaced", "path", "modified True"]
    restored.save()
    assert not restored.is_modified and (tmp_path / "a.chainrule").exists()
