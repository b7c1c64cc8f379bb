"""The code panel: the generated PyTorch of the current graph, highlighted, to read, copy and export.

The text is the one that trains; the panel only shows it.
"""

from app.panels.code.panel import CodePanel

__all__ = ["CodePanel"]
