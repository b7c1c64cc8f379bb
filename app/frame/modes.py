"""The ways of looking at one graph. A mode is one line here: its name, and the docks that come with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Mode:
    """`docks` are the panels that are open until a person arranges them otherwise."""

    id: str
    title: str
    shortcut: str
    docks: frozenset[str]
    front: str = "inspector"  # the dock that stands before others in its place

    @property
    def is_stage(self) -> bool:
        """Whether a step is taken apart on the canvas, and nothing is edited there by the mouse."""
        return self.id in ("backprop", "present")

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Modes", self.title)


MODES: tuple[Mode, ...] = (
    Mode("design", QT_TRANSLATE_NOOP("Modes", "Design"), "Alt+1", frozenset({"layers", "inspector", "data", "code"})),
    Mode(
        "train",
        QT_TRANSLATE_NOOP("Modes", "Train"),
        "Alt+2",
        frozenset({"inspector", "data", "settings", "code", "history", "training", "curves", "gradients"}),
    ),
    Mode(
        "backprop",
        QT_TRANSLATE_NOOP("Modes", "Backprop"),
        "Alt+3",
        frozenset({"inspector", "diagnosis", "update", "history"}),
        "diagnosis",
    ),
    Mode("present", QT_TRANSLATE_NOOP("Modes", "Present"), "Alt+4", frozenset(), front=""),
)


def mode_named(name: str) -> Mode:
    """The mode of this name; the first one for a name that is not known."""
    return next((mode for mode in MODES if mode.id == name), MODES[0])
