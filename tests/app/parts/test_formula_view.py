"""A formula in its place: as large as it is, smaller where there is not the room, never cut."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app.parts.formula_view import FormulaView
from app.pictures.as_formula import formula, natural_size

CHAIN = r"\frac{\partial L}{\partial w} = \delta \cdot x"


def test_the_view_of_a_formula_is_as_large_as_it_and_takes_less_room_where_there_is_less(qapp: QApplication) -> None:
    view = FormulaView()
    assert view.sizeHint().width() == 0
    view.show_formula(CHAIN, "#cc4400", 40.0)
    natural = natural_size(formula(CHAIN, 40.0, "#cc4400"))
    assert view.sizeHint().width() == round(natural.width()) and view.accessibleName() == CHAIN
    for width in (view.sizeHint().width(), 60):
        view.resize(width, view.sizeHint().height())
        image = QImage(view.size(), QImage.Format.Format_ARGB32)
        image.fill(QColor("#ffffff"))
        view.render(image)
        inked = [x for x in range(image.width()) if any(_is_ink(image, x, y) for y in range(image.height()))]
        assert inked and inked[-1] >= 0.8 * width, "all of the width is used, and nothing is cut"
        assert inked[-1] < width
    view.show_formula("", "#cc4400", 40.0)
    assert view.sizeHint().width() == 0


def _is_ink(image: QImage, x: int, y: int) -> bool:
    colour = image.pixelColor(x, y)
    return colour.red() > 1.5 * max(1, colour.blue())
