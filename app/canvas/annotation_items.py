"""Comments and frames on the canvas: items that hold what is shown, and say where they can be taken hold of."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.node_painter import TITLE_ZOOM
from app.theme.fonts import CARD, DOCK, ui_font
from app.theme.tokens import Theme, mixed
from engine.project.annotations import Annotation, Comment, Key, TitledFrame

TITLE = 32.0  # the strip at the top of a frame by which it is dragged
PADDING = 10.0
RADIUS = 10.0
SIDE = 6.0  # pixels at a border where it is taken hold of
FAR_TITLE = 12.0  # pixels of the letters above a frame that is seen from afar
ABOVE = 110.0  # the room for them in the scene; farther off there are none
LEAST_WIDTH, LEAST_HEIGHT = 96.0, 64.0

Kind = TypeVar("Kind", Comment, TitledFrame)


class Grip(NamedTuple):
    """Where an annotation is taken hold of: at sides, which then follow the pointer, or as a whole."""

    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False

    @property
    def resizes(self) -> bool:
        return any(self)

    @property
    def cursor(self) -> Qt.CursorShape:
        if (self.left and self.top) or (self.right and self.bottom):
            return Qt.CursorShape.SizeFDiagCursor
        if (self.right and self.top) or (self.left and self.bottom):
            return Qt.CursorShape.SizeBDiagCursor
        if self.left or self.right:
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.SizeVerCursor if self.resizes else Qt.CursorShape.ArrowCursor


class AnnotationItem(QGraphicsItem, Generic[Kind]):
    """One comment or frame. Its position is the top left corner; `shown` is what it shows, also while it is dragged."""

    is_single_line = True

    def __init__(self, key: Key, annotation: Kind, theme: Theme, on_paper: bool = False) -> None:
        super().__init__()
        self.key = key
        self.shown: Kind = annotation
        self._theme = theme
        self._on_paper = on_paper
        self._size = (0.0, 0.0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._measure()

    def show_as(self, annotation: Kind) -> None:
        """Shows another state of it."""
        if annotation != self.shown:
            self.prepareGeometryChange()
            self.shown = annotation
            self._measure()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def body(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    @property
    def scene_body(self) -> QRectF:
        return self.body.translated(self.pos())

    @property
    def writing_rect(self) -> QRectF:
        """Where its text is written, in the scene."""
        return self.scene_body

    @property
    def font(self) -> QFont:
        raise NotImplementedError

    def grip_at(self, position: QPointF, zoom: float) -> Grip | None:
        """How it is taken hold of at a place of the scene; None where it is not."""
        raise NotImplementedError

    def resized(self, grip: Grip, x: float, y: float) -> Kind:
        """What it would be if the sides of the grip went this far right and down."""
        raise NotImplementedError

    def boundingRect(self) -> QRectF:
        return self.body.adjusted(-3, -3, 3, 3)

    def _measure(self) -> None:
        raise NotImplementedError

    def _zoom(self, painter: QPainter) -> float:
        return 1.0 if self._on_paper else painter.worldTransform().m11()

    def _paint_body(self, painter: QPainter, fill: QColor, border: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.accent, 2) if self.isSelected() else QPen(border, 1)
        pen.setCosmetic(not self._on_paper)
        painter.setPen(pen)
        painter.setBrush(QBrush(fill))
        painter.drawRoundedRect(self.body, RADIUS, RADIUS)


class CommentItem(AnnotationItem[Comment]):
    """A text as wide as it was made, and as high as it needs."""

    is_single_line = False

    def __init__(self, key: Key, comment: Comment, theme: Theme, on_paper: bool = False) -> None:
        self._layout = QTextLayout()
        super().__init__(key, comment, theme, on_paper)
        self.setZValue(0.5)  # over edges, under cards

    @property
    def font(self) -> QFont:
        return ui_font(DOCK)

    def grip_at(self, position: QPointF, zoom: float) -> Grip | None:
        body = self.scene_body
        if not body.contains(position):
            return None
        return Grip(right=body.right() - position.x() < SIDE / zoom)

    def resized(self, grip: Grip, x: float, y: float) -> Comment:
        return replace(self.shown, width=max(LEAST_WIDTH, self.shown.width + x))

    def _measure(self) -> None:
        self.setPos(*self.shown.at)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(self.shown.text.replace("\n", "\u2028"), self.font)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        height = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(self.shown.width - 2 * PADDING)
            line.setPosition(QPointF(0, height))
            height += line.height()
        self._layout.endLayout()
        self._size = (self.shown.width, max(height, QFontMetricsF(self.font).height()) + 2 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme, tint = self._theme, self._theme.tint(self.shown.colour)
        self._paint_body(painter, mixed(theme.card, tint, 0.16), mixed(theme.card, tint, 0.4))
        if self._zoom(painter) >= TITLE_ZOOM:
            painter.setPen(theme.text)
            self._layout.draw(painter, QPointF(PADDING, PADDING))


class FrameItem(AnnotationItem[TitledFrame]):
    """A coloured ground behind cards, with a title at its top."""

    def __init__(self, key: Key, frame: TitledFrame, theme: Theme, on_paper: bool = False) -> None:
        self._title = ""
        super().__init__(key, frame, theme, on_paper)

    @property
    def font(self) -> QFont:
        return ui_font(CARD, QFont.Weight.DemiBold)

    @property
    def writing_rect(self) -> QRectF:
        return QRectF(self.x(), self.y(), self._size[0], TITLE)

    def boundingRect(self) -> QRectF:
        return self.body.adjusted(-3, -ABOVE, 3, 3)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.body.adjusted(-3, -3, 3, 3))
        return path

    def grip_at(self, position: QPointF, zoom: float) -> Grip | None:
        body, side = self.scene_body, SIDE / zoom
        if not body.adjusted(-side / 2, -side / 2, side / 2, side / 2).contains(position):
            return None
        grip = Grip(
            position.x() < body.left() + side / 2,
            position.y() < body.top() + side / 2,
            position.x() > body.right() - side,
            position.y() > body.bottom() - side,
        )
        return grip if grip.resizes or position.y() < body.top() + TITLE else None

    def resized(self, grip: Grip, x: float, y: float) -> TitledFrame:
        (left, top), (width, height) = self.shown.at, self.shown.size
        right, bottom = left + width, top + height
        if grip.left:
            left = min(left + x, right - LEAST_WIDTH)
        if grip.top:
            top = min(top + y, bottom - LEAST_HEIGHT)
        if grip.right:
            right = max(right + x, left + LEAST_WIDTH)
        if grip.bottom:
            bottom = max(bottom + y, top + LEAST_HEIGHT)
        return replace(self.shown, at=(left, top), size=(right - left, bottom - top))

    def _measure(self) -> None:
        self.setPos(*self.shown.at)
        self._size = self.shown.size
        area = self._size[0] * self._size[1]
        self.setZValue(-2 + 1e4 / (1e4 + area))  # under edges; of two frames the smaller lies on the other
        room = self._size[0] - 2 * PADDING
        self._title = QFontMetricsF(self.font).elidedText(self.shown.title, Qt.TextElideMode.ElideRight, room)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme, tint = self._theme, self._theme.tint(self.shown.colour)
        self._paint_body(painter, mixed(theme.canvas, tint, 0.1), mixed(theme.canvas, tint, 0.45))
        if self._zoom(painter) >= TITLE_ZOOM:
            painter.setFont(self.font)
            painter.setPen(mixed(tint, theme.text, 0.5))
            room = QRectF(PADDING, 0, self._size[0] - 2 * PADDING, TITLE)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._title)
        elif FAR_TITLE * 1.5 / self._zoom(painter) <= ABOVE:
            self._paint_far_title(painter, FAR_TITLE / self._zoom(painter))

    def _paint_far_title(self, painter: QPainter, size: float) -> None:
        """From afar, where cards have no letters, the title stands above the frame and can still be read."""
        font = self.font
        font.setPixelSize(round(size))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(mixed(self._theme.tint(self.shown.colour), self._theme.text, 0.5))
        title = metrics.elidedText(self.shown.title, Qt.TextElideMode.ElideRight, self._size[0])
        painter.drawText(QPointF(0, -metrics.descent() - size / 4), title)


AnyItem = CommentItem | FrameItem


def item_of(key: Key, annotation: Annotation, theme: Theme, on_paper: bool) -> AnyItem:
    """The item for a comment or a frame."""
    if isinstance(annotation, Comment):
        return CommentItem(key, annotation, theme, on_paper)
    return FrameItem(key, annotation, theme, on_paper)
