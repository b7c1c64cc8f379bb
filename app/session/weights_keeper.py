"""Brings the weights of a run home to a document that was edited while it trained."""

from __future__ import annotations

from app.session.document import Document
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.project import Project
from engine.project.weights import Weights, is_finite


class WeightsKeeper:
    """Remembers the edits since a run began, and leads its weights through them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._project = document.project
        self._edits: list[tuple[Project, Project, Change]] = []

    def follow(self, change: Change) -> None:
        """The document was edited just now."""
        before, self._project = self._project, self._document.project
        if change.touches("node", "block"):
            self._edits.append((before, self._project, change))

    def keep(self, weights: Weights, step: int) -> None:
        """Gives the document the weights; nodes that the run did not know keep theirs.

        Weights that are no numbers are not kept: the last good ones stay.
        """
        if not is_finite(weights):
            return
        for before, after, change in self._edits:
            weights = carry(weights, before, after, change).kept
        self._document.set_trained_weights({**self._document.weights, **weights}, step)
