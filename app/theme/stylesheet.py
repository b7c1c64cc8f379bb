"""The stylesheet, written from the tokens: hairlines, one background, corners of 8 pixels, no gradient.

Widgets say what they are through properties, which these rules read:

    QPushButton   primary, flat, segment             QLineEdit   search, problem
    QToolButton   reset, remove
    QLabel        heading, section, soft, chip, state ("error" | "warning" | "good")
    QFrame        card, divider

After a property has changed, `repolish(widget)` reads the rules again.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.theme.icons import style_picture
from app.theme.stylesheet_rules import RULES
from app.theme.tokens import Theme

_PICTURES = (
    "arrow-down",
    "arrow-up",
    "arrow-right",
    "arrow-left",
    "check",
    "menu-check",
    "partial",
    "dot",
    "close",
    "dock-close",
    "dock-float",
    "reset",
)
_LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32)
_FONTS = (11, 12, 13, 14, 17)


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """The whole stylesheet of a theme; lengths and letters are multiplied by `scale`."""
    return Template("\n".join(RULES)).substitute(_values(theme, scale))


def repolish(widget: QWidget) -> None:
    """Applies the rules to a widget again, after one of its properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _values(theme: Theme, scale: float) -> Mapping[str, str]:
    values = {name: _css(colour) for name, colour in vars(theme).items() if isinstance(colour, QColor)}
    values |= {f"picture_{name.replace('-', '_')}": f'url("{style_picture(name, theme)}")' for name in _PICTURES}
    values |= {f"px{length}": f"{max(1, round(length * scale))}px" for length in _LENGTHS}
    values |= {f"font{size}": f"{max(11, round(size * scale))}px" for size in _FONTS}
    return values


def _css(colour: QColor) -> str:
    return colour.name() if colour.alpha() == 255 else colour.name(QColor.NameFormat.HexArgb)
