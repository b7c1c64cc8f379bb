"""The menus under the right button: what can be done with what is under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.canvas.repairs import repair_text
from engine.layers.layer import Layer
from engine.problem import Remedy

Call = Callable[[], object]
Kinds = Mapping[str, type[Layer]]


def node_menu(
    parent: QWidget, kinds: Kinds, remedies: list[Remedy], is_frozen: bool, calls: Mapping[str, Call],
    insert: Callable[[str], object], repair: Callable[[Remedy], object], can_insert: bool, is_block: bool = False,
    can_share: bool = False, can_part: bool = False,
) -> QMenu:  # fmt: skip
    """The menu of the chosen nodes; `calls` carries out copy, cut, duplicate, delete, freeze and so on."""
    menu = QMenu(parent)
    for remedy in remedies:
        _add(menu, repair_text(remedy), partial(repair, remedy))
    if remedies:
        menu.addSeparator()
    if can_insert:
        _add_kinds(menu, _tr("Insert After"), _passing(kinds), insert)
    _add(menu, _tr("Change the Kind…"), calls["change_kind"], QKeySequence("Ctrl+R"))
    if "align_left" in calls:
        _add_arrange(menu, calls)
    _add(menu, _tr("Let It Learn Again") if is_frozen else _tr("Freeze"), calls["freeze"])
    _add(menu, _tr("Frame the Selection"), calls["frame"], QKeySequence("Ctrl+J"))
    if can_share:
        _add(menu, _tr("Share the Weights"), calls["share"], QKeySequence("Ctrl+Shift+W"))
    if can_part:
        _add(menu, _tr("Stop Sharing"), calls["stop_sharing"], QKeySequence("Ctrl+Alt+W"))
    menu.addSeparator()
    if is_block:
        _add(menu, _tr("Open the Block"), calls["open_block"], QKeySequence("Alt+Down"))
        _add(menu, _tr("Take the Block Apart"), calls["take_apart"], QKeySequence("Ctrl+Shift+G"))
    _add(menu, _tr("Make a Block"), calls["make_block"], QKeySequence("Ctrl+G"))
    menu.addSeparator()
    _add(menu, _tr("Cut"), calls["cut"], QKeySequence(QKeySequence.StandardKey.Cut))
    _add(menu, _tr("Copy"), calls["copy"], QKeySequence(QKeySequence.StandardKey.Copy))
    _add(menu, _tr("Duplicate"), calls["duplicate"], QKeySequence("Ctrl+D"))
    _add(menu, _tr("Delete"), calls["delete"], QKeySequence(QKeySequence.StandardKey.Delete))
    _add(menu, _tr("Delete and Keep the Flow"), calls["take_out"], QKeySequence("Ctrl+Del"))
    return menu


def _add_arrange(menu: QMenu, calls: Mapping[str, Call]) -> None:
    """What puts several cards in order; `calls` carries it out."""
    inner = menu.addMenu(_tr("Arrange"))
    for name, text in (
        ("align_left", _tr("Align Left")),
        ("align_centres", _tr("Align Centres")),
        ("align_right", _tr("Align Right")),
        ("align_top", _tr("Align Top")),
        ("align_middles", _tr("Align Middles")),
        ("align_bottom", _tr("Align Bottom")),
        ("distribute_across", _tr("Distribute Horizontally")),
        ("distribute_down", _tr("Distribute Vertically")),
    ):
        _add(inner, text, calls[name])
    inner.insertSeparator(inner.actions()[6])
    inner.insertSeparator(inner.actions()[3])


def edge_menu(parent: QWidget, kinds: Kinds, insert: Callable[[str], object], delete: Call) -> QMenu:
    """The menu of an edge."""
    menu = QMenu(parent)
    _add_kinds(menu, _tr("Insert a Layer"), _passing(kinds), insert)
    _add(menu, _tr("Delete the Edge"), delete, QKeySequence(QKeySequence.StandardKey.Delete))
    return menu


def canvas_menu(parent: QWidget, kinds: Kinds, add: Callable[[str], object], calls: Mapping[str, Call]) -> QMenu:
    """The menu of the empty canvas; `calls` carries out paste, comment, select_all, tidy, fit."""
    menu = QMenu(parent)
    _add_kinds(menu, _tr("Add a Layer"), kinds, add)
    _add(menu, _tr("Add a Comment"), calls["comment"], QKeySequence("Ctrl+Shift+J"))
    menu.addSeparator()
    _add(menu, _tr("Paste"), calls["paste"], QKeySequence(QKeySequence.StandardKey.Paste))
    _add(menu, _tr("Select All"), calls["select_all"], QKeySequence(QKeySequence.StandardKey.SelectAll))
    menu.addSeparator()
    _add(menu, _tr("Tidy the Layout"), calls["tidy"])
    _add(menu, _tr("Fit the Network"), calls["fit"], QKeySequence("F"))
    return menu


def _passing(kinds: Kinds) -> dict[str, type[Layer]]:
    """The kinds that a value can go through: those that an edge can be led over."""
    return {
        name: kind
        for name, kind in kinds.items()
        if kind.inputs and kind.outputs and kind.category not in ("data", "loss")
    }


def _add_kinds(menu: QMenu, title: str, kinds: Kinds, chosen: Callable[[str], object]) -> None:
    """A submenu with one for each category."""
    outer = menu.addMenu(title)
    by_category: dict[str, QMenu] = {}
    for name, kind in kinds.items():
        if kind.category not in by_category:
            heading = QCoreApplication.translate("Categories", kind.category.replace("_", " ").capitalize())
            by_category[kind.category] = outer.addMenu(heading)
        _add(by_category[kind.category], name, partial(chosen, name))


def _add(menu: QMenu, text: str, call: Call, shortcut: QKeySequence | None = None) -> None:
    action = menu.addAction(text)
    if shortcut is not None:
        action.setShortcut(shortcut)
        action.setShortcutVisibleInContextMenu(True)
    action.triggered.connect(lambda _checked=False: call())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
