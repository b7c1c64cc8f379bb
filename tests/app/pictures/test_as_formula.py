"""Formulas as drawings: as large as asked for, in the colour asked for, and never an exception."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.pictures.as_formula import formula, formula_svg, natural_size

CHAIN = r"\frac{\partial L}{\partial w} = \delta \cdot x"


def painted(drawing: QSvgRenderer) -> QImage:
    image = QImage(natural_size(drawing).toSize() + QSize(1, 1), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    """The colours of all that is not see-through."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {QColor(pixel.rgb()).name() for pixel in pixels if pixel.alpha() == 255}


def test_a_formula_is_drawn_in_its_colour(qapp: QApplication) -> None:
    drawing = formula(CHAIN, 20.0, "#cc4400")
    assert drawing.isValid()
    assert colours(painted(drawing)) == {"#cc4400"}


def test_letters_twice_as_large_make_a_formula_twice_as_large(qapp: QApplication) -> None:
    small, large = natural_size(formula(CHAIN, 12.0, "#000000")), natural_size(formula(CHAIN, 24.0, "#000000"))
    assert large.width() == pytest.approx(2 * small.width(), rel=0.05)
    assert large.height() == pytest.approx(2 * small.height(), rel=0.05)
    assert small.width() > small.height() > 12


def test_a_drawing_is_kept() -> None:
    assert formula_svg(CHAIN, 13.0, "#123456") is formula_svg(CHAIN, 13.0, "#123456")
    assert formula_svg(CHAIN, 13.0, "#654321") != formula_svg(CHAIN, 13.0, "#123456")


def test_every_letter_is_drawn(qapp: QApplication) -> None:
    """Qt leaves out what it does not know of an SVG, and says nothing."""
    for letters in ("x", r"\partial", r"\nabla", "7", r"\sum", r"\text{h}", r"\sqrt{2}"):
        image = painted(formula(letters, 40.0, "#cc4400"))
        inked = [x for x in range(image.width()) if any(image.pixelColor(x, y).alpha() for y in range(image.height()))]
        assert len(inked) > 8, letters
    wide = painted(formula("a + b", 40.0, "#cc4400"))
    assert any(wide.pixelColor(wide.width() - 5, y).alpha() for y in range(wide.height()))


BROKEN = [
    r"\frac{1}{", r"\nosuchcommand{x}", "x^^2", "}{", r"\left( x", "&&", "\\", "", "   ", "%", "#_$", "<b>&amp;",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_typeset_is_no_exception(qapp: QApplication, text: str) -> None:
    assert formula(text, 20.0, "#000000").isValid()
