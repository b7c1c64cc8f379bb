"""The help dock: what a layer or a block does, what goes in and out, each parameter, what is inside.

A kind's page is read from its declaration, a block's from its graph and what the check found of it.
"""

from app.panels.help.block_help import BlockHelp, block_help, library_help
from app.panels.help.panel import HelpPanel

__all__ = ["BlockHelp", "HelpPanel", "block_help", "library_help"]
