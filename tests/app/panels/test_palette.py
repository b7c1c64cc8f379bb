"""The palette finds kinds by words, and hands their names to a drag."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.panels.palette import PalettePanel
from app.panels.palette.rows import PaletteRows
from app.parts.kinds import KIND_MIME, found_rows
from app.theme import LIGHT
from engine.layers.catalogue import catalogue


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[PalettePanel]:
    made = PalettePanel(catalogue(), LIGHT)
    yield made
    made.deleteLater()


def names(wanted: str) -> list[str]:
    return [row.kind.kind() for row in found_rows(catalogue().values(), wanted) if row.kind is not None]


def test_without_words_every_kind_stands_under_its_category() -> None:
    rows = found_rows(catalogue().values(), "")
    assert [row.kind.kind() for row in rows if row.kind is not None] == list(catalogue())
    headings = [row.category for row in rows if row.kind is None]
    assert headings == list(dict.fromkeys(kind.category for kind in catalogue().values()))
    category = ""
    for row in rows:
        if row.kind is None:
            category = row.category
        else:
            assert row.kind.category == category


@pytest.mark.parametrize("kind", list(catalogue()))
def test_every_kind_is_found_first_by_its_own_name(kind: str) -> None:
    assert names(kind.lower())[0] == kind


def test_names_that_begin_with_the_text_come_first() -> None:
    found = names("conv2")
    assert found[0] == "Conv2d"
    assert "ConvTranspose2d" not in found[:1]


def test_all_words_must_be_found() -> None:
    assert names("no such layer at all") == []


def test_a_drag_carries_the_name_of_the_kind(panel: PalettePanel) -> None:
    model = panel.list.model()
    assert isinstance(model, PaletteRows)
    index = model.first_kind()
    assert bytes(model.mimeData([index]).data(KIND_MIME).data()).decode() == next(iter(catalogue()))
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled  # a heading


def test_enter_in_the_search_places_the_first_that_was_found(panel: PalettePanel) -> None:
    chosen: list[str] = []
    panel.kind_chosen.connect(chosen.append)
    panel.search.setText("relu")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel.search, event)
    assert chosen == ["ReLU"]
    assert panel.search.text() == ""


def test_escape_empties_the_search(panel: PalettePanel) -> None:
    panel.search.setText("relu")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel.search, event)
    assert panel.search.text() == ""
    assert panel.list.model().rowCount() > len(catalogue())
