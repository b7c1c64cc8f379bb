"""How the window looks: tokens for light and dark, and what is made of them.

From one frozen `Theme` follow the palette, the stylesheet, the icons and the colour of every magnitude. Serves every
room of the window; knows none of them. Nothing in here keeps state, except the one `Appearance` that a window owns.
"""

from app.theme.appearance import Appearance, Setting, apply, current_theme
from app.theme.colours import magnitude_colour, magnitude_colours
from app.theme.fonts import ui_font
from app.theme.high_contrast import DARK_CONTRAST, LIGHT_CONTRAST
from app.theme.icons import icon
from app.theme.tokens import DARK, LIGHT, Theme

__all__ = [
    "DARK",
    "DARK_CONTRAST",
    "LIGHT",
    "LIGHT_CONTRAST",
    "Appearance",
    "Setting",
    "Theme",
    "apply",
    "current_theme",
    "icon",
    "magnitude_colour",
    "magnitude_colours",
    "ui_font",
]
