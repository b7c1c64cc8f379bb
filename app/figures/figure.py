"""Writes a figure: SVG and PDF as lines and letters, PNG in pixels. The same subject gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt, QUuid
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from app.figures.drawing import Drawing
from app.figures.sheet import Sheet
from app.figures.subject import Subject
from app.figures.svg_text import improved
from app.theme.tokens import LIGHT, Theme
from engine.problem import Problem, ProblemError
from engine.project.writer import write_atomically
from engine.texts.phrase import Phrase

DOTS_PER_INCH = 96  # of a CSS pixel
PNG_SCALE = 2.0
LARGEST_SIDE = 32_000  # pixels: Qt's painter reaches no further


def save_figure(
    subject: Subject, path: Path, theme: Theme = LIGHT, scale: float | None = None, is_transparent: bool = False
) -> None:
    """Writes a figure of a subject; the ending of the name says in which format.

    `scale` multiplies the real size, by default by 1, of pixels by 2. Raises ProblemError: another ending, a picture
    too large, a file that cannot be written.
    """
    check_figure(path)
    sheet = Sheet(subject, theme)
    try:
        content = _WRITERS[path.suffix.lower()](Drawing(sheet, is_transparent), scale)
    finally:
        sheet.close()
    try:
        write_atomically(path, content)
    except OSError as error:
        received = Phrase("of_file", file=str(path), reason=error.strerror or str(error))
        raise ProblemError(Problem("file_not_writable", {"received": received})) from error


def check_figure(path: Path) -> None:
    """Raises ProblemError where a figure cannot be called so."""
    if path.suffix.lower() not in _WRITERS:
        raise ProblemError(wrong_place(path, tuple(_WRITERS)))


def wrong_place(path: Path, endings: tuple[str, ...]) -> Problem:
    """The problem of a file whose name does not end as it should."""
    return Problem("call_figure_place", {"expected": list(endings), "received": path.suffix or path.name})


def _svg(drawing: Drawing, scale: float | None) -> bytes:
    size = drawing.size
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    device.setOutputDevice(buffer)
    device.setResolution(DOTS_PER_INCH)
    device.setSize(size.toSize())
    device.setViewBox(QRectF(0, 0, size.width(), size.height()))
    device.setTitle(drawing.title)
    device.setDescription("Chainrule")
    _paint(drawing, QPainter(device))
    factor, text = scale or 1.0, bytes(content.data()).decode("utf-8")
    return improved(text, size.width() * factor, size.height() * factor).encode("utf-8")


def _pdf(drawing: Drawing, scale: float | None) -> bytes:
    factor = scale or 1.0
    points = drawing.size * factor * 72 / DOTS_PER_INCH
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(buffer)
    device.setResolution(DOTS_PER_INCH)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    device.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
    device.setPageMargins(QMarginsF(0, 0, 0, 0))
    device.setTitle(drawing.title)
    device.setCreator("Chainrule")
    device.setDocumentXmpMetadata(_METADATA.format(title=escape(drawing.title)).encode("utf-8"))
    device.setDocumentId(QUuid.createUuidV5(QUuid(), drawing.title.encode("utf-8")))
    painter = QPainter(device)
    painter.scale(factor, factor)
    _paint(drawing, painter)
    return _timeless(bytes(content.data()))


def _png(drawing: Drawing, scale: float | None) -> bytes:
    factor = scale or PNG_SCALE
    width, height = round(drawing.size.width() * factor), round(drawing.size.height() * factor)
    image = QImage()
    if max(width, height) <= LARGEST_SIDE:
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        arguments = {"expected": LARGEST_SIDE, "received": f"{width}x{height}"}
        raise ProblemError(Problem("call_picture_too_large", arguments))
    image.fill(Qt.GlobalColor.transparent)
    dots = round(DOTS_PER_INCH * factor / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    painter = QPainter(image)
    painter.scale(factor, factor)
    _paint(drawing, painter)
    if not drawing.is_transparent:
        image.convertTo(QImage.Format.Format_RGB888)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def _paint(drawing: Drawing, painter: QPainter) -> None:
    drawing.paint(painter)
    painter.end()


def _timeless(pdf: bytes) -> bytes:
    """The same PDF without the time at which it was made; nothing in it moves, for a table at its end counts bytes."""
    return _TIME.sub(lambda found: b"(D:20000101000000" + re.sub(rb"\d", b"0", found[1]) + b")", pdf)


_TIME = re.compile(rb"\(D:\d{14}(Z|[+-]\d\d'\d\d')\)")
_METADATA = """<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end='w'?>"""  # as the XMP specification has it; Qt's own would hold the time

_WRITERS: Mapping[str, Callable[[Drawing, float | None], bytes]] = {".svg": _svg, ".pdf": _pdf, ".png": _png}
