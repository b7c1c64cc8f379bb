"""The two themes of high contrast: letters at 7 to 1 or more on their ground, lines and signs at 3 to 1 or more."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtGui import QColor

from app.theme.tokens import LIGHT, Theme, mixed

LIGHT_CONTRAST = Theme(
    name="light-contrast",
    is_dark=False,
    window=QColor("#FFFFFF"),
    panel=QColor("#FFFFFF"),
    canvas=QColor("#FFFFFF"),
    card=QColor("#FFFFFF"),
    line=QColor("#5A5A5A"),
    text=QColor("#000000"),
    soft_text=QColor("#2E2E2E"),
    accent=QColor("#0B3A8C"),
    forward=QColor("#0B3A8C"),
    backward=QColor("#8A3300"),
    good=QColor("#00513A"),
    warning=QColor("#753000"),
    error=QColor("#960014"),
    chip=QColor("#EFEFEF"),
    on_accent=QColor("#FFFFFF"),
    shadow=QColor(0, 0, 0, 0),
    categories=MappingProxyType(
        {name: mixed(colour, QColor("#000000"), 0.25) for name, colour in LIGHT.categories.items()}
    ),
    has_high_contrast=True,
)

DARK_CONTRAST = Theme(
    name="dark-contrast",
    is_dark=True,
    window=QColor("#000000"),
    panel=QColor("#000000"),
    canvas=QColor("#000000"),
    card=QColor("#000000"),
    line=QColor("#B4B4B4"),
    text=QColor("#FFFFFF"),
    soft_text=QColor("#E2E2E2"),
    accent=QColor("#8FC0FF"),
    forward=QColor("#8FC0FF"),
    backward=QColor("#FFB56B"),
    good=QColor("#63E0B5"),
    warning=QColor("#FFD24A"),
    error=QColor("#FFA3A3"),
    chip=QColor("#1E1E1E"),
    on_accent=QColor("#000000"),
    shadow=QColor(0, 0, 0, 0),
    categories=MappingProxyType(
        {name: mixed(colour, QColor("#FFFFFF"), 0.35) for name, colour in LIGHT.categories.items()}
    ),
    has_high_contrast=True,
)
