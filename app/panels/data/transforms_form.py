"""The list of transforms: what is done to the columns between source and network, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.parts.form import DeclarationForm
from app.theme import Theme, icon
from engine.data.settings import DataSettings, TransformSettings
from engine.data.transforms import transforms


class TransformsForm(QWidget):
    """Shows the transforms; `wanted` carries the tuple of transforms that shall be there instead."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[TransformSettings, ...] = ()
        self._cards: list[_Card] = []
        self._add = QPushButton(self.tr("Add a transform"))
        menu = QMenu(self._add)
        for name, kind in transforms().items():
            action = menu.addAction(name)
            action.setToolTip(QCoreApplication.translate("Transforms", kind.summary_line()))
            action.triggered.connect(partial(self._append, name))
        menu.setToolTipsVisible(True)
        self._add.setMenu(menu)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._list)
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addStretch(1)
        layout.addLayout(row)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._add.setIcon(icon("add", theme))
        for card in self._cards:
            card.set_theme(theme)

    def show_settings(self, data: DataSettings, problems: Mapping[str, str]) -> None:
        """Shows the transforms of these settings; problems are named by their path in the file."""
        if [one.kind for one in data.transforms] != [one.kind for one in self._shown]:
            self._rebuild(data.transforms)
        self._shown = data.transforms
        for index, (card, settings) in enumerate(zip(self._cards, data.transforms, strict=True)):
            prefix = f"data.transforms.{index}.params."
            own = {name.removeprefix(prefix): text for name, text in problems.items() if name.startswith(prefix)}
            card.show_settings(settings, own)

    def _rebuild(self, settings: tuple[TransformSettings, ...]) -> None:
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for index, one in enumerate(settings):
            card = _Card(one.kind, self._theme)
            card.changed.connect(partial(self._change, index))
            card.removed.connect(partial(self._remove, index))
            self._list.addWidget(card)
            self._cards.append(card)

    def _append(self, kind: str, _: bool = False) -> None:
        initial = transforms()[kind].initial()
        self.wanted.emit((*self._shown, TransformSettings(kind, initial)))

    def _change(self, index: int, params: Mapping[str, object]) -> None:
        changed = replace(self._shown[index], params=params)
        self.wanted.emit((*self._shown[:index], changed, *self._shown[index + 1 :]))

    def _remove(self, index: int) -> None:
        self.wanted.emit((*self._shown[:index], *self._shown[index + 1 :]))


class _Card(QWidget):
    """One transform: its name, a button that removes it, and its parameters."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self, kind: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._params: Mapping[str, object] = {}
        name = QLabel(kind)
        name.setProperty("strong", True)
        self._button = QToolButton()
        self._button.setProperty("flat", True)
        self._button.setToolTip(self.tr("Remove this transform"))
        self._button.clicked.connect(lambda: self.removed.emit())
        self._form = DeclarationForm()
        self._form.committed.connect(lambda name, value: self.changed.emit({**self._params, name: value}))
        self._form.reset.connect(
            lambda name: self.changed.emit({key: item for key, item in self._params.items() if key != name})
        )
        top = QHBoxLayout()
        top.addWidget(name)
        top.addStretch(1)
        top.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._form)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._button.setIcon(icon("close", theme))

    def show_settings(self, settings: TransformSettings, problems: Mapping[str, str]) -> None:
        self._params = settings.params
        self._form.show_values(transforms().get(self._kind), settings.params, owner=self)
        self._form.show_problems(problems)
