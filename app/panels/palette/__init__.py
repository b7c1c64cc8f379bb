"""The palette: every layer kind under its category, found by typing, dragged to the canvas.

Made from the catalogue alone, so that it is there before torch is.
"""

from app.panels.palette.panel import PalettePanel

__all__ = ["PalettePanel"]
