"""A piece of a sentence, as a value: what an argument is where it is more than a name or a number.

"a whole number at least 1" would stay English in every language. As a phrase it is a code and arguments, which may be
phrases themselves, and is put into words where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from engine.texts.phrases import PHRASES

Translate = Callable[[str], str]  # from the English of a text, its placeholders still in it
LONGEST = 200


def english(text: str) -> str:
    """The language of the tables."""
    return text


@dataclass(frozen=True, init=False)
class Phrase:
    """A code of the table of phrases, and what is filled in. Its `str` is the English of it.

    A code that is missing from the table raises KeyError at once, not when it is shown.
    """

    code: str
    arguments: Mapping[str, object]

    def __init__(self, code: str, /, **arguments: object) -> None:
        if code not in PHRASES:
            raise KeyError(f"phrase code {code!r} has no text")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "arguments", arguments)

    def text(self, translate: Translate = english) -> str:
        """The phrase in a language, with its arguments in it."""
        return translate(PHRASES[self.code]).format_map(Shown(self.arguments, translate))

    def __str__(self) -> str:
        return self.text()


Words = str | Phrase  # a name, code, a number in letters; or what has to be translated


def joined(code: str, phrases: Iterable[Words]) -> Words:
    """Several phrases as one: `first`, `second`, and so on with a code that takes these two."""
    return reduce(lambda first, second: Phrase(code, first=first, second=second), phrases)


def said(error: BaseException) -> Words:
    """What an exception says: the phrase that it was raised with, else the first line of its text, else its type."""
    for given in error.args:
        if isinstance(given, Phrase):
            return given
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


class Shown(dict[str, str]):
    """Arguments as a person reads them: sequences with commas, a word for nothing."""

    def __init__(self, arguments: Mapping[str, object], translate: Translate = english) -> None:
        super().__init__({name: _show(value, translate) for name, value in arguments.items()})


def _show(value: object, translate: Translate) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_show(item, translate) for item in value) or translate(PHRASES["nothing"])
    text = value.text(translate) if isinstance(value, Phrase) else str(value)
    if not text.isprintable():  # of a hostile file: a line break or an escape would forge lines on the terminal
        text = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[:LONGEST])
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
