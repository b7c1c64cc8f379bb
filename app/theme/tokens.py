"""The tokens of the themes: every colour of the window has a name here and is written down once.

Blue (`forward`) is value and forward, orange (`backward`) is gradient and backward; red is only for errors, green only
for "checked". A `Theme` is a value: whoever paints is handed one and keeps no colour of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtGui import QColor

_CATEGORIES = {
    "data": "#64748B",
    "linear": "#3B6FB6",
    "convolution": "#2E8B8B",
    "pooling": "#3E8FA8",
    "normalization": "#7A5FB5",
    "dropout": "#8F6A86",
    "activation": "#B5802A",
    "embedding": "#4A66C8",
    "recurrent": "#A85C32",
    "attention": "#9A4FA3",
    "shape": "#78716C",
    "merge": "#4D7C4A",
    "math": "#6B7F2E",
    "loss": "#B03A5B",
    "block": "#475569",
}
_ALIASES = {
    "input": "data",
    "inputs": "data",
    "io": "data",
    "transformer": "attention",
    "regularization": "dropout",
    "arithmetic": "math",
    "maths": "math",
    "reduction": "shape",
    "losses": "loss",
    "code": "block",
    "own_layers": "block",
    "blocks": "block",
    "block_library": "block",
}
# The colours that comments and frames may have, by the names that stand in files: each that of a category.
TINTS = {
    "slate": "data",
    "blue": "linear",
    "teal": "convolution",
    "violet": "normalization",
    "amber": "activation",
    "olive": "merge",
    "rose": "loss",
}


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The colour that has `share` (0 to 1) of the second in the first; opaque."""

    def channel(a: int, b: int) -> int:
        return round(a + (b - a) * share)

    return QColor(
        channel(first.red(), second.red()),
        channel(first.green(), second.green()),
        channel(first.blue(), second.blue()),
    )


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two colours, 1 to 21, as the WCAG defines it."""
    one, two = sorted((luminance(first), luminance(second)))
    return (two + 0.05) / (one + 0.05)


def luminance(colour: QColor) -> float:
    """The relative luminance of an opaque colour, 0 (black) to 1 (white), as the WCAG defines it."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@dataclass(frozen=True, eq=False)
class Theme:
    """Every colour of the window, by what it means. The second group is derived from the first."""

    name: str
    is_dark: bool
    window: QColor
    panel: QColor
    canvas: QColor
    card: QColor
    line: QColor
    text: QColor
    soft_text: QColor
    accent: QColor
    forward: QColor
    backward: QColor
    good: QColor
    warning: QColor
    error: QColor
    chip: QColor
    on_accent: QColor  # text on the primary button
    shadow: QColor
    categories: Mapping[str, QColor]
    has_high_contrast: bool = False

    faint_text: QColor = field(init=False)  # placeholders and what is switched off
    hover: QColor = field(init=False)
    pressed: QColor = field(init=False)
    accent_hover: QColor = field(init=False)
    accent_pressed: QColor = field(init=False)
    selection: QColor = field(init=False)  # behind a chosen row
    grid: QColor = field(init=False)  # the dots of the canvas
    plot_grid: QColor = field(init=False)
    wire: QColor = field(init=False)  # an edge that carries no gradient
    handle: QColor = field(init=False)  # scroll bars, the track of a switch
    error_fill: QColor = field(init=False)
    warning_fill: QColor = field(init=False)
    forward_fill: QColor = field(init=False)  # behind a shown value
    backward_fill: QColor = field(init=False)  # behind a shown gradient

    def __post_init__(self) -> None:
        derived = {
            "faint_text": mixed(self.soft_text, self.panel, 0.30),
            "hover": mixed(self.panel, self.text, 0.05),
            "pressed": mixed(self.panel, self.text, 0.10),
            "accent_hover": mixed(self.accent, self.text, 0.12),
            "accent_pressed": mixed(self.accent, self.text, 0.24),
            "selection": mixed(self.panel, self.accent, 0.24 if self.is_dark else 0.14),
            "grid": mixed(self.canvas, self.text, 0.10),
            "plot_grid": mixed(self.panel, self.line, 0.70),
            "wire": mixed(self.canvas, self.soft_text, 0.65),
            "handle": mixed(self.panel, self.soft_text, 0.40),
            "error_fill": mixed(self.panel, self.error, 0.14),
            "warning_fill": mixed(self.panel, self.warning, 0.14),
            "forward_fill": mixed(self.card, self.forward, 0.36 if self.is_dark else 0.22),
            "backward_fill": mixed(self.card, self.backward, 0.36 if self.is_dark else 0.26),
        }
        if self.has_high_contrast:  # nothing is faint there, and every line can be seen
            derived |= {
                "faint_text": mixed(self.soft_text, self.panel, 0.18),
                "hover": mixed(self.panel, self.text, 0.12),
                "pressed": mixed(self.panel, self.text, 0.18),
                "grid": mixed(self.canvas, self.text, 0.25),
                "plot_grid": self.line,
                "wire": self.soft_text,
                "handle": self.line,
            }
        for name, colour in derived.items():
            object.__setattr__(self, name, colour)

    def category(self, name: str) -> QColor:
        """The colour of a palette category; grey for one that has none."""
        key = name.lower()
        return self.categories.get(_ALIASES.get(key, key), self.categories["data"])

    def tint(self, name: str) -> QColor:
        """The colour of a comment or a frame by its name; grey for a name that is not known."""
        return self.category(TINTS.get(name, "data"))

    def __repr__(self) -> str:
        return f"Theme({self.name!r})"


def _categories(towards: QColor, share: float) -> Mapping[str, QColor]:
    return MappingProxyType({name: mixed(QColor(code), towards, share) for name, code in _CATEGORIES.items()})


LIGHT = Theme(
    name="light",
    is_dark=False,
    window=QColor("#EEF1F5"),
    panel=QColor("#FFFFFF"),
    canvas=QColor("#F5F7FA"),
    card=QColor("#FFFFFF"),
    line=QColor("#D5DCE6"),
    text=QColor("#1B2430"),
    soft_text=QColor("#5B6878"),
    accent=QColor("#2563C9"),
    forward=QColor("#2F6FD0"),
    backward=QColor("#D9731A"),
    good=QColor("#1B8A6B"),
    warning=QColor("#B45309"),
    error=QColor("#C2313A"),
    chip=QColor("#EDF2F8"),
    on_accent=QColor("#FFFFFF"),
    shadow=QColor(27, 36, 48, 28),
    categories=_categories(QColor("#FFFFFF"), 0.0),
)

DARK = Theme(
    name="dark",
    is_dark=True,
    window=QColor("#14181F"),
    panel=QColor("#1B212B"),
    canvas=QColor("#161B23"),
    card=QColor("#222A36"),
    line=QColor("#2C3543"),
    text=QColor("#E6EBF2"),
    soft_text=QColor("#A4B0C0"),
    accent=QColor("#6CA6FF"),
    forward=QColor("#6CA6FF"),
    backward=QColor("#FFA24C"),
    good=QColor("#4CC9A0"),
    warning=QColor("#F0B429"),
    error=QColor("#FF7A7A"),
    chip=QColor("#2A3443"),
    on_accent=QColor("#14181F"),
    shadow=QColor(0, 0, 0, 90),
    categories=_categories(QColor("#FFFFFF"), 0.14),
)
