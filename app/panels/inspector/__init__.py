"""The inspector: everything about what is selected, one node, several, or the project itself."""

from app.panels.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
