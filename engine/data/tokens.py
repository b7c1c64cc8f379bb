"""Texts of numbered words for language networks: generated, with rules that can be learned from the texts alone."""

from __future__ import annotations

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, steps
from engine.layers.parameters import Choice, Int
from engine.problem import Problem
from engine.texts.phrase import Phrase

FOLLOWERS = (0.5, 0.25, 0.15, 0.1)  # how likely a word is followed by its first, second, ... follower
START, END, MASK = range(3)  # what stands before words in masked texts: the marks around them, and what hides a word
MARKS = 3
ASKED = 0.15  # the share of words that are hidden, as in the paper on BERT
NOT_ASKED = -100  # the class number that CrossEntropyLoss passes over
CHUNK_NUMBERS = 2**20
RULES, TEXTS, HIDDEN, LABELS = range(4)  # streams of random numbers: more samples leave the rules as they were


class Tokens(GeneratedSource):
    """Texts of numbered words: each word is followed by one of four others, the first of them most often.

    next: the target is the following word at every place. tagged: each word has a tag, which the word before may
    change. masked: two sentences between marks (0 before, 1 behind each) with some words hidden (2); the targets are
    the hidden words, and whether the second sentence goes on where the first ended.
    """

    name = "tokens"
    samples = Int(2000, minimum=1, maximum=10_000_000, help="How many texts are generated.")
    task = Choice("next", choices=("next", "tagged", "masked"), help="What is asked: the next word, tags, hidden ones.")
    length = Int(32, minimum=8, maximum=100_000, help="The number of words in a text, T.")
    vocabulary = Int(100, minimum=8, maximum=10_000_000, help="How many different words there are.")
    tags = Int(8, minimum=2, maximum=1000, help="Tagged: how many different tags there are.")

    def declared_columns(self) -> tuple[Column, ...]:
        shape = (self.length,)
        tokens = Column("tokens", "int64", shape)
        if self.task == "next":
            return tokens, Column("next", "int64", shape, self.vocabulary)
        if self.task == "tagged":
            return tokens, Column("tag", "int64", shape, self.tags)
        segment, original = Column("segment", "int64", shape), Column("original", "int64", shape)
        return tokens, segment, original, Column("is_next", "int64", (), 2)

    def problems(self) -> list[Problem]:
        if self.task != "tagged" or self.tags <= self.vocabulary:
            return []
        expected = Phrase("at_most_words", count=self.vocabulary)
        arguments = {"name": "tags", "expected": expected, "received": self.tags}
        return [Problem("parameter_range", arguments, parameter="tags")]

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        words = self.vocabulary - (MARKS if self.task == "masked" else 0)
        rules, texts = self.generator(RULES), self.generator(TEXTS)
        followers = np.stack([rules.permutation(words) for _ in FOLLOWERS])  # so every word is as frequent as another
        groups = rules.permutation(np.arange(words) % self.tags)
        columns: dict[str, Array] = {
            column.name: np.empty((self.samples, *column.shape), np.int64) for column in self.declared_columns()
        }
        if self.task == "masked":
            columns["is_next"] = self.balanced_labels(2, self.generator(LABELS))
        hidden = self.generator(HIDDEN)
        for part in steps(self.samples, max(1, CHUNK_NUMBERS // self.length), progress, cancelled):
            count = len(columns["tokens"][part])
            if self.task == "next":
                text = _text(texts, followers, count, self.length + 1)
                columns["tokens"][part], columns["next"][part] = text[:, :-1], text[:, 1:]
            elif self.task == "tagged":
                text = _text(texts, followers, count, self.length)
                columns["tokens"][part], columns["tag"][part] = text, self._tags(groups[text])
            else:
                goes_on = columns["is_next"][part]
                pairs = self._pairs(texts, followers, goes_on)
                asked = (pairs >= MARKS) & (hidden.random(pairs.shape) < ASKED)
                columns["original"][part] = np.where(asked, pairs, NOT_ASKED)
                columns["tokens"][part] = np.where(asked, MASK, pairs)
                columns["segment"][part] = np.arange(self.length) >= self._second
        return Loaded(columns)

    def _tags(self, groups: Array) -> Array:
        """The tag of each word: that of its group, or the one after it where the group before is odd."""
        before = np.zeros_like(groups)
        before[:, 1:] = groups[:, :-1] % 2
        return np.asarray((groups + before) % self.tags)

    @property
    def _second(self) -> int:
        """Where the second sentence begins; before it stand a mark, the first sentence and another mark."""
        return self.length // 2

    def _pairs(self, texts: np.random.Generator, followers: Array, goes_on: Array) -> Array:
        """Two sentences each between their marks; the second begins anew where it does not go on."""
        first, second = self._second - 2, self.length - self._second - 1
        whole = _text(texts, followers, len(goes_on), first + second)
        other = _text(texts, followers, len(goes_on), second)
        tokens = np.full((len(goes_on), self.length), END, np.int64)
        tokens[:, 0] = START
        tokens[:, 1 : first + 1] = whole[:, :first] + MARKS
        tokens[:, self._second : -1] = np.where(goes_on[:, None] == 1, whole[:, first:], other) + MARKS
        return tokens


def _text(generator: np.random.Generator, followers: Array, count: int, length: int) -> Array:
    """Word after word [count, length]: any word first, then one of the followers of the word before."""
    text = np.empty((count, length), np.int64)
    text[:, 0] = generator.integers(followers.shape[1], size=count)
    for place in range(1, length):
        chosen = np.searchsorted(np.cumsum(FOLLOWERS[:-1]), generator.random(count), side="right")
        text[:, place] = followers[chosen, text[:, place - 1]]
    return text
