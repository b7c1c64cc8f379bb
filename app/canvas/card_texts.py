"""The texts of one card, measured, elided and laid out once, so that painting only puts them down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText

from app.canvas.card import Card
from app.canvas.frames import HEADER, WIDTH
from app.theme.fonts import CARD, SMALL, ui_font

LEFT, RIGHT = 16.0, WIDTH - 12.0
GAP = 8.0
CHIP_PADDING = 5.0
CHIP_HEIGHT = 18.0
CHIP_TOP = HEADER - CHIP_HEIGHT - 8.0
PROBLEM_LINES = 3
LARGE = 26.0  # the title, where it is all that can be read
_TIMES = "\u200a×\u200a"  # a hair space on either side: a shape of four sizes fits beside the words

_COMMA = re.compile(", |，")
# Behind a space, and on both sides of a Chinese letter; signs stay with the word that they follow or precede.
_BETWEEN_WORDS = re.compile(
    r"(?<= )|(?<=[\u4e00-\u9fff，。；：、）])(?![，。；：、） ])|(?<![（ ])(?=[\u4e00-\u9fff（])"
)
Role = Literal["title", "large", "kind", "words", "shape", "label", "problem"]


class Fonts:
    """The letters of cards, and their measures."""

    def __init__(self, scale: float = 1.0) -> None:
        self.title = ui_font(CARD, QFont.Weight.DemiBold, scale=scale, tabular=False)
        self.large = ui_font(LARGE, QFont.Weight.DemiBold, scale=scale, tabular=False)
        self.small = ui_font(SMALL, scale=scale, tabular=False)
        self.words = ui_font(12, scale=scale, tabular=False)
        self.number = ui_font(12, QFont.Weight.Medium, scale=scale)
        self._metrics = {name: QFontMetricsF(font) for name, font in vars(self).items() if isinstance(font, QFont)}

    def of(self, role: Role) -> QFont:
        return {"title": self.title, "large": self.large, "words": self.words}.get(role, self.small)

    def width(self, role: Role, text: str) -> float:
        return self._metric(role).horizontalAdvance(text)

    def number_width(self, text: str) -> float:
        """The width of a number, whose figures are all as wide."""
        return self._metrics["number"].horizontalAdvance(text)

    def height(self, role: Role) -> float:
        return self._metric(role).height()

    def elided(self, role: Role, text: str, width: float) -> str:
        return self._metric(role).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))

    def _metric(self, role: Role) -> QFontMetricsF:
        return self._metrics[role if role in self._metrics else "small"]


@dataclass(frozen=True)
class Placed:
    """A text at its place on the card."""

    role: Role
    at: QPointF
    text: QStaticText


@dataclass(frozen=True)
class CardTexts:
    """All texts of a card by the zoom at which they can be read, and the chip behind the shape."""

    title: Placed
    large: Placed
    rest: tuple[Placed, ...]
    problems: tuple[Placed, ...]  # placed from the top of the lines
    chip: QRectF | None


def lay_out(card: Card, fonts: Fonts) -> CardTexts:
    """Places the texts of a card; what does not fit ends in an ellipsis."""
    rest: list[Placed] = []
    title, kind = _share(fonts, card.title, card.kind, RIGHT - LEFT - GAP)
    if kind:
        rest.append(_right(fonts, "kind", kind, RIGHT, 8 + (20 - fonts.height("kind")) / 2 + 1))
    chip = None
    available = RIGHT - LEFT
    if card.shape:
        shape = fonts.elided("shape", card.shape.replace(" × ", _TIMES), available - 2 * CHIP_PADDING)
        width = round(fonts.width("shape", shape) + 2 * CHIP_PADDING)  # whole, so that chips can share a picture
        chip = QRectF(RIGHT - width, CHIP_TOP, width, CHIP_HEIGHT)
        top = CHIP_TOP + (CHIP_HEIGHT - fonts.height("shape")) / 2
        rest.append(_left("shape", shape, RIGHT - width + CHIP_PADDING, top, fonts))
        available -= width + GAP / 2
    if card.words and available > 24:
        words = _shortened(fonts, card.words, available)
        rest.append(_left("words", words, LEFT, CHIP_TOP + (CHIP_HEIGHT - fonts.height("words")) / 2, fonts))
    rest += _labels(card, fonts)
    heading = _left("title", title, LEFT, 8 + (20 - fonts.height("title")) / 2, fonts)
    name = fonts.elided("large", card.title, RIGHT - LEFT)
    large = _left("large", name, LEFT, (HEADER - fonts.height("large")) / 2, fonts)
    return CardTexts(heading, large, tuple(rest), tuple(_problems(card, fonts)), chip)


def static_text(text: str, font: QFont) -> QStaticText:
    """A text that is laid out once and painted many times."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(font=font)
    return made


