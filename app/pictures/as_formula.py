"""A formula in LaTeX as a drawing. Setting one takes some hundredths of a second, so drawings are kept."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSizeF
from PySide6.QtSvg import QSvgRenderer

KEPT = 256


def formula(latex: str, size: float, colour: str) -> QSvgRenderer:
    """The drawing of a formula, with letters of `size` pixels; the text itself where it cannot be typeset."""
    return QSvgRenderer(QByteArray(formula_svg(latex, size, colour).encode()))


def load_typesetting() -> None:
    """Does what is slow the first time, so that no formula waits for it. It needs no Qt, and may run in any thread."""
    formula_svg(r"\frac{\partial L}{\partial x}", 1.0, "#000000")


def natural_size(drawing: QSvgRenderer) -> QSizeF:
    """How large a drawing is at the size of its letters."""
    return QSizeF(drawing.defaultSize()) if drawing.viewBoxF().isEmpty() else drawing.viewBoxF().size()


@lru_cache(maxsize=KEPT)
def formula_svg(latex: str, size: float, colour: str) -> str:
    """The same as the text of an SVG."""
    import ziamath  # takes half a second, and most windows never need it

    ziamath.config.svg2 = False  # Qt draws SVG Tiny, which has no symbols
    try:
        text: str = ziamath.Latex(latex, size=size, color=colour).svg()
    except Exception:  # a parser of others: whatever it raises, the formula can be read as it was written
        plain = "".join(char if char.isalnum() or char in " +-=.,:;()/" else " " for char in latex) or " "
        text = ziamath.Latex(rf"\text{{{plain}}}", size=size, color=colour).svg()
    return text
