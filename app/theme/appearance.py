"""Which theme is on, and putting it on.

`Appearance` is the one thing here with a memory: the window owns one, sets it from its settings and connects `changed`
to whatever paints by hand.
"""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.theme.fonts import ui_font
from app.theme.high_contrast import DARK_CONTRAST, LIGHT_CONTRAST
from app.theme.palette import palette
from app.theme.stylesheet import stylesheet
from app.theme.tokens import DARK, LIGHT, Theme

Setting = Literal["system", "light", "dark", "light-contrast", "dark-contrast"]
_THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)}


def current_theme(setting: Setting = "system") -> Theme:
    """The theme of this setting; `system` asks the desktop, and is light and calm where it does not say."""
    if setting != "system":
        return _THEMES[setting]
    hints = QGuiApplication.styleHints()
    name = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    return _THEMES[f"{name}-contrast" if _wants_contrast() else name]


def _wants_contrast() -> bool:
    """Whether the desktop asks for high contrast; Qt knows since 6.10."""
    asked: Any = getattr(QGuiApplication.styleHints(), "accessibility", None)
    return asked is not None and asked().contrastPreference() == Qt.ContrastPreference.HighContrast


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
    chosen = Signal(str)  # the setting

    def __init__(self, app: QApplication, setting: Setting = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app, self._setting, self._scale = app, setting, scale
        self._theme = current_theme(setting)
        apply(app, self._theme, scale)
        app.styleHints().colorSchemeChanged.connect(self._refresh)
        if hasattr(app.styleHints(), "accessibility"):
            app.styleHints().accessibility().contrastPreferenceChanged.connect(self._refresh)

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
        self.chosen.emit(setting)
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Multiplies every size in the window; 1 is normal."""
        if scale != self._scale:
            self._scale = scale
            apply(self._app, self._theme, scale)
            self.changed.emit(self._theme)

    def toggle(self) -> None:
        """From light to dark or back, as an explicit setting; high contrast stays high."""
        name = "light" if self._theme.is_dark else "dark"
        chosen: dict[str, Setting] = {"light": "light-contrast", "dark": "dark-contrast"}
        self.set_setting(chosen[name] if self._theme.has_high_contrast else "light" if name == "light" else "dark")

    def _refresh(self) -> None:
        theme = current_theme(self._setting)
        if theme is not self._theme:
            self._theme = theme
            apply(self._app, theme, self._scale)
            self.changed.emit(theme)
