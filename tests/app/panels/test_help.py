"""Help in place: every kind has a page, and F1 opens that of the layer that is meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.main_window import MainWindow
from app.panels.help import HelpPanel, library_help
from app.parts.formula_view import FormulaView
from app.parts.port_texts import ACCEPTED
from app.theme import LIGHT
from engine.graph.graph import BlockParameter
from engine.layers.catalogue import catalogue
from engine.own_code.codes import read_codes
from engine.project.annotations import Comment, add_annotation
from engine.project.block_edits import rename_block, set_parameter
from engine.project.library import shipped
from engine.project.project import MAIN
from tests.engine.own_code.samples import SCALE, project_with
from tests.engine.projects import BLOCKS


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[HelpPanel]:
    made = HelpPanel(LIGHT)
    yield made
    made.deleteLater()


def texts(panel: HelpPanel) -> list[str]:
    return [label.text() for label in panel._scroll.widget().findChildren(QLabel)]


@pytest.mark.parametrize("kind", list(catalogue()))
def test_every_kind_has_a_page_with_all_its_parameters(panel: HelpPanel, kind: str) -> None:
    panel.show_kind(catalogue()[kind])
    assert panel.kind == kind
    shown = texts(panel)
    assert kind in shown
    assert set(catalogue()[kind].parameters) <= set(shown)
    assert {port.name for port in catalogue()[kind].inputs} <= set(shown)


def test_what_ports_accept_is_said_for_every_sort() -> None:
    assert {port.accepts for kind in catalogue().values() for port in kind.inputs} <= ACCEPTED.keys()


def test_a_page_has_formula_example_and_a_link_that_opens_only_on_a_click(
    panel: HelpPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    panel.show_kind(catalogue()["Conv1d"])
    body = panel._scroll.widget()
    assert body.findChild(FormulaView).accessibleName().startswith("L'=")  # type: ignore[union-attr]
    assert body.findChild(QLineEdit).text() == "nn.Conv1d(16, 16, 3)"  # type: ignore[union-attr]
    assert opened == []
    body.findChild(QPushButton).click()  # type: ignore[union-attr]
    assert [url.toString() for url in opened] == ["https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html"]


@pytest.mark.parametrize("kind", list(catalogue()))
@pytest.mark.parametrize("is_hall", [False, True])
def test_a_page_is_not_wider_than_its_dock(panel: HelpPanel, kind: str, is_hall: bool) -> None:
    panel.set_hall(is_hall)
    panel.show_kind(catalogue()[kind])
    assert panel._scroll.widget().minimumSizeHint().width() <= 336


def test_letters_grow_in_a_hall(panel: HelpPanel) -> None:
    panel.show_kind(catalogue()["ReLU"])
    before = panel._scroll.widget().findChild(FormulaView).sizeHint().height()  # type: ignore[union-attr]
    panel.set_hall(True)
    assert panel._scroll.widget().findChild(FormulaView).sizeHint().height() > before  # type: ignore[union-attr]


def test_f1_opens_the_page_of_the_selected_layer_and_it_follows_the_selection(window: MainWindow) -> None:
    nodes = window.document.project.graph.nodes.values()
    first, second = (next(node for node in nodes if node.of == kind) for kind in ("Linear", "ReLU"))
    window.show()
    window.canvas.select([first.id])
    QApplication.processEvents()
    window.actions_["help"].trigger()
    QApplication.processEvents()
    assert window.panels.help.isVisible()
    assert window.panels.help.kind == "Linear"
    window.canvas.select([second.id])
    QApplication.processEvents()
    assert window.panels.help.kind == "ReLU"
    window.panels.layers.list.setFocus()
    row = next(
        number for number in range(window.panels.layers._rows.rowCount())
        if window.panels.layers._rows.index(number).data() == "Conv2d"
    )  # fmt: skip
    window.panels.layers.list.setCurrentIndex(window.panels.layers._rows.index(row))
    window.docks.open("layers")
    window.panels.layers.list.setFocus()
    window.actions_["help"].trigger()
    assert window.panels.help.kind == "Conv2d"


# ------------------------------------------------------------------ blocks and own layers


def buttons(panel: HelpPanel) -> dict[str, QPushButton]:
    return {button.text(): button for button in panel._scroll.widget().findChildren(QPushButton)}


@pytest.fixture
def blocks(window: MainWindow) -> MainWindow:
    """A window on a network with a repeated block, the help open."""
    window.document.new(BLOCKS)
    window.checker.check()
    window.blocks.read_library()
    window.show()
    QApplication.processEvents()
    return window


def ask(window: MainWindow, node: str) -> list[str]:
    """Presses F1 at a node; returns the texts of its page."""
    window.canvas.select([node])
    window.canvas.setFocus()
    QApplication.processEvents()
    window.actions_["help"].trigger()
    QApplication.processEvents()
    return texts(window.panels.help)


def test_the_page_of_a_block_says_what_enters_it_what_is_inside_and_how_often_it_is_used(blocks: MainWindow) -> None:
    shown = ask(blocks, "body")
    assert blocks.panels.help.kind == "Residual" and blocks.checker.plan is not None
    assert shown[0] == "Residual"
    assert "In: B × 4 × 30 × 30" in shown and "Out: B × 4 × 30 × 30" in shown, "what really enters this use"
    assert shown[shown.index("channels") + 1] == "A whole number. Default 4."
    for name, value in (("Conv2d", "× 1"), ("BatchNorm2d", "× 1"), ("Add", "× 1"), ("Uses", "2")):
        assert shown[shown.index(name) + 1] == value
    assert "Input" not in shown, "its ports stand above"
    step = blocks.checker.plan.by_id["body"]
    assert shown[shown.index("Parameters in all") + 1] == str(step.copies[0].parameter_count)


def test_the_page_of_a_block_opens_it_and_follows_its_edits(blocks: MainWindow) -> None:
    ask(blocks, "last")
    buttons(blocks.panels.help)["Open the Block"].click()
    assert [stop.page for stop in blocks.pages.stops] == [MAIN, "Residual"] and blocks.pages.stops[-1].node == "last"
    blocks.checker.check()
    assert "In: B × 4 × 30 × 30" in texts(blocks.panels.help), "as it is used where it was opened"
    blocks.canvas.editor.add("Dropout2d", (0.0, 600.0))
    assert "Dropout2d" in texts(blocks.panels.help)
    blocks.document.apply(rename_block(blocks.document.project, "Residual", "Basic"))
    assert blocks.panels.help.kind != "Residual", "no page is left about a block that is not there any more"
    blocks.document.undo_stack.undo()
    blocks.document.undo_stack.undo()
    assert "Dropout2d" not in ask(blocks, "conv")
    assert blocks.panels.help.kind == "Conv2d"


def test_what_is_not_known_of_a_block_is_not_said(blocks: MainWindow) -> None:
    blocks.panels.layers.search.setText("residual")
    blocks.docks.open("layers")
    blocks.panels.layers.search.setFocus()
    blocks.actions_["help"].trigger()
    assert "In: B × 4 × 30 × 30" in texts(blocks.panels.help), "of the first use, where none is meant"
    blocks.canvas.select(["body", "last"])
    blocks.canvas.delete_selection()
    blocks.checker.check()
    shown = texts(blocks.panels.help)
    assert blocks.panels.help.kind == "Residual" and "In: any value" in shown
    assert "Parameters in all" not in shown and shown[shown.index("Uses") + 1] == "0"


def test_a_block_of_the_library_has_its_words_until_it_is_another(blocks: MainWindow) -> None:
    library = shipped()["SqueezeExcitation"]
    rows = blocks.panels.layers._rows
    number = next(number for number in range(rows.rowCount()) if rows.index(number).data() == "SqueezeExcitation")
    blocks.docks.open("layers")
    blocks.panels.layers.list.setCurrentIndex(rows.index(number))
    blocks.panels.layers.list.setFocus()
    blocks.actions_["help"].trigger()
    shown = texts(blocks.panels.help)
    assert blocks.panels.help.kind == "SqueezeExcitation" and library.description in shown
    assert {"channels", "reduction", "Linear"} <= set(shown) and not buttons(blocks.panels.help)
    node = blocks.canvas.place("block:SqueezeExcitation")
    assert library.description in ask(blocks, node)
    parameter = BlockParameter("int", 8)
    blocks.document.apply(set_parameter(blocks.document.project, "SqueezeExcitation", "reduction", parameter))
    assert library.description not in texts(blocks.panels.help), "these words are about the other one"
    comment = Comment("Weighs the channels.", (0.0, -200.0))
    change, _ = add_annotation(blocks.document.project, "SqueezeExcitation", comment)
    blocks.document.apply(change)
    assert "Weighs the channels." in texts(blocks.panels.help)


def test_own_code_has_a_page_in_the_words_of_its_writer(window: MainWindow) -> None:
    text = SCALE.replace("factor.", "factor.\n\n    <b>Slowly</b> at first.\n    ", 1)
    window.document.new(project_with({"Scale": text}, scale={"code": "Scale", "params": {"size": 4}}))
    window.show()
    shown = ask(window, "scale")
    assert shown[:2] == ["Scale", "Scales each number by a learned factor."]
    assert "<b>Slowly</b> at first." in shown, "as it was written"
    assert {"x", "size", "start"} <= set(shown)
    labels = window.panels.help._scroll.widget().findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels if "Slowly" in label.text())
    window.docks["own_code"].close()
    buttons(window.panels.help)["Open Its Code"].click()
    assert window.panels.own_code.name == "Scale" and not window.docks["own_code"].isHidden()


@pytest.mark.parametrize("name", list(shipped()))
@pytest.mark.parametrize("is_hall", [False, True])
def test_a_block_page_is_not_wider_than_its_dock(panel: HelpPanel, name: str, is_hall: bool) -> None:
    panel.set_hall(is_hall)
    panel.show_block(library_help(shipped()[name]))
    assert panel.kind == name
    assert panel._scroll.widget().minimumSizeHint().width() <= 336


def test_an_expression_that_says_nothing_of_itself_has_a_page_too(panel: HelpPanel) -> None:
    panel.show_kind(read_codes({"Wave": "x * torch.sin(y)"}).kinds["Wave"])
    shown = texts(panel)
    assert shown[:2] == ["Wave", "A layer of this project's own code."]
    assert {"x", "y", "output"} <= set(shown) and not any("_Wave" in line for line in shown)
    assert panel._scroll.widget().findChild(QLineEdit) is None
