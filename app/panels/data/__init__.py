"""The data panel: which samples the network learns from, how they are divided and changed, and a look at the first."""

from app.panels.data.panel import DataPanel

__all__ = ["DataPanel"]
