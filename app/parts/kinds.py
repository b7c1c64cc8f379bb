"""Layer kinds as lists show them: which of them a search finds, what their categories are called, their dot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.translation import every_name
from engine.layers.layer import Layer
from engine.project.block_edits import BLOCK_MARK
from engine.project.code_edits import CODE_MARK

KIND_MIME = "application/x-chainrule-kind"  # a drag carries the kind's name in it


OWN_BLOCKS, LIBRARY, OWN_LAYERS = "blocks", "block_library", "own_layers"  # the categories of what is in no catalogue


@dataclass(frozen=True)
class ListedKind:
    """What lists show beside the kinds of the catalogue; `summary` says what it is."""

    mark: ClassVar[str]  # before its name, where the canvas is told what to place
    synonyms: ClassVar[tuple[str, ...]]

    name: str
    category: str
    summary: str = ""

    def kind(self) -> str:
        return self.name

    def summary_line(self) -> str:
        return self.summary


class BlockKind(ListedKind):
    """A block of the project or of a library."""

    mark = BLOCK_MARK
    synonyms = ("block",)


class CodeKind(ListedKind):
    """A layer whose code the project keeps."""

    mark = CODE_MARK
    synonyms = ("own layer", "code")


Placeable = type[Layer] | ListedKind


def placed_name(placeable: Placeable) -> str:
    """By what the canvas is told what to place: a kind's name, or a block's or a code's with a mark before it."""
    return placeable.mark + placeable.name if isinstance(placeable, ListedKind) else placeable.kind()


def explained(placeable: Placeable) -> str:
    """What it is, in the language of the window; an own layer is explained in the words of who wrote it."""
    if isinstance(placeable, CodeKind):
        return placeable.summary
    return QCoreApplication.translate(_context(placeable), placeable.summary_line())


class Row(NamedTuple):
    """A line of the palette: a category's heading, or one of its kinds."""

    category: str
    kind: Placeable | None


def found_kinds(kinds: Iterable[Placeable], wanted: str) -> list[Placeable]:
    """The kinds whose name, synonyms, category or summary hold every word that is wanted, in whichever language.

    Names that begin with the text come first; equals stay in the order that was given.
    """
    words = wanted.lower().split()
    found = []
    for kind in kinds:
        text = " ".join((kind.kind(), *kind.synonyms, *words_about(kind))).lower()
        if all(word in text for word in words):
            found.append(kind)
    return sorted(found, key=lambda kind: _rank(kind, words))


def found_rows(kinds: Iterable[Placeable], wanted: str) -> list[Row]:
    """The kinds that a search finds under their headings; the category of the best name comes first."""
    groups: dict[str, list[Placeable]] = {}
    for kind in found_kinds(kinds, wanted):
        groups.setdefault(kind.category, []).append(kind)
    rows = []
    for category, found in groups.items():
        rows.append(Row(category, None))
        rows += [Row(category, kind) for kind in found]
    return rows


def _rank(kind: Placeable, words: list[str]) -> int:
    """0 where the name is the first word, 1 where it begins with it, 2 where it holds it, 3 where another text does."""
    if not words:
        return 0
    name = kind.kind().lower()
    if name == words[0]:
        return 0
    if name.startswith(words[0]):
        return 1
    return 2 if words[0] in name else 3


def words_about(kind: Placeable) -> tuple[str, ...]:
    """The category and the summary of a kind in every language."""
    return (kind.category, *every_name("Categories", _title(kind.category)), *_summaries(kind))


def _summaries(kind: Placeable) -> tuple[str, ...]:
    if isinstance(kind, CodeKind) or not kind.summary_line():
        return (kind.summary_line(),)
    return every_name(_context(kind), kind.summary_line())


def _context(kind: Placeable) -> str:
    return "Blocks" if isinstance(kind, BlockKind) else "Layers"


def category_title(category: str) -> str:
    """The name of a category in the language of the window."""
    return QCoreApplication.translate("Categories", _title(category))


def _title(category: str) -> str:
    return category.replace("_", " ").capitalize()


def paint_dot(painter: QPainter, centre: QPoint, colour: QColor) -> None:
    """Paints the dot that stands before a kind, in the colour of its category."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 4, 8, 8), 2.5, 2.5)
