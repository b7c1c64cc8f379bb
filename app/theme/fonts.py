"""The window's letters: Inter where it is installed, the system's sans elsewhere, with figures of one width.
Chinese comes from the first family of a list that is installed.

Sizes are in pixels and are multiplied by `scale`, which presentation turns up.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

DOCK = 13
CARD = 14
SMALL = 11  # nothing is smaller
HEADING = 17
STAGE = 18  # the least size while presenting
CHINESE = (  # where the others have no letters: those of the systems, the free ones first
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)


def ui_font(
    size: float = DOCK, weight: QFont.Weight = QFont.Weight.Normal, *, scale: float = 1.0, tabular: bool = True
) -> QFont:
    """A font of the window; needs an application. Figures have one width unless `tabular` is off."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    first = ["Inter"] if QFontDatabase.hasFamily("Inter") else []
    font.setFamilies([*first, *_families(font)])
    return _finished(font, size, weight, scale, tabular)


def code_font(size: float = DOCK, *, scale: float = 1.0) -> QFont:
    """A font whose letters all have one width, for code."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies(_families(font))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return _finished(font, size, QFont.Weight.Normal, scale, tabular=False)


def _families(font: QFont) -> list[str]:
    """The families of a font of the system, then those with Chinese letters.

    The first may be an alias, "Sans Serif", that no family has as its name: without what it stands for, all letters
    would be those of the Chinese font.
    """
    return list(dict.fromkeys((*font.families(), QFontInfo(font).family(), *_chinese())))


@cache
def _chinese() -> tuple[str, ...]:
    """The families with Chinese letters that are installed here."""
    return tuple(name for name in CHINESE if QFontDatabase.hasFamily(name))


def _finished(font: QFont, size: float, weight: QFont.Weight, scale: float, tabular: bool) -> QFont:
    font.setPixelSize(max(SMALL, round(size * scale)))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
