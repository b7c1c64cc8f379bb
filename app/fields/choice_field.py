"""Editors that are chosen from: a switch for true or false, a list for one of a few words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.fields.combo import FormCombo
from app.fields.field import Field
from app.fields.wording import translated
from engine.layers.parameters import Bool, Choice


class BoolField(Field):
    """A switch, with its state in words beside it."""

    def __init__(self, parameter: Bool, parent: QWidget | None = None) -> None:
        self._switch = Switch()
        super().__init__(parameter, self._switch, parent)
        self._switch.clicked.connect(self._commit)

    def show_value(self, value: object) -> None:
        self._switch.setChecked(value is True)
        self._switch.setText(translated("on") if value is True else translated("off"))

    def _commit(self, value: object) -> None:
        self._switch.setText(translated("on") if value else translated("off"))
        super()._commit(value)


class Switch(QAbstractButton):
    """A checkable button that is drawn as a switch, in the colours of the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        height = metrics.height() + 12
        return QSize(round(self._track().width()) + 10 + metrics.horizontalAdvance(self.text() or "off"), height)

    def _track(self) -> QRectF:
        height = self.fontMetrics().capHeight() + 7.0
        return QRectF(1.5, (self.height() - height) / 2, height * 1.8, height)

    def _knob_colour(self) -> QColor:
        """Off, the knob is the brighter of paper and ink, so that it stands out in both themes."""
        palette = self.palette()
        if self.isChecked():
            return palette.color(QPalette.ColorRole.HighlightedText)
        paper, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        return max(paper, ink, key=QColor.lightnessF)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, track = self.palette(), self._track()
        wrong = bool(self.property("problem"))
        fill = palette.color(QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.Mid)
        if self.hasFocus() or wrong:
            role = QPalette.ColorRole.BrightText if wrong else QPalette.ColorRole.Highlight
            ring = QColor(palette.color(role))
            painter.setPen(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = track.height() / 2 + 1.5
            painter.drawRoundedRect(track.adjusted(-1.0, -1.5, 1.5, 1.5), radius, radius)
            track = track.adjusted(1, 0, -1, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = QRectF(0, 0, track.height() - 4, track.height() - 4)
        knob.moveCenter(track.center())
        if self.isChecked():
            knob.moveRight(track.right() - 2)
        else:
            knob.moveLeft(track.left() + 2)
        painter.setBrush(self._knob_colour())
        painter.drawEllipse(knob)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        words = QRectF(self.rect()).adjusted(self._track().right() + 8, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()


class ChoiceField(Field):
    """A list of words; `none` comes first where the parameter may be null."""

    def __init__(self, parameter: Choice, parent: QWidget | None = None) -> None:
        self._combo = FormCombo()
        super().__init__(parameter, self._combo, parent)
        with QSignalBlocker(self._combo):
            if parameter.optional:
                self._combo.addItem(translated("none"), None)
            for choice in parameter.choices:
                self._combo.addItem(choice, choice)
        self._known = self._combo.count()
        self._combo.activated.connect(self._chosen)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self._combo):
            while self._combo.count() > self._known:
                self._combo.removeItem(self._known)
            index = self._index(value)
            if index < 0 and value is not None:  # from a file: shown as it is, so that it can be seen and replaced
                self._combo.addItem(str(value), value)
                index = self._known
            self._combo.setCurrentIndex(index)

    def _index(self, value: object) -> int:
        return next((i for i in range(self._combo.count()) if self._combo.itemData(i) == value), -1)

    def _chosen(self, index: int) -> None:
        value: Any = self._combo.itemData(index)
        self._commit(value)
