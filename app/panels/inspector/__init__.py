"""The inspector: everything about what is selected, one node, several, or the project itself.

Parameters, start, shape, cost, problems and gradients; for the window, which tells it what is selected.
"""

from app.panels.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