def problem_lines(card: Card, fonts: Fonts) -> list[str]:
    """What is wrong with a card, in so many lines as it needs, and three at the most."""
    available = RIGHT - LEFT
    lines: list[str] = []
    for line in card.lines:
        lines += _wrapped(line.replace(" × ", _TIMES), fonts, available)
    return [fonts.elided("problem", line, available) for line in lines[:PROBLEM_LINES]]


def _share(fonts: Fonts, title: str, kind: str, available: float) -> tuple[str, str]:
    """The title and the kind beside it; the kind gives way first, but keeps two fifths unless it says the same."""
    title_width, kind_width = fonts.width("title", title), fonts.width("kind", kind)
    if title_width + kind_width > available:
        if title.rstrip("0123456789").lower() == kind.lower():
            return fonts.elided("title", title, available), ""
        kind_width = min(kind_width, max(available - title_width, available * 0.4))
        title_width = min(title_width, available - kind_width)
    return fonts.elided("title", title, title_width + 0.5), fonts.elided("kind", kind, kind_width + 0.5)


def _shortened(fonts: Fonts, words: str, available: float) -> str:
    """The words; where there is not room for all, the first of them (`16 filters` of `16 filters, 3×3`)."""
    ends = [found.start() for found in _COMMA.finditer(words)]
    while ends and fonts.width("words", words) > available:
        words = words[: ends.pop()]
    return fonts.elided("words", words, available)


def _labels(card: Card, fonts: Fonts) -> Iterable[Placed]:
    half = (RIGHT - LEFT - GAP) / 2 if card.frame.outputs and card.frame.outputs[0].label else RIGHT - LEFT
    for slot in (*card.frame.inputs, *card.frame.outputs):
        if slot.label:
            text = fonts.elided("label", slot.label, half)
            top = slot.y - fonts.height("label") / 2
            if slot.is_output:
                yield _right(fonts, "label", text, RIGHT, top)
            else:
                yield _left("label", text, LEFT, top, fonts)


def _problems(card: Card, fonts: Fonts) -> Iterable[Placed]:
    for row, text in enumerate(problem_lines(card, fonts)):
        yield _left("problem", text, LEFT, row * fonts.height("problem") * 1.15, fonts)


def _wrapped(text: str, fonts: Fonts, available: float) -> list[str]:
    """The text in two lines, broken between words; a Chinese letter is one."""
    words = [word for word in _BETWEEN_WORDS.split(text) if word]
    count = len(words)
    while count > 1 and fonts.width("problem", "".join(words[:count]).rstrip()) > available:
        count -= 1
    rest = "".join(words[count:])
    return ["".join(words[:count]).rstrip(), *([rest] if rest else [])]


def _left(role: Role, text: str, x: float, top: float, fonts: Fonts) -> Placed:
    return Placed(role, QPointF(x, round(top)), static_text(text, fonts.of(role)))


def _right(fonts: Fonts, role: Role, text: str, right: float, top: float) -> Placed:
    return _left(role, text, right - fonts.width(role, text), top, fonts)
