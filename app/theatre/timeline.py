"""The line of a step from its first moment to its last: four stretches in the colours of their phases, and a handle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theatre.narration import phase_title
from app.theme.fonts import SMALL, ui_font
from app.theme.tokens import Theme, mixed
from engine.backprop.moments import PHASES, Moment, Phase

BAR, GAP, HANDLE = 9.0, 6.0, 8.5
PALE = 0.28  # how much of its colour a stretch has that is still to come
LEAST = 46.0  # the width of a phase, however few moments it has


class Timeline(QWidget):
    """Shows where a step stands. `position_wanted` carries where a person wants it to stand."""

    position_wanted = Signal(int)
    phase_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = ui_font(12)
        self._moments: tuple[Moment, ...] = ()
        self._counts: dict[Phase, int] = {}
        self._position = 0
        self._scale = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(320)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_scale(self, scale: float) -> None:
        """Larger letters for a hall."""
        self._scale = scale
        self._font = ui_font(max(SMALL, 12), scale=scale)
        self.updateGeometry()
        self.update()

    def set_moments(self, moments: Sequence[Moment]) -> None:
        if tuple(moments) == self._moments:
            return
        self._moments = tuple(moments)
        self._counts = {phase: sum(moment.phase == phase for moment in self._moments) for phase in PHASES}
        self._describe()
        self.update()

    def set_position(self, position: int) -> None:
        if position != self._position:
            self._position = position
            self._describe()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(f"{self._position}/{len(self._moments)}")

    def sizeHint(self) -> QSize:
        return QSize(560, round(QFontMetricsF(self._font).height() + 2 * HANDLE + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    # ------------------------------------------------------------------ geometry

    def stretches(self) -> list[tuple[Phase, QRectF, int, int]]:
        """Each phase that the step has: its bar, the position at which it begins, and its number of moments."""
        counts = self._counts
        there = [phase for phase in PHASES if counts.get(phase)]
        if not there:
            return []
        room = self.width() - 2 * HANDLE - GAP * (len(there) - 1) - LEAST * len(there)
        total = len(self._moments)
        left, first, found = HANDLE, 0, []
        for phase in there:
            width = LEAST + max(0.0, room) * counts[phase] / total
            found.append((phase, QRectF(left, self._bar_top, width, BAR), first, counts[phase]))
            left += width + GAP
            first += counts[phase]
        return found

    def place_of(self, position: int) -> float:
        """Where the handle stands at a position."""
        stretches = self.stretches()
        if not stretches or position <= 0:
            return HANDLE
        for _, bar, first, count in stretches:
            if position <= first + count:
                return bar.left() + bar.width() * (position - first) / count
        return stretches[-1][1].right()

    def position_at(self, x: float) -> int:
        """The position that is nearest to a place."""
        for _, bar, first, count in self.stretches():
            if x <= bar.right() + GAP / 2:
                return first + max(0, min(count, round((x - bar.left()) / bar.width() * count)))
        return len(self._moments)

    @property
    def _bar_top(self) -> float:
        return self.height() - HANDLE - BAR / 2 - 1

    # ------------------------------------------------------------------ painting and the mouse

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        at = self.place_of(self._position)
        colour = self._theme.line
        for phase, bar, first, _ in self.stretches():
            full = self._colour(phase)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(mixed(self._theme.panel, full, PALE)))
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
            if self._position > first:
                done = QRectF(bar)
                done.setRight(min(bar.right(), at))
                painter.setBrush(QBrush(full))
                painter.drawRoundedRect(done, BAR / 2, BAR / 2)
                colour = full
            painter.setPen(self._theme.soft_text)
            painter.drawText(QPointF(bar.left(), bar.top() - 7), phase_title(phase))
        if self._moments:
            painter.setPen(QPen(colour, 2.5))
            painter.setBrush(QBrush(self._theme.panel))
            painter.drawEllipse(QPointF(at, self._bar_top + BAR / 2), HANDLE - 1, HANDLE - 1)

    def _colour(self, phase: Phase) -> QColor:
        return {
            "forward": self._theme.forward, "loss": self._theme.text, "backward": self._theme.backward,
            "update": self._theme.good,
        }[phase]  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        if place.y() < self._bar_top - 3:
            for phase, bar, _, _ in self.stretches():
                if bar.left() <= place.x() < bar.left() + self._label_width(phase):
                    self.phase_wanted.emit(phase)
                    return
        self.position_wanted.emit(self.position_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.position_wanted.emit(self.position_at(event.position().x()))

    def _label_width(self, phase: Phase) -> float:
        return QFontMetricsF(QFont(self._font)).horizontalAdvance(phase_title(phase)) + 8

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)
