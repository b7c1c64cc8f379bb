"""The menus: the table of actions, and what changes too often to stand in a table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.actions import Actions
from app.frame.docks import DOCKS, Docks
from app.frame.file_actions import FileActions
from app.frame.language_menu import LanguageMenu
from app.frame.modes import MODES
from app.parts.called import call
from app.parts.examples import CONTEXT, example_description
from app.session.recent_files import RecentFiles
from app.theme import Appearance, Setting
from app.translation import QT_TRANSLATE_NOOP, Language
from engine.project.templates import templates

GROUP_TEXTS = {  # the groups of examples; a test compares them with the engine's
    "start": QT_TRANSLATE_NOOP("Examples", "First steps"),
    "pictures": QT_TRANSLATE_NOOP("Examples", "Networks for pictures"),
    "sequences": QT_TRANSLATE_NOOP("Examples", "Sequences and language"),
    "codes": QT_TRANSLATE_NOOP("Examples", "Codes and comparisons"),
}


class Menus(QObject):
    """Fills a menu bar. `mode_chosen` carries the id of a mode."""

    mode_chosen = Signal(str)

    def __init__(
        self,
        actions: Actions,
        docks: Docks,
        files: FileActions,
        recent: RecentFiles,
        appearance: Appearance,
        language: Language,
        menu_bar: QMenuBar,
    ) -> None:
        super().__init__(menu_bar)
        self._bar = menu_bar
        self._files, self._recent, self._appearance = files, recent, appearance
        menus = actions.fill(menu_bar)
        self.view = menus["view"]
        fillers = {
            QT_TRANSLATE_NOOP("Menus", "Open &Recent"): self._fill_recent,
            QT_TRANSLATE_NOOP("Menus", "Open an E&xample"): self._fill_examples,
        }
        for title, fill in fillers.items():
            self._insert(menus["file"], actions["save"], title, fill)
        view = menus["view"]
        first = view.actions()[0]
        for mode in MODES:
            keys = QKeySequence(mode.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            action = call(QAction(self), "Modes", mode.title)
            action.setText(f"{mode.text}\t{keys}")  # they are the segment's: two owners would block each other
            action.setObjectName(f"mode_{mode.id}")
            action.triggered.connect(lambda _=False, name=mode.id: self.mode_chosen.emit(name))
            view.insertAction(first, action)
        view.insertSeparator(first)
        panels = QMenu(view)
        call(panels.menuAction(), "Menus", QT_TRANSLATE_NOOP("Menus", "&Panels"))
        panels.addActions(docks.toggles())
        for spec, toggle in zip(DOCKS, docks.toggles(), strict=True):
            call(toggle, "Docks", spec.title).setObjectName(f"panel_{spec.id}")
        view.insertMenu(actions["focus_on"], panels)
        view.insertMenu(actions["toggle_theme"], self._appearances(view))
        view.insertMenu(actions["toggle_theme"], LanguageMenu(language, view))

    def pop_up_examples(self, place: QPoint) -> None:
        """Offers the examples at a place of the screen."""
        menu = QMenu(self._bar)
        self._fill_examples(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _insert(self, menu: QMenu, before: QAction, title: str, fill: Callable[[QMenu], None]) -> None:
        """A submenu that is filled whenever it opens, above the line that stands before an action."""
        made = QMenu(menu)
        call(made.menuAction(), "Menus", title)
        made.setToolTipsVisible(True)
        made.aboutToShow.connect(lambda: fill(made))
        entries = menu.actions()
        menu.insertMenu(entries[entries.index(before) - 1], made)

    def _appearances(self, parent: QMenu) -> QMenu:
        menu = QMenu(parent)
        call(menu.menuAction(), "Menus", QT_TRANSLATE_NOOP("Menus", "&Appearance"))
        group = QActionGroup(menu)
        settings: tuple[tuple[Setting, str], ...] = (
            ("system", QT_TRANSLATE_NOOP("Menus", "As the System")),
            ("light", QT_TRANSLATE_NOOP("Menus", "Light")),
            ("dark", QT_TRANSLATE_NOOP("Menus", "Dark")),
            ("light-contrast", QT_TRANSLATE_NOOP("Menus", "High Contrast, Light")),
            ("dark-contrast", QT_TRANSLATE_NOOP("Menus", "High Contrast, Dark")),
        )
        for setting, text in settings:
            action = call(menu.addAction(""), "Menus", text)
            action.setCheckable(True)
            action.setData(setting)
            action.setObjectName(f"appearance_{setting}")
            action.triggered.connect(lambda _=False, chosen=setting: self._appearance.set_setting(chosen))
            group.addAction(action)
        menu.aboutToShow.connect(lambda: self._check_appearance(group))
        return menu

    def _check_appearance(self, group: QActionGroup) -> None:
        for action in group.actions():
            action.setChecked(action.data() == self._appearance.setting)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._recent.paths:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._files.open(path))
        if menu.isEmpty():
            menu.addAction(self.tr("Nothing was opened yet")).setEnabled(False)

    def _fill_examples(self, menu: QMenu) -> None:
        """A submenu for each group of examples."""
        menu.clear()
        for submenu in menu.findChildren(QMenu):
            submenu.deleteLater()
        groups: dict[str, QMenu] = {}
        for template in templates():
            if template.group not in groups:
                groups[template.group] = menu.addMenu("")
                call(groups[template.group].menuAction(), CONTEXT, GROUP_TEXTS[template.group])
                groups[template.group].setToolTipsVisible(True)
            action = call(groups[template.group].addAction(""), CONTEXT, template.title)
            action.setToolTip(example_description(template))
            action.triggered.connect(lambda _=False, name=template.name: self._files.open_example(name))
