"""The commands that need no window: check, train, backprop, gradcheck, export, layers, new, templates.

`main` is the whole of it for others: the `chainrule` command and `python -m engine` call it. Only the commands that
compute import torch, when they run.
"""

from engine.cli.entry import main

__all__ = ["main"]
