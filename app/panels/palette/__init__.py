"""The palette: every layer kind under its category, found by typing, dragged to the canvas."""

from app.panels.palette.panel import PalettePanel

__all__ = ["PalettePanel"]
