"""The data dock: source and its parameters, columns, split, transforms, and the first samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.fields import FormRow
from app.panels.data.sample_view import SampleView
from app.panels.data.samples import SampleLoader, Samples
from app.panels.data.transforms_form import TransformsForm
from app.parts.form import DeclarationForm, choice_of
from app.parts.labels import section, soft
from app.parts.rows import Rows
from app.session.document import Document
from app.theme import Theme
from app.translation import problem_hint, problem_message
from engine.data.catalogue import sources
from engine.data.settings import DataSettings
from engine.data.split import Split
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.change import Change

PAUSE = 250  # milliseconds without an edit before samples are loaded


class DataPanel(QScrollArea):
    """Shows the project's data settings and asks the document for others."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._loaded_for: DataSettings | None = None
        self._loader = SampleLoader(self)
        self._loader.loaded.connect(self._show_samples)
        self._loader.failed.connect(self._show_failure)
        self._loader.progressed.connect(self._show_progress)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._load_if_cheap)
        self._source = FormRow(
            choice_of("source", list(sources()), self.tr("Where the samples come from.")), "", label=self.tr("Source")
        )
        self._source.committed.connect(self._choose_source)
        self._summary = soft(wrap=True)
        self._params = DeclarationForm()
        self._params.committed.connect(lambda name, value: self._set(params={**self._data.params, name: value}))
        self._params.reset.connect(self._reset_param)
        self._columns = Rows()
        self._split = DeclarationForm()
        self._split.committed.connect(self._set_split)
        self._split.reset.connect(lambda name: self._set_split(name, Split.parameters[name].default))
        self._split_problem = soft(wrap=True)
        self._split_problem.setProperty("state", "error")
        self._transforms = TransformsForm(theme)
        self._transforms.wanted.connect(lambda wanted: self._set(transforms=wanted))
        self._samples = SampleView(theme)
        self._message = soft(wrap=True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._load = QPushButton(self.tr("Load the samples"))
        self._load.clicked.connect(self.load_samples)
        self._arrange()
        document.changed.connect(self._follow)
        document.replaced.connect(self.refresh)
        self.refresh()

    def _arrange(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        for widget in (self._source, self._summary, self._params):
            layout.addWidget(widget)
        parts: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (self.tr("Columns"), (self._columns,)),
            (self.tr("Split"), (self._split, self._split_problem)),
            (self.tr("Transforms"), (self._transforms,)),
            (self.tr("First samples"), (self._samples, self._message, self._progress, self._load)),
        )
        for title, widgets in parts:
            layout.addSpacing(8)
            layout.addWidget(section(title))
            for part in widgets:
                layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def _data(self) -> DataSettings:
        return self._document.project.data

    def set_theme(self, theme: Theme) -> None:
        self._transforms.set_theme(theme)
        self._samples.set_theme(theme)

    def shutdown(self) -> None:
        """Ends what is being loaded; before the window goes."""
        self._timer.stop()
        self._loader.close()

    def refresh(self) -> None:
        """Shows the settings as they stand now."""
        data = self._data
        kind = sources().get(data.source)
        columns, problems = data.columns()
        texts = {problem.parameter: _sentence(problem) for problem in problems if problem.parameter}
        self._source.set_value(data.source)
        self._source.set_problem(texts.get("data.source"))
        self._summary.setText(QCoreApplication.translate("Sources", kind.summary_line()) if kind is not None else "")
        self._params.show_values(kind, data.params, owner=data.source)
        self._params.show_problems(_under(texts, "data.params."))
        rows = [(column.name, f"{column.type}  {column.dtype}") for column in columns.values()]
        self._columns.set_rows(rows)
        self._split.show_values(Split, data.split.values)
        self._split_problem.setText(texts.get("data.split", ""))
        self._split_problem.setVisible("data.split" in texts)
        self._transforms.show_settings(data, texts)
        if data != self._loaded_for:
            self._loader.cancel()
            self._loaded_for = None
            self._show_state()
            if self.isVisible():
                self._timer.start()

    def load_samples(self) -> None:
        """Loads the samples of the present settings."""
        self._timer.stop()
        self._loaded_for = self._data
        self._loader.load(self._data)
        self._progress.setValue(0)
        self._show_state(busy=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._loaded_for is None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _load_if_cheap(self) -> None:
        """Loads what is generated or bundled at once; what lies in files or on the network waits for the button."""
        checked = self._data.checked
        if checked.source is None or any(problem.severity == "error" for problem in checked.problems):
            self._show_state(problems=checked.problems)
        elif checked.source.sample_count() is not None and not checked.source.brings_test:
            self.load_samples()
        else:
            self._show_state(can_load=True)

    def _show_progress(self, share: float) -> None:
        self._progress.setValue(round(share * 100))

    def _show_samples(self, samples: Samples) -> None:
        sizes = samples.sizes
        text = self.tr("{train} to train, {validation} to validate, {test} to test").format(
            train=f"{sizes['train']:,}", validation=f"{sizes['validation']:,}", test=f"{sizes['test']:,}"
        )
        self._samples.show_samples(samples)
        self._show_state(message=text, keep=True)

    def _show_failure(self, problems: tuple[Problem, ...]) -> None:
        self._show_state(problems=problems, can_load=True)

    def _show_state(
        self,
        *,
        message: str = "",
        problems: tuple[Problem, ...] = (),
        busy: bool = False,
        can_load: bool = False,
        keep: bool = False,
    ) -> None:
        if not keep:
            self._samples.show_samples(None)
        self._samples.setVisible(keep)
        text = message or "\n".join(_sentence(problem) for problem in problems)
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._progress.setVisible(busy)
        self._load.setVisible(can_load)

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("data"):
            self.refresh()

    def _choose_source(self, _: str, name: object) -> None:
        kind = sources().get(str(name))
        self._set(source=str(name), params=kind.initial() if kind is not None else {}, transforms=())

    def _reset_param(self, name: str) -> None:
        self._set(params={key: value for key, value in self._data.params.items() if key != name})

    def _set_split(self, name: str, value: object) -> None:
        try:
            self._set(split=Split(**{**self._data.split.values, name: value}))
        except ProblemError as error:
            self._split.show_problems({name: _sentence(error.problem)})

    def _set(self, **parts: Any) -> None:
        self._document.apply(edits.set_data(self._document.project, replace(self._data, **parts)), self)


def _sentence(problem: Problem) -> str:
    return "\n".join(filter(None, (problem_message(problem), problem_hint(problem))))


def _under(texts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in texts.items() if name.startswith(prefix)}
