"""The data panel: which samples the network learns from, how they are divided and changed, and a look at the first.

For whoever chooses a source; it asks the document for changes, and loads its samples in a thread of its own.
"""

from app.panels.data.panel import DataPanel

__all__ = ["DataPanel"]
