"""The costs dock: parameters, multiply-adds, memory and what is seen, node by node, as a table that sorts.

The rows follow what `app.session.coster` tells; blocks open into their copies and layers. For the window's frame.
"""

from app.panels.costs.panel import CostsPanel

__all__ = ["CostsPanel"]
