"""Which theme is on, and putting it on.

`Appearance` is the one thing here with a memory: the window owns one, sets it from its settings and connects `changed`
to whatever paints by hand.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.theme.fonts import ui_font
from app.theme.palette import palette
from app.theme.stylesheet import stylesheet
from app.theme.tokens import DARK, LIGHT, Theme

Setting = Literal["system", "light", "dark"]


def current_theme(setting: Setting = "system") -> Theme:
    """The theme of this setting; `system` asks the desktop, and is light where it does not say."""
    if setting == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if setting == "dark" else LIGHT


def apply(app: QApplication, theme: Theme, scale: float = 1.0) -> None:
    """Puts a theme on the whole program: style, palette, font and stylesheet."""
    if not app.styleSheet() and app.style().name().lower() != "fusion":  # a stylesheet hides the name of its style
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(ui_font(scale=scale))
    app.setStyleSheet(stylesheet(theme, scale))


class Appearance(QObject):
    """The chosen setting and the theme that follows from it; `changed` carries the new `Theme`."""

    changed = Signal(object)

    def __init__(self, app: QApplication, setting: Setting = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app, self._setting, self._scale = app, setting, scale
        self._theme = current_theme(setting)
        apply(app, self._theme, scale)
        app.styleHints().colorSchemeChanged.connect(self._refresh)

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def setting(self) -> Setting:
        return self._setting

    @property
    def scale(self) -> float:
        return self._scale

    def set_setting(self, setting: Setting) -> None:
        """Follows the system, or overrides it."""
        self._setting = setting
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Multiplies every size in the window; 1 is normal."""
        if scale != self._scale:
            self._scale = scale
            apply(self._app, self._theme, scale)
            self.changed.emit(self._theme)

    def toggle(self) -> None:
        """From light to dark or back, as an explicit setting."""
        self.set_setting("light" if self._theme.is_dark else "dark")

    def _refresh(self) -> None:
        theme = current_theme(self._setting)
        if theme is not self._theme:
            self._theme = theme
            apply(self._app, theme, self._scale)
            self.changed.emit(theme)
