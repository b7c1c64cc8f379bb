"""Every action of the window in one table: its text, shortcut, icon, place in the menus, and who carries it out.

`Actions` makes the QActions from the table and connects each to the method of that name on the window. What is
enabled follows from the state that the window hands in, never from the widget that has the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.parts.called import call
from app.theme import Theme, icon
from app.translation import QT_TRANSLATE_NOOP

MenuName = Literal["file", "edit", "view", "train", "backprop", "help"]
Submenu = Literal["", "arrange"]
CONTEXT = "Actions"

MENUS: Mapping[MenuName, str] = {
    "file": QT_TRANSLATE_NOOP("Actions", "&File"),
    "edit": QT_TRANSLATE_NOOP("Actions", "&Edit"),
    "view": QT_TRANSLATE_NOOP("Actions", "&View"),
    "train": QT_TRANSLATE_NOOP("Actions", "&Train"),
    "backprop": QT_TRANSLATE_NOOP("Actions", "&Backprop"),
    "help": QT_TRANSLATE_NOOP("Actions", "&Help"),
}
SUBMENUS: Mapping[str, str] = {"arrange": QT_TRANSLATE_NOOP("Actions", "A&rrange")}


@dataclass(frozen=True)
class ActionSpec:
    """One action. `handler` is the dotted path from the window to the method that carries it out.

    A line separates the groups of a menu; those of a submenu stand together. `needs` names the states without which
    the action is disabled.
    """

    id: str
    text: str
    menu: MenuName
    group: int
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    needs: tuple[str, ...] = ()
    submenu: Submenu = ""
    is_switch: bool = False  # it is ticked while it is on
    is_canvas_key: bool = False  # its keys mean something else in a field: they count where the canvas has the keys


def _action(
    id: str, text: str, menu: MenuName, group: int, handler: str, *shortcuts: str, icon: str = "", needs: str = "",
    submenu: Submenu = "", is_switch: bool = False, is_canvas_key: bool = False,
) -> ActionSpec:  # fmt: skip
    needed = tuple(needs.split())
    return ActionSpec(id, text, menu, group, handler, shortcuts, icon, needed, submenu, is_switch, is_canvas_key)


def _arrange(id: str, text: str, group: int, handler: str, shortcut: str, needs: str = "several") -> ActionSpec:
    return _action(id, text, "edit", group, f"canvas.rearranging.{handler}", shortcut, needs=needs, submenu="arrange")


# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    _action("new", QT_TRANSLATE_NOOP("Actions", "&New"), "file", 0, "files.new", "Ctrl+N", icon="new"),
    _action("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), "file", 0, "files.open_dialog", "Ctrl+O", icon="open"),
    _action("new_window", QT_TRANSLATE_NOOP("Actions", "New &Window"), "file", 0, "windows.open_another",
            "Ctrl+Shift+N"),
    _action("open_beside", QT_TRANSLATE_NOOP("Actions", "Open in a New Win&dow…"), "file", 0, "windows.open_dialog",
            "Ctrl+Shift+O"),
    _action("save", QT_TRANSLATE_NOOP("Actions", "&Save"), "file", 1, "files.save", "Ctrl+S", icon="save"),
    _action("save_as", QT_TRANSLATE_NOOP("Actions", "Save &As…"), "file", 1, "files.save_as", "Ctrl+Shift+S"),
    _action("export", QT_TRANSLATE_NOOP("Actions", "&Export as PyTorch…"), "file", 2, "files.export_python",
            "Ctrl+Shift+E", icon="export", needs="source"),
    _action("figure", QT_TRANSLATE_NOOP("Actions", "Export a Fi&gure…"), "file", 2, "take_along.save_figure",
            "Ctrl+Shift+I"),
    _action("film", QT_TRANSLATE_NOOP("Actions", "Export a Fil&m…"), "file", 2, "take_along.save_film",
            "Ctrl+Alt+I", needs="stage"),
    _action("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "file", 9, "close", "Ctrl+Q"),

    _action("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "edit", 0, "document.undo_stack.undo",
            "Ctrl+Z", icon="undo", needs="undo"),
    _action("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "edit", 0, "document.undo_stack.redo",
            "Ctrl+Shift+Z", "Ctrl+Y", icon="redo", needs="redo"),
    _action("cut", QT_TRANSLATE_NOOP("Actions", "Cu&t"), "edit", 1, "canvas.cut",
            "Ctrl+X", icon="cut", needs="copyable"),
    _action("copy", QT_TRANSLATE_NOOP("Actions", "&Copy"), "edit", 1, "canvas.copy",
            "Ctrl+C", icon="copy", needs="copyable"),
    _action("paste", QT_TRANSLATE_NOOP("Actions", "&Paste"), "edit", 1, "canvas.paste", "Ctrl+V", icon="paste"),
    _action("duplicate", QT_TRANSLATE_NOOP("Actions", "&Duplicate"), "edit", 1, "canvas.duplicate",
            "Ctrl+D", needs="copyable"),
    _action("delete", QT_TRANSLATE_NOOP("Actions", "De&lete"), "edit", 1, "canvas.delete_selection",
            "Del", "Backspace", icon="delete", needs="removable"),
    _action("take_out", QT_TRANSLATE_NOOP("Actions", "Delete and &Keep the Flow"), "edit", 1,
            "canvas.rearranging.take_out", "Ctrl+Del", "Ctrl+Backspace", needs="selection", is_canvas_key=True),
    _action("select_all", QT_TRANSLATE_NOOP("Actions", "Select &All"), "edit", 2, "canvas.select_all", "Ctrl+A"),
    _action("find_layer", QT_TRANSLATE_NOOP("Actions", "&Find a Layer…"), "edit", 2, "find_layer",
            "Ctrl+F", icon="search"),
    _action("find_node", QT_TRANSLATE_NOOP("Actions", "Find a &Node…"), "edit", 2, "pickers.nodes.open",
            "Ctrl+Shift+F"),
    _action("change_kind", QT_TRANSLATE_NOOP("Actions", "Chan&ge the Kind…"), "edit", 3, "pickers.kinds.change",
            "Ctrl+R", needs="selection"),
    _action("replace_kind", QT_TRANSLATE_NOOP("Actions", "Replace All &of a Kind…"), "edit", 3,
            "pickers.kinds.replace_all", "Ctrl+Shift+R"),
    _action("freeze", QT_TRANSLATE_NOOP("Actions", "Free&ze or Let Learn"), "edit", 3, "canvas.freeze",
            "Ctrl+Shift+K", needs="selection"),
    _action("share", QT_TRANSLATE_NOOP("Actions", "S&hare the Weights"), "edit", 3, "canvas.sharing.share",
            "Ctrl+Shift+W", needs="several"),
    _action("stop_sharing", QT_TRANSLATE_NOOP("Actions", "Stop Sha&ring"), "edit", 3, "canvas.sharing.stop",
            "Ctrl+Alt+W", needs="shared"),
    _action("tidy", QT_TRANSLATE_NOOP("Actions", "T&idy the Layout"), "edit", 4, "canvas.tidy", "Ctrl+L", icon="tidy"),
    _arrange("align_left", QT_TRANSLATE_NOOP("Actions", "Align &Left"), 4, "align_left", "Ctrl+Shift+Left"),
    _arrange("align_centres", QT_TRANSLATE_NOOP("Actions", "Align &Centres"), 4, "align_centres", "Ctrl+Alt+H"),
    _arrange("align_right", QT_TRANSLATE_NOOP("Actions", "Align &Right"), 4, "align_right", "Ctrl+Shift+Right"),
    _arrange("align_top", QT_TRANSLATE_NOOP("Actions", "Align &Top"), 5, "align_top", "Ctrl+Shift+Up"),
    _arrange("align_middles", QT_TRANSLATE_NOOP("Actions", "Align &Middles"), 5, "align_middles", "Ctrl+Alt+V"),
    _arrange("align_bottom", QT_TRANSLATE_NOOP("Actions", "Align &Bottom"), 5, "align_bottom", "Ctrl+Shift+Down"),
    _arrange("distribute_across", QT_TRANSLATE_NOOP("Actions", "Distribute &Horizontally"), 6, "distribute_across",
             "Ctrl+Alt+Shift+H", needs="many"),
    _arrange("distribute_down", QT_TRANSLATE_NOOP("Actions", "Distribute &Vertically"), 6, "distribute_down",
             "Ctrl+Alt+Shift+V", needs="many"),
    _action("commands", QT_TRANSLATE_NOOP("Actions", "All Co&mmands…"), "edit", 9, "pickers.commands.open",
            "Ctrl+Shift+P"),
    _action("frame_selection", QT_TRANSLATE_NOOP("Actions", "Frame the Se&lection"), "edit", 4,
            "canvas.frame_selection", "Ctrl+J", needs="selection"),
    _action("add_comment", QT_TRANSLATE_NOOP("Actions", "Add a C&omment"), "edit", 4, "canvas.add_comment",
            "Ctrl+Shift+J"),

    _action("make_block", QT_TRANSLATE_NOOP("Actions", "Make a &Block"), "edit", 5, "canvas.make_block",
            "Ctrl+G", needs="selection"),
    _action("take_apart", QT_TRANSLATE_NOOP("Actions", "Take the Block A&part"), "edit", 5, "canvas.take_apart",
            "Ctrl+Shift+G", needs="block"),
    _action("open_block", QT_TRANSLATE_NOOP("Actions", "&Open the Block"), "edit", 5, "blocks.open_selected",
            "Alt+Down", needs="block"),
    _action("leave_block", QT_TRANSLATE_NOOP("Actions", "Leave the B&lock"), "edit", 5, "pages.leave",
            "Alt+Up", needs="inside"),
    _action("new_code", QT_TRANSLATE_NOOP("Actions", "New Layer from Co&de"), "edit", 2, "own_layers.create",
            "Ctrl+Shift+L", icon="code"),

    _action("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &In"), "view", 1, "canvas.zoom_in",
            "Ctrl++", "Ctrl+=", icon="zoom-in"),
    _action("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &Out"), "view", 1, "canvas.zoom_out",
            "Ctrl+-", icon="zoom-out"),
    _action("zoom_reset", QT_TRANSLATE_NOOP("Actions", "&Actual Size"), "view", 1, "canvas.zoom_reset", "Ctrl+0"),
    _action("fit", QT_TRANSLATE_NOOP("Actions", "&Fit the Network"), "view", 1, "canvas.fit", "F", icon="fit"),
    _action("zoom_selection", QT_TRANSLATE_NOOP("Actions", "Zoom to the &Selection"), "view", 1,
            "canvas.rearranging.zoom_to_selection", "Shift+F", needs="selection"),
    _action("focus_edges", QT_TRANSLATE_NOOP("Actions", "Only the &Edges at the Selection"), "view", 2,
            "canvas.rearranging.toggle_edges", "Ctrl+E", is_switch=True),
    _action("mini_map", QT_TRANSLATE_NOOP("Actions", "&Mini-Map"), "view", 2, "canvas.mini_map.toggle", "Ctrl+Shift+M"),
    _action("costs", QT_TRANSLATE_NOOP("Actions", "&Costs of the Network"), "view", 2,
            "design_display.costs.open_table", "Ctrl+Shift+T"),
    _action("cost_colours", QT_TRANSLATE_NOOP("Actions", "Ne&xt Cost as Colour"), "view", 2,
            "design_display.costs.next_measure", "Ctrl+Shift+H"),
    _action("show_sample", QT_TRANSLATE_NOOP("Actions", "Show a &Sample"), "view", 2, "design_display.glimpses.toggle",
            "Ctrl+Shift+Y"),
    _action("toggle_theme", QT_TRANSLATE_NOOP("Actions", "Light or &Dark"), "view", 3, "appearance.toggle",
            "Ctrl+Shift+D", icon="moon"),
    _action("focus_on", QT_TRANSLATE_NOOP("Actions", "Keys to the &Next Panel"), "view", 4, "focus_ring.on",
            "Ctrl+Tab"),
    _action("focus_back", QT_TRANSLATE_NOOP("Actions", "Keys to the Pre&vious Panel"), "view", 4, "focus_ring.back",
            "Ctrl+Shift+Tab"),
    _action("reset_docks", QT_TRANSLATE_NOOP("Actions", "&Restore the Panels"), "view", 4, "docks.reset",
            "Ctrl+Alt+P"),

    _action("train", QT_TRANSLATE_NOOP("Actions", "&Train"), "train", 0, "train_or_pause",
            "F5", icon="train", needs="trainable"),
    _action("step", QT_TRANSLATE_NOOP("Actions", "&One Step"), "train", 0, "step_once",
            "F6", icon="step", needs="steppable"),
    _action("stop", QT_TRANSLATE_NOOP("Actions", "&Stop"), "train", 0, "trainer.stop",
            "Shift+F5", icon="stop", needs="stoppable"),
    _action("reset_weights", QT_TRANSLATE_NOOP("Actions", "&Reset the Weights"), "train", 1, "document.reset_weights",
            "Ctrl+Shift+F5", icon="reset", needs="weights"),

    _action("stage_play", QT_TRANSLATE_NOOP("Actions", "&Play or Pause"), "backprop", 0, "theatre.player.toggle",
            "Alt+P", needs="stage"),
    _action("stage_forward", QT_TRANSLATE_NOOP("Actions", "One Moment &On"), "backprop", 0,
            "theatre.player.step_forward", "Alt+Right", needs="stage"),
    _action("stage_back", QT_TRANSLATE_NOOP("Actions", "One Moment &Back"), "backprop", 0, "theatre.player.step_back",
            "Alt+Left", needs="stage"),
    _action("stage_predict", QT_TRANSLATE_NOOP("Actions", "P&redict First"), "backprop", 1, "theatre.toggle_predicting",
            "Alt+R", needs="stage"),
    _action("stage_reveal", QT_TRANSLATE_NOOP("Actions", "&Uncover the Numbers"), "backprop", 1, "theatre.reveal",
            "Alt+U", needs="stage"),
    _action("stage_check", QT_TRANSLATE_NOOP("Actions", "&Check the Gradients"), "backprop", 2, "stage_display.check",
            "Alt+C", needs="stage"),

    _action("help", QT_TRANSLATE_NOOP("Actions", "&Help on the Layer"), "help", 0, "help_display.show", "F1"),
    _action("about", QT_TRANSLATE_NOOP("Actions", "&About Chainrule"), "help", 0, "show_about",
            "Shift+F1", icon="info"),
)
# fmt: on


class Actions(QObject):
    """The QActions of a window, by id."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = call(QAction(self), CONTEXT, spec.text)
            action.setObjectName(spec.id)
            action.setCheckable(spec.is_switch)
            action.setShortcuts([QKeySequence(text) for text in spec.shortcuts])
            if spec.is_canvas_key:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                attrgetter("canvas")(window).addAction(action)
            action.triggered.connect(_without_arguments(attrgetter(spec.handler)(window)))
            self._actions[spec.id] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> Iterable[QAction]:
        return self._actions.values()

    def enable(self, states: Mapping[str, bool]) -> None:
        """Enables what its needs allow; a state that is not named leaves its actions as they are."""
        for spec in ACTIONS:
            if spec.needs and all(need in states for need in spec.needs):
                self._actions[spec.id].setEnabled(all(states[need] for need in spec.needs))

    def set_text(self, name: str, text: str) -> None:
        """Gives an action the text that says what it would do now ("Pause")."""
        self._actions[name].setText(text)

    def set_on(self, name: str, is_on: bool) -> None:
        """Ticks a switch, or takes the tick away."""
        self._actions[name].setChecked(is_on)

    def set_theme(self, theme: Theme) -> None:
        """Draws every icon in the theme's colours."""
        for spec in ACTIONS:
            if spec.icon:
                name = "sun" if spec.icon == "moon" and theme.is_dark else spec.icon  # what a press would bring
                self._actions[spec.id].setIcon(icon(name, theme))

    def fill(self, menu_bar: QMenuBar) -> dict[MenuName, QMenu]:
        """Makes the menus, with a line between groups."""
        menus = {name: menu_bar.addMenu("") for name in MENUS}
        for name, menu in menus.items():
            call(menu.menuAction(), CONTEXT, MENUS[name])
        within: dict[tuple[MenuName, Submenu], QMenu] = {(name, ""): menu for name, menu in menus.items()}
        groups: dict[QMenu, int] = {}
        for spec in ACTIONS:
            place = spec.menu, spec.submenu
            if place not in within:
                within[place] = menus[spec.menu].addMenu("")
                call(within[place].menuAction(), CONTEXT, SUBMENUS[spec.submenu])
            menu = within[place]
            if groups.setdefault(menu, spec.group) != spec.group:
                menu.addSeparator().setData(spec.group)
                groups[menu] = spec.group
            menu.addAction(self._actions[spec.id])
        return menus


def _without_arguments(handler: Callable[[], object]) -> Callable[[bool], None]:
    """A slot for `triggered`, whose argument (checked or not) most window have no use for."""

    def slot(checked: bool = False) -> None:
        handler()

    return slot
