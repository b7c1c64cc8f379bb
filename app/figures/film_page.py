"""The pictures of a film: the stage with its title and its legend, and below it the line of the step and what happens.

A picture is laid out in pixels of a film of 1280 x 720; a larger film has the same picture, finer.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from app.canvas.stage_legend import StageKey
from app.figures.drawing import phase_colour, wrapped, write_line
from app.figures.film_camera import Path, eased, fits, following, whole
from app.figures.sheet import Sheet
from app.figures.subject import Subject
from app.theatre.theatre import HALL
from app.theatre.timeline import Timeline
from app.theme.fonts import DOCK, HEADING, STAGE, ui_font
from app.theme.tokens import Theme

USUAL = QSize(1280, 720)
LEAST_RATIO = 0.7  # of a smaller film: less is shown rather than smaller letters
SIDE = 20.0
SENTENCE, LEGEND = 17, 12
MOST_LINES = 2
LEAST_TITLE = 160.0  # where the legend leaves less, there is none


class FilmPage:
    """Paints the moments of a step. `close` gives back what it holds of Qt.

    In a hall no letter is smaller than 18 pixels of a film of the usual size, and the camera follows; so it is, too,
    where the whole network could not be read at once.
    """

    def __init__(self, subject: Subject, theme: Theme, size: QSize = USUAL, is_hall: bool = False) -> None:
        self._theme, self._pixels = theme, size
        self._ratio = max(LEAST_RATIO, min(size.width() / USUAL.width(), size.height() / USUAL.height()))
        self._size = QSizeF(size) / self._ratio
        self._timeline = Timeline(theme)
        self._sheet = Sheet(subject, theme, is_hall)
        self._lay_out(is_hall)
        if not is_hall and not fits(self._sheet, self._stage.size()):
            self._sheet.close()
            self._sheet = Sheet(subject, theme, is_hall=True)
            self._lay_out(is_hall=True)
            is_hall = True
        self.is_hall = is_hall
        self.camera: Path = (following if is_hall else whole)(self._sheet, self._stage.size())
        self._base: tuple[int, QImage] | None = None

    def close(self) -> None:
        self._sheet.close()
        self._timeline.deleteLater()

    @property
    def travels(self) -> list[bool]:
        """For each moment, whether anything moves until it is there: a pulse, or the camera."""
        middles = self.camera.middles
        return [
            bool(self._sheet.paths(position)) or middles[position] != middles[position + 1]
            for position in range(len(self._sheet.moments))
        ]

    def picture(self, position: int, share: float | None) -> QImage:
        """The picture after so many moments, while the next one is coming or not."""
        middle = self.camera.middle(position, share)
        if share is None:
            return self._still(position)
        if middle == self.camera.middles[position]:
            image = self._still(position).copy()
            painter = QPainter(image)
        else:
            image = self._ground()
            painter = QPainter(image)
            self._paint_all(painter, position, middle)
        self._paint_pulse(painter, position, share, middle)
        painter.end()
        return image

    def _still(self, position: int) -> QImage:
        """The picture in which nothing moves; the last one is kept."""
        if self._base is None or self._base[0] != position:
            image = self._ground()
            painter = QPainter(image)
            self._paint_all(painter, position, self.camera.middles[position])
            painter.end()
            self._base = position, image
        return self._base[1]

    def _ground(self) -> QImage:
        image = QImage(self._pixels, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._ratio)
        image.fill(self._theme.canvas)
        return image

    # ------------------------------------------------------------------ layout

    def _lay_out(self, is_hall: bool) -> None:
        scale = HALL if is_hall else 1.0
        self._title = ui_font(HEADING, QFont.Weight.DemiBold, scale=scale, tabular=False)
        self._subtitle = ui_font(STAGE if is_hall else DOCK, tabular=False)
        self._heading = ui_font(STAGE if is_hall else DOCK, QFont.Weight.DemiBold)
        self._sentence = ui_font(SENTENCE, scale=scale)
        self._key = StageKey(self._theme, ui_font(STAGE if is_hall else LEGEND))
        self._timeline.set_scale(STAGE / 12 if is_hall else 1.0)
        self._timeline.set_moments(self._sheet.moments)
        width, height = self._size.width(), self._size.height()
        self._timeline.resize(round(width - 2 * SIDE) + 16, self._timeline.sizeHint().height())
        self._head = max(QFontMetricsF(self._title).height(), self._key.size.height()) + 20
        positions = range(len(self._sheet.moments) + 1)
        self._lines = max(len(self._wrapped(self._sheet.words(position).sentence)) for position in positions)
        has_problem = bool(self._sheet.words(len(self._sheet.moments)).problem)
        below = self._timeline.height() + 26 + QFontMetricsF(self._heading).lineSpacing()
        below += self._lines * QFontMetricsF(self._sentence).lineSpacing()
        below += QFontMetricsF(self._subtitle).lineSpacing() if has_problem else 0
        self._bar = QRectF(0, height - round(below), width, round(below))
        self._stage = QRectF(0, self._head, width, max(40.0, self._bar.top() - self._head))

    def _wrapped(self, text: str) -> list[str]:
        return wrapped(text, self._sentence, self._size.width() - 2 * SIDE, MOST_LINES)

    # ------------------------------------------------------------------ painting

    def _paint_all(self, painter: QPainter, position: int, middle: QPointF) -> None:
        self._sheet.show(position)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.save()
        self._look_at(painter, middle)
        zoom = self.camera.zoom
        size = self._stage.size() / zoom
        self._sheet.paint(painter, QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size))
        painter.restore()
        self._paint_head(painter)
        self._paint_bar(painter, position)

    def _look_at(self, painter: QPainter, middle: QPointF) -> None:
        """From here on the painter paints in the scene, as far as the camera sees it."""
        painter.setClipRect(self._stage)
        painter.translate(self._stage.center())
        painter.scale(self.camera.zoom, self.camera.zoom)
        painter.translate(-middle)

    def _paint_pulse(self, painter: QPainter, position: int, share: float, middle: QPointF) -> None:
        paths = self._sheet.paths(position)
        if not paths:
            return
        is_backward = self._sheet.moments[position].phase == "backward"
        pulse = self._sheet.scene.pulse
        pulse.show_at(paths, eased(share), is_backward)
        painter.save()
        self._look_at(painter, middle)
        self._sheet.paint_pulse(painter)
        painter.restore()
        pulse.hide()

    def _paint_head(self, painter: QPainter) -> None:
        width = self._size.width()
        legend = self._key.size
        left = width - SIDE - legend.width()
        room = width - 2 * SIDE
        if left - SIDE >= LEAST_TITLE:
            self._key.paint(painter, QPointF(left, (self._head - legend.height()) / 2))
            room = left - 2 * SIDE
        subject = self._sheet.subject
        metrics = QFontMetricsF(self._title)
        title = metrics.elidedText(subject.title, Qt.TextElideMode.ElideRight, room)
        top = (self._head - metrics.height()) / 2
        write_line(painter, title, self._title, self._theme.text, QPointF(SIDE, top))
        at = SIDE + metrics.horizontalAdvance(title) + 14
        small = QFontMetricsF(self._subtitle)
        subtitle = subject.staged.subtitle if subject.staged is not None else ""
        if at + small.horizontalAdvance(subtitle) <= SIDE + room:
            base = top + metrics.ascent() - small.ascent()
            write_line(painter, subtitle, self._subtitle, self._theme.soft_text, QPointF(at, base))

    def _paint_bar(self, painter: QPainter, position: int) -> None:
        theme, bar = self._theme, self._bar
        painter.fillRect(bar, theme.panel)
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QPointF(bar.left(), bar.top() + 0.5), QPointF(bar.right(), bar.top() + 0.5))
        self._timeline.set_position(position)
        corner = QPoint(round(SIDE) - 8, round(bar.top()) + 6)
        self._timeline.render(painter, corner, renderFlags=self._timeline.RenderFlag.DrawChildren)
        words = self._sheet.words(position)
        at = QPointF(SIDE, bar.top() + 6 + self._timeline.height() + 6)
        colour = phase_colour(theme, words.phase)
        at.setY(write_line(painter, words.heading, self._heading, colour, at) + 2)
        for line in self._wrapped(words.sentence):
            at.setY(write_line(painter, line, self._sentence, theme.text, at))
        for line in wrapped(words.problem, self._subtitle, bar.width() - 2 * SIDE, 1):
            write_line(painter, line, self._subtitle, theme.error, at)
