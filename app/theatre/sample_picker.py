"""Chooses what is stepped through: a sample or a batch of the data, or values that are typed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.parts.labels import soft

translate = QCoreApplication.translate

MOST_SAMPLES = 1024
LARGEST_INDEX = 2**31 - 1
EASY_TO_TYPE = 64  # numbers; more are typed by nobody, but may be pasted
WIDTH = 380


@dataclass(frozen=True)
class Column:
    """A column that Inputs read: the shape and dtype of one sample, and the values that are stepped through now."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    present: np.ndarray | None = None


@dataclass(frozen=True)
class Choice:
    """What was chosen; `typed` has the batch in front, `shown` counts within the batch."""

    part: str
    index: int
    count: int
    shown: int
    typed: Mapping[str, np.ndarray]


class SamplePicker(QFrame):
    """A small form that opens above the button which asks for it. `chosen` carries a Choice."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, accept_text: str = "") -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.setFixedWidth(WIDTH)
        self._columns: tuple[Column, ...] = ()
        self._fields: dict[str, QLineEdit] = {}
        self._corner = QPoint()  # where its lower right corner stays
        self._from = QComboBox()
        self._from.addItem(self.tr("From the data"))
        self._from.addItem(self.tr("Typed in"))
        self._part = QComboBox()
        for name, title in (
            ("train", self.tr("train")), ("validation", self.tr("validation")), ("test", self.tr("test")),
        ):  # fmt: skip
            self._part.addItem(title, name)
        self._index = _spin(0, LARGEST_INDEX)
        self._count = _spin(1, MOST_SAMPLES)
        self._shown = _spin(0, 0)
        self._count.valueChanged.connect(lambda count: self._shown.setMaximum(count - 1))
        self._data = QWidget()
        form = QFormLayout(self._data)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Part"), self._part)
        form.addRow(self.tr("First sample"), self._index)
        form.addRow(self.tr("How many at once"), self._count)
        form.addRow(self.tr("Shown on the cards"), self._shown)
        self._typed = QWidget()
        self._typed_form = QFormLayout(self._typed)
        self._typed_form.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._data)
        self._pages.addWidget(self._typed)
        self._from.currentIndexChanged.connect(self._show_page)
        self._problem = QLabel()
        self._problem.setProperty("state", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        use = QPushButton(accept_text or self.tr("Step through it"))
        use.setProperty("primary", True)
        use.setDefault(True)
        use.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self._from)
        layout.addWidget(self._pages)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def open_above(self, corner: QPoint, choice: Choice, columns: tuple[Column, ...]) -> None:
        """Opens with its lower right corner at a place of the screen, and with what is chosen now."""
        self._columns = columns
        self._problem.hide()
        self._part.setCurrentIndex(max(0, self._part.findData(choice.part)))
        self._index.setValue(choice.index)
        self._count.setValue(choice.count)
        self._shown.setValue(choice.shown)
        self._fill_typed(choice.typed)
        self._corner = corner
        self._from.setCurrentIndex(1 if choice.typed else 0)
        self._show_page(self._from.currentIndex())
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._from.setFocus()

    def accept(self) -> None:
        """Hands over what is chosen, where it can be read; else says what is wrong."""
        typed: dict[str, np.ndarray] = {}
        if self._from.currentIndex() == 1:
            for column in self._columns:
                array, problem = typed_array(self._fields[column.name].text(), column)
                if array is None:
                    self._say(f"{column.name}: {problem}")
                    return
                typed[column.name] = array
            first = next(iter(typed), "")
            for name, array in typed.items():
                if len(array) != len(typed[first]):
                    text = self.tr("{name}: expected as many samples as in {first}, {expected}, got {received}")
                    lengths = {"expected": len(typed[first]), "received": len(array)}
                    self._say(text.format(name=name, first=first, **lengths))
                    return
        part = str(self._part.currentData())
        self.close()
        self.chosen.emit(Choice(part, self._index.value(), self._count.value(), self._shown.value(), typed))

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.show()
        self._fit()

    def _fill_typed(self, typed: Mapping[str, np.ndarray]) -> None:
        while self._typed_form.rowCount():
            self._typed_form.removeRow(0)
        self._fields.clear()
        for column in self._columns:
            field = QLineEdit()
            if column.name in typed:
                field.setText(json.dumps(typed[column.name].tolist()))
            elif column.present is not None and column.present.size <= EASY_TO_TYPE:
                field.setText(json.dumps(column.present.tolist()))
            field.setPlaceholderText(self.tr("numbers in brackets, shape {shape}").format(shape=list(column.shape)))
            field.returnPressed.connect(self.accept)
            self._typed_form.addRow(column.name, field)
            self._fields[column.name] = field
        if not self._columns:
            self._typed_form.addRow(soft(self.tr("No Input reads a column.")))

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        for number, widget in enumerate((self._data, self._typed)):  # the popup is as high as what it shows
            policy = widget.sizePolicy()
            policy.setVerticalPolicy(policy.Policy.Preferred if number == page else policy.Policy.Ignored)
            widget.setSizePolicy(policy)
        self._fit()

    def _fit(self) -> None:
        """Takes the room of what is shown now; Qt would ask for it only later, and downwards."""
        self._pages.updateGeometry()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.adjustSize()
        self.move(self._corner - QPoint(self.width(), self.height()))


def typed_array(text: str, column: Column) -> tuple[np.ndarray | None, str]:
    """The array with the batch in front that a text stands for, and no word; else None and what is wrong.

    A text of the shape of one sample is a batch of one.
    """
    try:
        numbers = json.loads(text)
    except (ValueError, RecursionError):
        return None, translate("Stage", "expected numbers in brackets, as in [0.5, 1]")
    try:
        array = np.asarray(numbers)
    except ValueError:  # ragged, or deeper than an array can be
        return None, translate("Stage", "expected numbers, as many in each row")
    if array.dtype.kind not in "biuf":
        return None, translate("Stage", "expected numbers, as many in each row")
    if array.ndim == len(column.shape):
        array = array[None]
    if array.ndim and len(array) == 0:
        return None, translate("Stage", "expected at least one sample")
    if array.shape[1:] != column.shape or not array.ndim:
        text = translate("Stage", "expected shape {expected}, got {received}")
        return None, text.format(expected=list(column.shape), received=list(array.shape[1:]))
    return _converted(array, np.dtype("float32" if column.dtype == "bfloat16" else column.dtype))


def _converted(array: np.ndarray, dtype: np.dtype) -> tuple[np.ndarray | None, str]:
    """The array in the dtype of its column; None and what is wrong where that would be other numbers."""
    if dtype.kind not in "iu":
        with np.errstate(over="ignore"):  # beyond the largest number lies infinity
            return array.astype(dtype), ""
    limits = np.iinfo(dtype)
    is_whole = np.isfinite(array) & (array == np.floor(array)) & (array >= limits.min) & (array <= limits.max)
    if not is_whole.all():
        text = translate("Stage", "expected whole numbers from {lowest} to {highest}")
        return None, text.format(lowest=limits.min, highest=limits.max)
    return array.astype(dtype), ""


def _spin(least: int, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    return spin
