"""A theme as the palette of the Fusion style.

`QStyleHints.setColorScheme` has no effect without a platform theme, so every role is set here.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from app.theme.tokens import Theme, mixed


def palette(theme: Theme) -> QPalette:
    """Every role that Fusion reads, for enabled and disabled widgets."""
    made = QPalette()
    role = QPalette.ColorRole
    roles = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: mixed(theme.panel, theme.window, 0.5),
        role.Text: theme.text,
        role.PlaceholderText: theme.faint_text,
        role.Button: theme.panel,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: mixed(theme.panel, theme.text, 0.03),
        role.Midlight: theme.line,
        role.Mid: theme.handle,
        role.Dark: theme.line,
        role.Shadow: QColor(theme.shadow),
    }
    for key, colour in roles.items():
        made.setColor(key, colour)
    disabled = QPalette.ColorGroup.Disabled
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(disabled, key, theme.faint_text)
    made.setColor(disabled, role.Highlight, theme.handle)
    return made
