"""Texts whose rules can be found in them."""

from __future__ import annotations

import numpy as np

from engine.data.tokens import FOLLOWERS, MARKS, MASK, NOT_ASKED, Tokens


def test_a_word_is_followed_by_one_of_a_few_as_often_as_is_said():
    columns = Tokens(samples=3000, length=40, vocabulary=12).load().columns
    tokens, following = columns["tokens"], columns["next"]
    assert (tokens[:, 1:] == following[:, :-1]).all()
    for word in range(12):
        shares = np.sort(np.bincount(following[tokens == word], minlength=12))[::-1] / (tokens == word).sum()
        np.testing.assert_allclose(shares[:1], FOLLOWERS[:1], atol=0.3)  # two followers may be one word
        assert (shares[len(FOLLOWERS) :] == 0).all()


def test_no_word_is_rare():
    counts = np.bincount(Tokens(samples=2000, vocabulary=50).load().columns["tokens"].reshape(-1), minlength=50)
    assert counts.min() > 0.8 * counts.mean()


def test_more_texts_follow_the_same_rules():
    few, many = (Tokens(samples=samples, length=30, vocabulary=9).load().columns for samples in (300, 900))
    pairs = [
        set(zip(c["tokens"].reshape(-1).tolist(), c["next"].reshape(-1).tolist(), strict=True)) for c in (few, many)
    ]
    assert pairs[0] <= pairs[1] and len(pairs[1]) <= 9 * len(FOLLOWERS)


def test_a_tag_follows_from_a_word_and_the_one_before_and_from_the_word_alone_it_does_not():
    columns = Tokens(samples=2000, task="tagged", vocabulary=20, tags=5).load().columns
    tokens, tags = columns["tokens"], columns["tag"]
    alone, together = {}, {}
    for word, tag in zip(tokens[:, 1:].reshape(-1).tolist(), tags[:, 1:].reshape(-1).tolist(), strict=True):
        alone.setdefault(word, set()).add(tag)
    for before, word, tag in zip(tokens[:, :-1].ravel(), tokens[:, 1:].ravel(), tags[:, 1:].ravel(), strict=True):
        together.setdefault((before, word), set()).add(tag)
    assert max(map(len, alone.values())) == 2
    assert {len(found) for found in together.values()} == {1}
    assert set(np.unique(tags)) == set(range(5))


def test_hidden_words_are_asked_and_no_others():
    columns = Tokens(samples=1000, task="masked", length=41).load().columns
    tokens, original, segment = columns["tokens"], columns["original"], columns["segment"]
    asked = original != NOT_ASKED
    assert (tokens[asked] == MASK).all() and (tokens[~asked] != MASK).all()
    assert original[asked].min() >= MARKS and original[asked].max() < 100
    assert 0.1 < asked.mean() < 0.16
    assert (tokens[:, 0] == 0).all() and (tokens[:, -1] == 1).all() and (tokens[:, 19] == 1).all()
    assert (segment[:, :20] == 0).all() and (segment[:, 20:] == 1).all()


def test_the_second_sentence_goes_on_where_it_is_said():
    columns = Tokens(samples=4000, task="masked", vocabulary=200).load().columns
    tokens, goes_on = columns["tokens"], columns["is_next"] == 1
    ends = list(zip(tokens[:, 14], tokens[:, 16], strict=True))  # around the mark between them
    both = (tokens[:, 14] >= MARKS) & (tokens[:, 16] >= MARKS)
    pairs = [{pair for pair, there in zip(ends, goes_on & both, strict=True) if there},
             {pair for pair, there in zip(ends, ~goes_on & both, strict=True) if there}]  # fmt: skip
    assert len(pairs[0]) <= 197 * len(FOLLOWERS) < len(pairs[1])


def test_more_tags_than_words_are_refused():
    assert [problem.code for problem in Tokens(task="tagged", vocabulary=8, tags=9).problems()] == ["parameter_range"]
    assert Tokens(vocabulary=8, tags=9).problems() == []
