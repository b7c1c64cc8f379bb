"""The menu of a comment or a frame: its text, its colour, and its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QActionGroup, QIcon, QKeySequence, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.theme.tokens import TINTS, Theme
from app.translation import QT_TRANSLATE_NOOP

DOT = 14

_NAMES = {
    "slate": QT_TRANSLATE_NOOP("Canvas", "Slate"),
    "blue": QT_TRANSLATE_NOOP("Canvas", "Blue"),
    "teal": QT_TRANSLATE_NOOP("Canvas", "Teal"),
    "violet": QT_TRANSLATE_NOOP("Canvas", "Violet"),
    "amber": QT_TRANSLATE_NOOP("Canvas", "Amber"),
    "olive": QT_TRANSLATE_NOOP("Canvas", "Olive"),
    "rose": QT_TRANSLATE_NOOP("Canvas", "Rose"),
}


def annotation_menu(
    parent: QWidget, theme: Theme, present: str, is_frame: bool,
    edit: Callable[[], object], colour: Callable[[str], object], delete: Callable[[], object],
) -> QMenu:  # fmt: skip
    """`present` is the name of its colour now; `colour` is handed another one."""
    menu = QMenu(parent)
    menu.addAction(_tr("Edit the Title") if is_frame else _tr("Edit the Comment")).triggered.connect(edit)
    colours = menu.addMenu(_tr("Colour"))
    group = QActionGroup(colours)
    for name in TINTS:
        action = colours.addAction(_dot(theme, name, name == present), _tr(_NAMES[name]))
        action.setCheckable(True)
        action.setChecked(name == present)
        group.addAction(action)
        action.triggered.connect(partial(_call, colour, name))
    menu.addSeparator()
    action = menu.addAction(_tr("Delete the Frame") if is_frame else _tr("Delete the Comment"))
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
    action.setShortcutVisibleInContextMenu(True)
    action.triggered.connect(delete)
    return menu


def _call(colour: Callable[[str], object], name: str, checked: bool = False) -> None:
    colour(name)


def _dot(theme: Theme, name: str, is_present: bool) -> QIcon:
    """The colour; with a ring where it is the present one."""
    pixmap = QPixmap(QSize(DOT, DOT) * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(name))
    inset = 4 if is_present else 1
    painter.drawEllipse(inset, inset, DOT - 2 * inset, DOT - 2 * inset)
    if is_present:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.text, 1.5))
        painter.drawEllipse(1, 1, DOT - 2, DOT - 2)
    painter.end()
    return QIcon(pixmap)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
