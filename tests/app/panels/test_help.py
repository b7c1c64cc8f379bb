"""Help in place: every kind has a page, and F1 opens that of the layer that is meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.main_window import MainWindow
from app.panels.help import HelpPanel
from app.parts.formula_view import FormulaView
from app.parts.port_texts import ACCEPTED
from app.theme import LIGHT
from engine.layers.catalogue import catalogue


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
