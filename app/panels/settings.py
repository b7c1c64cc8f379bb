"""The settings dock: how long, how much at once, where, with which optimizer, schedule and clipping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.fields import FormRow
from app.parts.form import DeclarationForm, choice_of
from app.parts.labels import section, soft
from app.session.document import Document
from app.theme import Theme
from app.translation import problem_hint, problem_message
from engine.problem import Problem
from engine.project import edits
from engine.project.change import Change
from engine.settings import clipping, optimizers, schedules
from engine.settings.clipping import Clipping
from engine.settings.kinds import SettingKind
from engine.settings.training import Chosen, TrainingOptions, TrainingSettings


class SettingsPanel(QScrollArea):
    """Shows the training settings of the project and asks the document for others."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._options = DeclarationForm()
        self._options.committed.connect(lambda name, value: self._set(**{name: value}))
        self._options.reset.connect(lambda name: self._set(**{name: TrainingOptions.parameters[name].default}))
        self._optimizer = _ChosenForm(
            "optimizer",
            optimizers.optimizers(),
            self.tr("Optimizer"),
            self.tr("How the weights follow their gradients."),
        )
        self._optimizer.changed.connect(self._set_optimizer)
        self._schedule = _ChosenForm(
            "schedule",
            schedules.schedules(),
            self.tr("Schedule"),
            self.tr("How the learning rate changes while the network trains."),
            optional=True,
        )
        self._schedule.changed.connect(self._set_schedule)
        self._clip = _ClipForm()
        self._clip.changed.connect(lambda clip: self._set(clip=clip))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        for title, widget in (
            (self.tr("Optimizer"), self._optimizer),
            (self.tr("Schedule"), self._schedule),
            (self.tr("Clipping"), self._clip),
            (self.tr("Run"), self._options),
        ):
            layout.addWidget(section(title))
            layout.addWidget(widget)
            layout.addSpacing(8)
        layout.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document.changed.connect(self._follow)
        document.replaced.connect(self.refresh)
        self.refresh()

    @property
    def _training(self) -> TrainingSettings:
        return self._document.project.training

    def set_theme(self, theme: Theme) -> None:
        """Everything in here takes its colours from the stylesheet."""

    def refresh(self) -> None:
        """Shows the settings as they stand now."""
        training = self._training
        self._options.show_values(
            TrainingOptions, {name: getattr(training, name) for name in TrainingOptions.parameters}
        )
        self._optimizer.show_chosen(training.optimizer, optimizers.check(training.optimizer)[1])
        problems = schedules.check(training.schedule)[1] if training.schedule is not None else []
        self._schedule.show_chosen(training.schedule, problems)
        self._clip.show_clip(training.clip, clipping.check(training.clip)[1] if training.clip is not None else [])

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("training"):
            self.refresh()

    def _set_optimizer(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self._set(optimizer=chosen)

    def _set_schedule(self, chosen: Chosen | None) -> None:
        self._set(schedule=chosen)

    def _set(self, **parts: Any) -> None:
        settings = replace(self._training, **parts)
        self._document.apply(edits.set_training(self._document.project, settings), self)


class _ChosenForm(QWidget):
    """A choice among kinds, what the chosen one does, and its parameters. `changed` carries what shall be chosen."""

    changed = Signal(object)

    def __init__(
        self,
        name: str,
        kinds: Mapping[str, type[SettingKind]],
        label: str,
        help_text: str,
        *,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self._chosen: Chosen | None = None
        self._choice = FormRow(choice_of(name, list(kinds), help_text, optional=optional), None, self, label=label)
        self._choice.committed.connect(self._choose)
        self._choice.reset.connect(lambda _: self._choose("", None))
        self._summary = soft(wrap=True)
        self._form = DeclarationForm()
        self._form.committed.connect(self._set_param)
        self._form.reset.connect(self._reset_param)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setProperty("state", "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._choice, self._summary, self._form, self._problem):
            layout.addWidget(widget)

    def show_chosen(self, chosen: Chosen | None, problems: Iterable[Problem]) -> None:
        self._chosen = chosen
        kind = self._kinds.get(chosen.kind) if chosen is not None else None
        self._choice.set_value(chosen.kind if chosen is not None else None)
        summary = QCoreApplication.translate("Settings", kind.summary_line()) if kind is not None else ""
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self._form.show_values(kind, chosen.params if chosen is not None else {}, owner=kind)
        found = list(problems)
        own = kind.parameters if kind is not None else {}
        self._form.show_problems({str(one.parameter): _sentence(one) for one in found if one.parameter in own})
        rest = [_sentence(one) for one in found if one.parameter not in own]
        self._problem.setText("\n".join(rest))
        self._problem.setVisible(bool(rest))

    def _choose(self, _: str, name: object) -> None:
        kind = self._kinds.get(str(name))
        if kind is None:
            self.changed.emit(None)
            return
        self.changed.emit(Chosen(kind.kind(), kind.initial()))

    def _set_param(self, name: str, value: object) -> None:
        if self._chosen is not None:
            self.changed.emit(replace(self._chosen, params={**self._chosen.params, name: value}))

    def _reset_param(self, name: str) -> None:
        if self._chosen is not None:
            params = {key: item for key, item in self._chosen.params.items() if key != name}
            self.changed.emit(replace(self._chosen, params=params))


class _ClipForm(QWidget):
    """By what the gradient is clipped, if at all, and the limits. `changed` carries the setting that shall be."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: Mapping[str, Any] | None = None
        help_text = self.tr("How the gradient is held back before the weights follow it.")
        parameter = choice_of("clip", list(_CLIPS), help_text, optional=True)
        self._choice = FormRow(parameter, None, self, label=self.tr("Clip by"))
        self._choice.committed.connect(lambda _, name: self._choose(name))
        self._choice.reset.connect(lambda _: self._choose(None))
        self._form = DeclarationForm()
        self._form.committed.connect(lambda name, value: self._set({**(self._clip or {}), name: value}))
        self._form.reset.connect(lambda name: self._set(_without(self._clip or {}, name)))
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setProperty("state", "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._choice, self._form, self._problem):
            layout.addWidget(widget)

    def show_clip(self, clip: Mapping[str, Any] | None, problems: Iterable[Problem]) -> None:
        self._clip = clip
        given = {name for name in ("value", "norm") if (clip or {}).get(name) is not None}
        chosen = next((text for text, parts in _CLIPS.items() if parts.keys() == given), None)
        self._choice.set_value(chosen)
        hidden = {name for name in ("value", "norm") if name not in given}
        hidden |= {"norm_type"} if "norm" in hidden and "norm_type" not in (clip or {}) else set()
        self._form.show_values(Clipping, clip or {}, without=hidden)
        found = {str(one.parameter).removeprefix("clip."): _sentence(one) for one in problems}
        self._form.show_problems({name: text for name, text in found.items() if name in self._form.rows})
        rest = [text for name, text in found.items() if name not in self._form.rows]
        self._problem.setText("\n".join(rest))
        self._problem.setVisible(bool(rest))

    def _choose(self, name: object) -> None:
        """Other limits, with the values that they had, if they had one; what we do not know stays."""
        parts = _CLIPS.get(str(name), {})
        kept = {key: value for key, value in (self._clip or {}).items() if key not in Clipping.parameters}
        if "norm" in parts and "norm_type" in (self._clip or {}):
            kept["norm_type"] = (self._clip or {})["norm_type"]
        before = {key: value for key, value in (self._clip or {}).items() if key in parts and value is not None}
        self._set({**parts, **before, **kept})

    def _set(self, clip: Mapping[str, Any]) -> None:
        """Asks for a clipping; where no limit is left, there is none, and nothing but what we do not know stays."""
        limits = {key for key in ("value", "norm") if clip.get(key) is not None}
        given = {key: value for key, value in clip.items() if key in limits or key not in ("value", "norm")}
        if not limits:
            given = {key: value for key, value in given.items() if key not in Clipping.parameters}
        self.changed.emit(given or None)


# What can be chosen, in the order in which it is done, with the values that are common.
_CLIPS: Mapping[str, Mapping[str, float]] = {
    "norm": {"norm": 1.0},
    "value": {"value": 0.5},
    "value, norm": {"value": 0.5, "norm": 1.0},
}


def _without(clip: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in clip.items() if key != name}


def _sentence(problem: Problem) -> str:
    return "\n".join(filter(None, (problem_message(problem), problem_hint(problem))))
