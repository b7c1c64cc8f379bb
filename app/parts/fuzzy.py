"""Finds what a person means by a few letters: how well a text is meant, and which of its letters were typed.

Each word that was typed has to be found: best as a whole, then at the beginning, at the beginning of a word, inside,
and last as letters that begin words or follow one another (`alle` for Align Left).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

WHOLE, START, WORD, INSIDE, LETTERS = range(5)  # how well a word is found; less is better
ELSEWHERE = LETTERS + 2  # under another name a word counts one less


class Named(NamedTuple):
    """What can be found: by its text, by `others` that it is called as well, and by the beginnings of `more` words."""

    text: str
    more: str = ""
    others: tuple[str, ...] = ()


class Match(NamedTuple):
    """How well something is meant (less is better), and which letters of its text were typed."""

    rank: int
    places: tuple[int, ...] = ()


class Found(NamedTuple):
    """The number of what was found in the order in which it was given, and the letters of its text."""

    number: int
    places: tuple[int, ...]


def found(wanted: str, names: Iterable[Named]) -> list[Found]:
    """What is meant, the best first; those that are meant equally well stay in their order."""
    matches = ((number, match(wanted, *name)) for number, name in enumerate(names))
    hits = [(hit.rank, number, hit.places) for number, hit in matches if hit is not None]
    return [Found(number, places) for _, number, places in sorted(hits)]


def match(wanted: str, text: str, more: str = "", others: Sequence[str] = ()) -> Match | None:
    """How well a text is meant by what was typed; None where a word of it is found nowhere."""
    low, rank, places = _lowered(text), 0, set[int]()
    for word in wanted.lower().split():
        found, letters = _find(word, low, text)
        for other in others:
            rank_there = _find(word, _lowered(other), other)[0] + 1
            if rank_there < found:
                found, letters = rank_there, ()
        if found == ELSEWHERE and _find(word, _lowered(more), more)[0] > WORD:
            return None
        rank += found
        places.update(letters)
    return Match(rank, tuple(sorted(places)))


def _find(word: str, low: str, text: str) -> tuple[int, Sequence[int]]:
    """How well a word is found in a text, and where; ELSEWHERE, and nowhere, where it is not."""
    at = low.find(word)
    if at < 0:
        letters = _letters(word, low, text)
        return (LETTERS, letters) if letters else (ELSEWHERE, ())
    whole = range(at, at + len(word))
    if at == 0:
        return (WHOLE if len(word) == len(low) else START), whole
    while at >= 0:
        if _begins_word(text, at):
            return WORD, range(at, at + len(word))
        at = low.find(word, at + 1)
    return INSIDE, whole


def _lowered(text: str) -> str:
    """The text in small letters, as many as it has."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(letter.lower()[:1] for letter in text)


def _letters(word: str, low: str, text: str) -> tuple[int, ...]:
    """Where the letters of a word stand if each follows the one before or begins a word; nowhere if one does not."""
    places: list[int] = []
    for letter in word:
        after = places[-1] + 1 if places else 0
        if places and low[after : after + 1] == letter:
            places.append(after)
            continue
        begins = (at for at in range(after, len(low)) if low[at] == letter and _begins_word(text, at))
        at = next(begins, -1)
        if at < 0:
            return ()
        places.append(at)
    return tuple(places)


def _begins_word(text: str, at: int) -> bool:
    """Whether a word begins at a place: also a capital within one, a figure (`Conv2d`, `fc_2`), a Chinese letter."""
    if at == 0 or not text[at].isalnum():
        return at == 0
    before, here = text[at - 1], text[at]
    if not before.isalnum() or _is_word(here) or _is_word(before):
        return True
    return (here.isupper() and before.islower()) or (here.isdigit() and not before.isdigit())


def _is_word(letter: str) -> bool:
    """Whether a letter is a word of its own, as Chinese ones are."""
    return "\u4e00" <= letter <= "\u9fff"
