"""Own layers in the window: nothing runs before it is trusted, what is typed is tried, and undone as steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.canvas.drop import KindDrop, kind_in
from app.canvas.suggestions import Held
from app.main_window import MainWindow
from app.parts.kinds import OWN_LAYERS
from app.session import patience
from app.session.trainer import RunState
from engine.graph.graph import PortRef
from engine.project.writer import project_bytes, write_atomically
from tests.app.conftest import Answers
from tests.engine.own_code.samples import SCALE, project_with

Wait = Callable[..., None]
SCALED = {"scale": {"code": "Scale", "params": {"size": 4}}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.chainrule"
    write_atomically(path, project_bytes(project_with({"Scale": SCALE}, **SCALED)))
    return path


def codes(window: MainWindow) -> set[str]:
    return {problem.code for problem in window.checker.problems}


def is_asked(window: MainWindow) -> bool:
    return not window.own_layers.bar.isHidden()


def settled(window: MainWindow, wait_until: Wait) -> None:
    window.checker.check()
    wait_until(lambda: "code_pending" not in codes(window), 60)


def test_a_file_with_code_asks_and_runs_nothing_before(
    window: MainWindow, file: Path, answers: Answers, wait_until: Wait
) -> None:
    window.files.open(file)
    assert is_asked(window)
    assert not answers.shown
    assert codes(window) == {"code_untrusted"}
    panel = window.panels.own_code
    window.own_layers.bar.show_wanted.emit()
    assert (panel.name, panel.editor.toPlainText(), panel.editor.isReadOnly()) == ("Scale", SCALE, True)
    QTest.keyClicks(panel.editor, "more")
    panel.commit()
    assert window.document.project.codes == {"Scale": SCALE}
    window.own_layers.bar.trust_wanted.emit()
    assert not is_asked(window) and not panel.editor.isReadOnly()
    settled(window, wait_until)
    assert not codes(window)
    assert not window.document.is_modified


def test_trust_is_remembered_for_that_text_alone(
    make_window: Callable[[], MainWindow], file: Path, wait_until: Wait
) -> None:
    first = make_window()
    first.files.open(file)
    assert is_asked(first)
    first.own_layers.bar.trust_wanted.emit()
    first.preferences.sync()
    second = make_window()
    second.files.open(file)
    assert not is_asked(second)
    write_atomically(file, project_bytes(project_with({"Scale": SCALE + "# other\n"}, **SCALED)))
    second.files.open(file)
    assert is_asked(second)


def test_a_new_layer_stands_on_the_canvas_and_may_run_at_once(window: MainWindow, wait_until: Wait) -> None:
    window.canvas.select(["fc1"])
    window.own_layers.create()
    project = window.document.project
    assert list(project.codes) == ["MyLayer"]
    assert project.graph.nodes["mylayer"].of == "MyLayer"
    assert "fc1.output -> mylayer.x" in {str(edge) for edge in project.graph.edges}
    assert not is_asked(window)
    settled(window, wait_until)
    assert window.checker.plan is not None
    assert str(window.checker.plan.by_id["mylayer"].outputs["output"]) == "B × 64"
    window.document.undo_stack.undo()
    assert not window.document.project.codes and "mylayer" not in window.document.project.graph.nodes


def test_what_is_typed_counts_after_a_pause_and_undoes_as_a_step(window: MainWindow, wait_until: Wait) -> None:
    window.own_layers.create()
    panel, document = window.panels.own_code, window.document
    before = document.project.codes["MyLayer"]
    steps = document.undo_stack.count()
    panel.editor.go_to(9)
    QTest.keyClicks(panel.editor, " + nothing")
    assert document.project.codes["MyLayer"] == before
    wait_until(lambda: document.project.codes["MyLayer"] != before)
    assert document.undo_stack.count() == steps + 1
    assert panel.editor.textCursor().block().text().endswith("nothing")
    assert panel.editor.textCursor().atBlockEnd()
    window.canvas.select([])
    document.undo_stack.undo()
    assert panel.editor.toPlainText() == before == document.project.codes["MyLayer"]
    document.undo_stack.redo()
    assert "nothing" in panel.editor.toPlainText()


def test_errors_show_on_their_line_and_on_the_node(window: MainWindow, file: Path, wait_until: Wait) -> None:
    window.files.open(file)
    window.own_code.trust.trust()
    window.canvas.select(["scale"])
    QApplication.processEvents()
    panel = window.panels.own_code
    for broken, line in (("return x *", 9), ("return x * absent", 9), ("return x @ x", 9)):
        panel.editor.show_text(SCALE.replace("return x * self.factor", broken))
        panel.commit()
        settled(window, wait_until)
        assert list(panel.editor.marks) == [line]
        assert f"line {line}" in panel._wrong.text()
        assert any(problem.node == "scale" for problem in window.checker.problems)
    panel.editor.show_text(SCALE)
    panel.commit()
    settled(window, wait_until)
    assert not panel.editor.marks and not codes(window)


def test_a_class_that_is_called_otherwise_takes_its_nodes_along(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.own_code.trust.trust()
    panel = window.panels.own_code
    panel.show_code("Scale")
    panel.editor.show_text(SCALE.replace("class Scale", "class Gain"))
    panel.commit()
    assert panel.name == "Gain" and not is_asked(window)
    assert window.document.project.graph.nodes["scale"].of == "Gain"
    window.document.undo_stack.undo()
    assert panel.name == "Scale" and window.document.project.graph.nodes["scale"].of == "Scale"


def test_it_trains_and_a_failure_marks_the_line(window: MainWindow, file: Path, wait_until: Wait) -> None:
    window.files.open(file)
    window.own_code.trust.trust()
    panel = window.panels.own_code
    panel.show_code("Scale")
    panel.editor.show_text(SCALE.replace("return x", "if not x.is_meta: raise ValueError('late')\n        return x"))
    panel.commit()
    settled(window, wait_until)
    assert not codes(window)
    window.training.train_or_pause()
    wait_until(lambda: window.trainer.state is RunState.IDLE and bool(panel.editor.marks), 30)
    assert list(panel.editor.marks) == [9]
    panel.editor.show_text(SCALE)
    panel.commit()
    settled(window, wait_until)
    assert not panel.editor.marks
    window.training.train_or_pause()
    wait_until(lambda: window.trainer.state is RunState.IDLE and "scale.factor" in window.document.weights, 30)


def test_pasted_code_is_not_trusted(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.canvas.select(["scale"])
    text = window.canvas.editor.copied_text(["scale"])
    window.files.new()
    assert not is_asked(window)
    assert window.canvas.editor.paste(text)
    assert window.document.project.codes == {"Scale": SCALE}
    assert is_asked(window)


def test_a_code_without_a_layer_can_be_deleted_and_placed_again(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.own_code.trust.trust()
    panel = window.panels.own_code
    assert panel._remove.isHidden()
    panel.place_wanted.emit("Scale")
    assert {"scale", "scale2"} <= set(window.document.project.graph.nodes)
    window.canvas.select(["scale", "scale2"])
    window.canvas.delete_selection()
    assert not panel._remove.isHidden()
    panel._remove.click()
    assert not window.document.project.codes and panel.name == ""
    window.document.undo_stack.undo()
    assert panel.name == "Scale"


def in_palette(window: MainWindow) -> list[str]:
    rows = window.panels.layers.list.model()
    found = [rows.row(rows.index(number)) for number in range(rows.rowCount())]
    return [row.kind.kind() for row in found if row.kind is not None and row.category == OWN_LAYERS]


def test_own_layers_stand_first_in_the_palette_and_follow_every_edit(window: MainWindow, file: Path) -> None:
    assert in_palette(window) == []
    window.files.open(file)
    assert in_palette(window) == ["Scale"]
    rows = window.panels.layers.list.model()
    assert rows.index(0).data() == "Own layers"
    assert rows.index(1).data(Qt.ItemDataRole.ToolTipRole) == "Scales each number by a learned factor."
    window.own_code.trust.trust()
    panel, stack = window.panels.own_code, window.document.undo_stack
    panel.show_code("Scale")
    panel.editor.show_text(SCALE.replace("class Scale", "class Gain"))
    panel.commit()
    assert in_palette(window) == ["Gain"]
    panel.editor.show_text("class Gain(nn.Module")
    panel.commit()
    assert in_palette(window) == ["Gain"], "what cannot be read for now is not lost from the list"
    stack.undo()
    stack.undo()
    assert in_palette(window) == ["Scale"]
    window.own_layers.create()
    assert in_palette(window) == ["Scale", "MyLayer"]
    window.canvas.delete_selection()
    panel._remove.click()
    assert in_palette(window) == ["Scale"]
    window.panels.layers.search.setText("own layer")
    assert in_palette(window) == ["Scale"] and rows.rowCount() == 2
    window.panels.layers.search.setText("relu")
    assert in_palette(window) == []


def test_an_own_layer_is_placed_and_dropped_from_the_palette_as_a_kind_is(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.canvas.select(["fc"])
    layers = window.panels.layers
    layers.search.setText("scale")
    QTest.keyClick(layers.search, Qt.Key.Key_Return)
    graph = window.document.project.graph
    assert graph.nodes["scale2"].role == "code" and graph.nodes["scale2"].of == "Scale"
    assert str(graph.into("scale2")[0]) == "fc.output -> scale2.x"
    rows = layers.list.model()
    data = rows.mimeData([rows.index(1)])
    drop = KindDrop(window.canvas.pointing, kind_in(data))
    edge = window.canvas.graph_scene.item_for_edge[PortRef("last", "input")]
    inserted = drop.drop(edge.path.pointAtPercent(0.5))
    graph = window.document.project.graph
    assert inserted == "scale3" and str(graph.into("last")[0].source) == "scale3.output"
    assert graph.into("scale3")[0].source.node == "scale"
    window.document.undo_stack.undo()
    window.document.undo_stack.undo()
    assert set(window.document.project.graph.nodes) == {"point", "fc", "scale", "last", "label", "loss"}


def test_the_search_at_the_pointer_finds_own_layers(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.show()
    window.canvas.select([])
    window.canvas.pointing.search()
    box = window.canvas.pointing.adding.box
    assert box is not None
    box.search.setText("scale")
    assert "Scale" in box.names
    box._choose(box.list.item(box.names.index("Scale")))
    assert window.document.project.graph.nodes["scale2"].of == "Scale"


def test_an_edge_that_is_dropped_on_nothing_may_lead_to_an_own_layer_or_a_block(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.show()
    adding, at = window.canvas.pointing.adding, QPointF(300, 400)
    adding.open_for(Held(PortRef("fc", "output"), True), at)
    assert adding.box is not None and {"Scale", "Bottleneck"} <= set(adding.box.names)
    adding.box._choose(adding.box.list.item(adding.box.names.index("Scale")))
    assert str(window.document.project.graph.into("scale2")[0]) == "fc.output -> scale2.x"
    window.document.undo_stack.undo()
    panel = window.panels.own_code
    window.own_code.trust.trust()
    panel.show_code("Scale")
    panel.editor.show_text("class Scale(nn.Module):\n    def forward(self):\n        return torch.ones(2)\n")
    panel.commit()
    adding.open_for(Held(PortRef("fc", "output"), True), at)
    assert adding.box is not None and "Scale" not in adding.box.names, "nothing enters it"
    adding.open_for(Held(PortRef("last", "input"), False), at)
    assert "Scale" in adding.box.names


def test_letters_and_undo_in_the_editor_belong_to_the_text(window: MainWindow, wait_until: Wait) -> None:
    window.own_layers.create()
    panel = window.panels.own_code
    panel.editor.go_to(1)
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert panel.editor.toPlainText().splitlines()[1] == "    "
    QTest.keyClick(panel.editor, Qt.Key.Key_Tab)
    QTest.keyClick(panel.editor, Qt.Key.Key_Backtab)
    assert panel.editor.toPlainText().splitlines()[1] == "    "
    before = window.document.undo_stack.count()
    panel.editor.undo_wanted.emit()  # comes before the window's undo: what was typed is a step by then
    assert window.document.undo_stack.count() == before + 1


def test_a_double_click_opens_the_code_of_a_node_that_has_some(window: MainWindow, file: Path) -> None:
    opened: list[str] = []
    window.docks.open = opened.append  # type: ignore[method-assign]
    window.files.open(file)
    window.canvas.node_activated.emit("scale")
    window.canvas.node_activated.emit("fc")
    assert opened == ["own_code", "inspector"]


def hanging_in_training(window: MainWindow, file: Path, wait_until: Wait) -> None:
    """A step that does not end: its batch is larger than what the code was tried with."""
    window.files.open(file)
    window.own_code.trust.trust()
    panel = window.panels.own_code
    panel.show_code("Scale")
    panel.editor.show_text(SCALE.replace("return x", "while len(x) == 8 and not x.is_meta: pass\n        return x"))
    panel.commit()
    settled(window, wait_until)
    assert not codes(window)
    window.training.train_or_pause()
    wait_until(lambda: window.trainer.state is RunState.RUNNING, 30)
    window.trainer.stop()


def test_a_step_that_does_not_end_is_given_up_by_a_button(
    window: MainWindow, file: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "FOR_A_STEP", 0.2)
    bar, panel = window.own_layers.patience_bar, window.panels.own_code
    hanging_in_training(window, file, wait_until)
    assert window.training._epoch.text() == "Stopping when the step has ended"
    assert bar.isHidden()
    wait_until(lambda: not bar.isHidden())
    bar.findChild(QPushButton).click()
    wait_until(lambda: window.trainer.state is RunState.IDLE)
    wait_until(bar.isHidden)
    assert list(panel.editor.marks) == [9]
    assert "given up in line 9 of Scale" in window.messages._text.text()
    assert set(window.document.weights) >= {"fc.weight", "scale.factor"}
    panel.editor.show_text(SCALE)
    panel.commit()
    settled(window, wait_until)
    window.training.train_or_pause()
    wait_until(lambda: window.trainer.state is RunState.IDLE and window.document.step > 0, 30)


def test_what_the_bars_ask_is_asked_in_another_language_too(
    window: MainWindow, file: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.open(file)
    window.language.set_setting("zh_CN")
    wait_until(lambda: is_asked(window) and "trust" not in window.own_layers.bar._text.text())
    window.language.set_setting("en")
    wait_until(lambda: is_asked(window) and "trust" in window.own_layers.bar._text.text())
    monkeypatch.setattr(patience, "FOR_A_STEP", 0.2)
    hanging_in_training(window, file, wait_until)
    wait_until(lambda: not window.own_layers.patience_bar.isHidden())
    window.language.set_setting("zh_CN")
    wait_until(lambda: "step" not in window.own_layers.patience_bar._text.text())
    assert not window.own_layers.patience_bar.isHidden()
    window.language.set_setting("en")
    wait_until(lambda: "step" in window.own_layers.patience_bar._text.text())
    window.own_layers.patience_bar.findChild(QPushButton).click()
    wait_until(lambda: window.trainer.state is RunState.IDLE)
