"""The window's letters: Inter where it is installed, the system's sans elsewhere, with figures of one width.

Sizes are in pixels and are multiplied by `scale`, which presentation turns up.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

DOCK = 13
CARD = 14
SMALL = 11  # nothing is smaller
HEADING = 17
STAGE = 18  # the least size while presenting


def ui_font(
    size: float = DOCK, weight: QFont.Weight = QFont.Weight.Normal, *, scale: float = 1.0, tabular: bool = True
) -> QFont:
    """A font of the window; needs an application. Figures have one width unless `tabular` is off."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontDatabase.hasFamily("Inter"):
        font.setFamilies(["Inter", *font.families()])
    return _finished(font, size, weight, scale, tabular)


def code_font(size: float = DOCK, *, scale: float = 1.0) -> QFont:
    """A font whose letters all have one width, for code."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return _finished(font, size, QFont.Weight.Normal, scale, tabular=False)


def _finished(font: QFont, size: float, weight: QFont.Weight, scale: float, tabular: bool) -> QFont:
    font.setPixelSize(max(SMALL, round(size * scale)))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
