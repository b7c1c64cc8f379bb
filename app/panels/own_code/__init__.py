"""The editor of own layers: the code that a project keeps, highlighted, with what is wrong marked on its line.

It asks the document for every change, and shows code that nobody has trusted without letting it be edited.
"""

from app.panels.own_code.panel import OwnCodePanel

__all__ = ["OwnCodePanel"]
