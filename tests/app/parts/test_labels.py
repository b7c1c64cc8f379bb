"""Labels whose text changes many times a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.parts.labels import ElidedLabel

LONG = "loss 0.4948   accuracy 0.868   ‖∇‖ 1.5e+00"


@pytest.fixture
def row(qapp: QApplication) -> Iterator[QWidget]:
    widget = QWidget()
    QHBoxLayout(widget)
    yield widget
    widget.close()
    widget.deleteLater()


def shown(row: QWidget, label: ElidedLabel, width: int) -> ElidedLabel:
    layout = row.layout()
    assert layout is not None
    layout.addWidget(label)
    row.resize(width, 40)
    row.show()
    QApplication.processEvents()
    return label


def test_what_has_room_is_whole_and_needs_no_tooltip(row: QWidget) -> None:
    label = shown(row, ElidedLabel(LONG), 800)
    assert label.toolTip() == ""
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(LONG)


def test_what_is_cut_is_the_tooltip(row: QWidget) -> None:
    label = shown(row, ElidedLabel(LONG), 120)
    assert label.toolTip() == LONG
    label.explain("What the training tells.")
    assert label.toolTip() == f"What the training tells.\n{LONG}"
    label.setText("short")
    assert label.toolTip() == "What the training tells."


def test_it_asks_for_a_layout_only_where_it_grows(row: QWidget) -> None:
    label = shown(row, ElidedLabel("1.5e-02"), 800)
    wide = label.sizeHint().width()
    label.setText("1.5e-0")
    assert label.sizeHint().width() == wide
    label.setText("1.5e-0222")
    assert label.sizeHint().width() > wide


def test_another_font_is_measured_anew(row: QWidget) -> None:
    label = shown(row, ElidedLabel(LONG), 800)
    small = label.sizeHint().width()
    font = QFont(label.font())
    font.setPixelSize(40)
    label.setFont(font)
    QApplication.processEvents()
    assert label.sizeHint().width() > 2 * small
    assert label.toolTip() == LONG


def test_letters_of_another_font_have_room_and_the_line_stays_as_high(qapp: QApplication) -> None:
    label = ElidedLabel("weight")
    low = label.sizeHint().height()
    label.setText("更新：weight")
    high = label.sizeHint().height()
    assert high >= label.fontMetrics().size(Qt.TextFlag.TextSingleLine, "更新：weight").height() and high >= low
    label.setText("weight")
    assert label.sizeHint().height() == high  # it does not jump from text to text
    label.deleteLater()
