"""Takes the canvas along: as a figure, or the stepping as a film that is made beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.canvas.view import GraphView
from app.figures.figure import save_figure
from app.figures.film import FilmSettings
from app.figures.film_job import FilmJob
from app.figures.subject import subject_of
from app.frame.dialogs import Dialogs
from app.theatre.theatre import Theatre
from app.theme import Appearance
from engine.problem import Problem, ProblemError


class TakeAlong(QObject):
    """Asks where to, and writes. `said` carries a word of success or of how far a film is."""

    said = Signal(str)

    def __init__(
        self,
        canvas: GraphView,
        theatre: Theatre,
        appearance: Appearance,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas, self._theatre, self._appearance, self._dialogs = canvas, theatre, appearance, dialogs
        self._film = FilmJob(self)
        self._film.progressed.connect(self._on_progress)
        self._film.finished.connect(lambda path: self.said.emit(self.tr("The film is in {path}").format(path=path)))
        self._film.failed.connect(self._on_failed)
        self._film.cancelled.connect(lambda: self.said.emit(self.tr("The film was given up")))

    @property
    def is_filming(self) -> bool:
        return self._film.is_running

    def save_figure(self) -> None:
        """Writes what the canvas shows now."""
        path = self._dialogs.choose_figure(self._proposed(".svg"))
        if path is None:
            return
        try:
            save_figure(subject_of(self._canvas.graph_scene, self._theatre), path, self._appearance.theme)
        except ProblemError as error:
            self._dialogs.show_problems(self.tr("The figure could not be written"), error.problems)
            return
        self.said.emit(self.tr("The figure is in {path}").format(path=path))

    def save_film(self) -> None:
        """Makes a film of the step on the stage; asked again while one is being made, gives it up."""
        if self._film.is_running:
            self._film.cancel()
            return
        subject = subject_of(self._canvas.graph_scene, self._theatre)
        if subject.staged is None:
            self.said.emit(self.tr("There is no step on the stage to make a film of"))
            return
        path = self._dialogs.choose_film(self._proposed(".mp4"))
        if path is not None:
            settings = FilmSettings(theme=self._appearance.theme, is_hall=self._theatre.is_hall)
            self._film.start(subject, path, settings)

    def close(self) -> None:
        """Gives up what is being made."""
        self._film.cancel()

    def _proposed(self, suffix: str) -> Path:
        document = self._canvas.graph_scene.document
        path = document.path if document.path is not None else Path.cwd() / document.project.name
        return Path(path).with_suffix(suffix)

    def _on_progress(self, done: float) -> None:
        self.said.emit(self.tr("Making the film: {percent} %").format(percent=round(100 * done)))

    def _on_failed(self, problems: tuple[Problem, ...]) -> None:
        self._dialogs.show_problems(self.tr("The film could not be made"), problems)
