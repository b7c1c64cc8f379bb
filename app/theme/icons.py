"""Our own icons: strokes on a grid of 24, drawn in `currentColor` and tinted by the theme.

An icon is a file `resources/icons/NAME.svg`. The folders `light` and `dark` beside them hold the few pictures that the
stylesheet names, tinted beforehand because a stylesheet can only name files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.theme.tokens import Theme

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
_SIZES = (16, 24, 32, 48)  # the larger ones serve screens of higher density


@cache
def icon_names() -> tuple[str, ...]:
    """The names of all icons."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


def icon(name: str, theme: Theme, colour: QColor | None = None) -> QIcon:
    """The icon of that name in the theme's text colour, or in another; paler where it is disabled.

    Raises FileNotFoundError for a name that is not drawn. Needs an application.
    """
    made = QIcon()
    source = _source(name)
    for mode, tint in ((QIcon.Mode.Normal, colour or theme.text), (QIcon.Mode.Disabled, theme.faint_text)):
        for size in _SIZES:
            made.addPixmap(_drawn(source, tint, size), mode)
    return made


def icon_pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """One icon as a pixmap of `size` logical pixels, for whoever paints by hand."""
    pixmap = _drawn(_source(name), colour, round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def style_picture(name: str, theme: Theme) -> str:
    """The path of a picture tinted for the stylesheet, as its `url()` takes it."""
    return (FOLDER / theme.name / f"{name}.svg").as_posix()


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(source: str, colour: QColor, size: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour.name()).encode()))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
