"""What is found by a few letters: commands, nodes, kinds; all through one picker that lies over the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenuBar, QWidget

from app.canvas.view import GraphView
from app.frame.command_palette import CommandPalette
from app.frame.kind_chooser import KindChooser
from app.frame.node_finder import NodeFinder
from app.parts.picker import Picker
from app.session.document import Document
from app.session.preferences import Preferences
from app.theme import Appearance


class Pickers(QObject):
    """Makes the picker of a window and those who ask it."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        canvas: GraphView,
        show_page: Callable[[str], object],
        menu_bar: QMenuBar,
        preferences: Preferences,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self.picker = Picker(appearance.theme, window)
        self.commands = CommandPalette(menu_bar, self.picker, preferences, self)
        self.nodes = NodeFinder(document, canvas, show_page, self.picker, self)
        self.kinds = KindChooser(document, canvas, self.picker, self)
        appearance.changed.connect(self.picker.set_theme)
