"""The steps of undo. A command knows the document only weakly: the stack that owns it belongs to the document."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from app.session.change_texts import change_text
from engine.project.change import Change
from engine.project.weights import Weights

if TYPE_CHECKING:
    from app.session.document import Document

MERGING = 1  # Qt asks commands of the same id, other than -1, whether they become one


class ChangeCommand(QUndoCommand):
    """Applies a change, or its inverse; keeps the weights that lost their node until it is back."""

    def __init__(self, document: Document, change: Change, origin: object, merge_key: str) -> None:
        super().__init__(change_text(change))
        self._document = weakref.ref(document)
        self._change = change
        self._origin = origin
        self._merge_key = merge_key
        self._dropped: Weights = {}

    def redo(self) -> None:
        self._perform(self._change, self._origin)
        self._origin = None  # of a redo, nobody has shown the effect yet

    def undo(self) -> None:
        self._perform(self._change.inverse(), None)

    def reword(self) -> None:
        """Says in the present language what it does."""
        self.setText(change_text(self._change))

    def id(self) -> int:
        return MERGING if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeCommand) or other._merge_key != self._merge_key:
            return False
        if self._dropped or other._dropped:  # as one change, a node that went and came again would never have been gone
            return False
        self._change = self._change.then(other._change)
        self.reword()
        self.setObsolete(not self._change)
        return True

    def _perform(self, change: Change, origin: object) -> None:
        document = self._document()
        if document is not None:
            self._dropped = document._perform(change, origin, self._dropped)


class ResetCommand(QUndoCommand):
    """Throws the trained weights away, or brings them back."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = weakref.ref(document)
        self._other: tuple[Weights, int, bool] = ({}, 0, False)
        self.reword()

    def reword(self) -> None:
        """Says in the present language what it does."""
        self.setText(change_text(Change("reset_weights")))

    def redo(self) -> None:
        self._swap()

    def undo(self) -> None:
        self._swap()

    def _swap(self) -> None:
        document = self._document()
        if document is not None:
            document.about_to_put_away.emit()  # those of a run that goes on now are put aside, too
            self._other = document._swap_weights(*self._other)
            document.weights_reset.emit()
