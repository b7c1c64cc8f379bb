"""The code panel: the generated PyTorch of the current graph."""

from app.panels.code.panel import CodePanel

__all__ = ["CodePanel"]
