"""What a plot needs to know of a theme."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QColor


class PlotColours(Protocol):
    """The colours of a plot; the window's theme has them all."""

    @property
    def panel(self) -> QColor: ...
    @property
    def text(self) -> QColor: ...
    @property
    def soft_text(self) -> QColor: ...
    @property
    def plot_grid(self) -> QColor: ...
    @property
    def forward(self) -> QColor: ...
    @property
    def backward(self) -> QColor: ...
    @property
    def accent(self) -> QColor: ...
    @property
    def warning(self) -> QColor: ...
