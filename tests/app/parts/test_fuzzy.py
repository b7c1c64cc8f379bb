"""A few letters find what a person means, the best first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts.fuzzy import Named, found, match

ACTIONS = ["Align Left", "Align Right", "Undo Set bias of fc1", "Select All", "Fit the Network", "Zoom In", "Save As…"]


def names(wanted: str, texts: list[str] = ACTIONS) -> list[str]:
    return [texts[one.number] for one in found(wanted, [Named(text) for text in texts])]


def typed(wanted: str, text: str) -> str:
    hit = match(wanted, text)
    assert hit is not None
    return "".join(text[place] for place in hit.places)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("align", "Align Left"),
        ("right", "Align Right"),
        ("alr", "Align Right"),
        ("all", "Select All"),
        ("net fit", "Fit the Network"),
        ("zi", "Zoom In"),
        ("fc", "Undo Set bias of fc1"),
        ("sa", "Save As…"),
    ],
)
def test_what_is_meant_comes_first(wanted: str, first: str) -> None:
    assert names(wanted)[0] == first


def test_better_ways_of_being_found_come_before_worse_ones() -> None:
    texts = ["my relu", "prelu", "relu 6", "relu", "read lines up"]
    assert names("relu", texts) == ["relu", "relu 6", "my relu", "prelu", "read lines up"]


def test_equals_stay_in_their_order_and_nothing_typed_finds_all() -> None:
    assert names("") == ACTIONS
    assert names("x", ["x 1", "x 2", "x 0"]) == ["x 1", "x 2", "x 0"]


def test_letters_begin_words_or_follow_one_another() -> None:
    assert typed("ct2", "ConvTranspose2d") == "CT2"
    assert typed("alle", "Align Left") == "AlLe"
    assert match("lgn", "Align Left") is None
    assert match("tpose", "ConvTranspose2d") is None


def test_every_word_has_to_be_found_and_further_words_count_last() -> None:
    assert match("align nowhere", "Align Left", "Arrange") is None
    assert match("d", "Align Left", "Edit") is None
    texts = [Named("Align Left", "Arrange"), Named("Arrange All"), Named("Undo")]
    assert [one.number for one in found("arrange", texts)] == [1, 0]
    assert found("arrange", texts)[1].places == ()


def test_letters_of_every_language_and_signs_are_found() -> None:
    assert names("öff", ["Öffnen", "Schließen"]) == ["Öffnen"]
    assert names("打开", ["打开…", "保存"]) == ["打开…"]
    assert typed("stanbul", "İİstanbul") == "stanbul"
    assert match("(", "f(x)") is not None and match("*", "f(x)") is None


@given(st.text("abcXY 12…", max_size=12), st.text("abcXY 12…", max_size=8))
def test_the_letters_that_are_named_are_those_that_were_typed(text: str, wanted: str) -> None:
    hit = match(wanted, text)
    if hit is not None:
        assert list(hit.places) == sorted(set(hit.places))
        assert all(0 <= place < len(text) for place in hit.places)
        assert {text[place].lower() for place in hit.places} == set(wanted.lower().replace(" ", ""))


@given(st.text("abcXY 12", min_size=1, max_size=12), st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin, len(text)))
    assert match(text[begin:end], text) is not None


def test_other_names_find_it_after_its_own_and_letters_stay_those_of_the_text() -> None:
    names = [Named("训练", others=("Train",)), Named("Train"), Named("Trainer 训", "", ("训练者",))]
    assert [one.number for one in found("train", names)] == [1, 0, 2]
    assert found("train", names)[1].places == ()
    assert match("tr", "训练", others=("Train",)) is not None and match("rain", "训练", others=("Train",)) is not None
    assert match("alle", "左对齐", others=("Align Left",)) is not None
    assert match("train 练", "训练", others=("Train",)) == match("练 train", "训练", others=("Train",))
    assert match("train nowhere", "训练", others=("Train",)) is None


def test_each_chinese_letter_begins_a_word() -> None:
    assert match("选区", "缩放", "缩放到选区") is not None
    assert match("缩选", "缩放到选区") is not None
    assert match("选缩", "缩放到选区") is None
