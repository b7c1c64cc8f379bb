"""Words on a card are cut at commas and broken between words, in English as in Chinese."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.canvas.card_texts import _BETWEEN_WORDS, Fonts, _shortened, _wrapped


@pytest.mark.parametrize(
    ("words", "first"), [("16 filters, 3×3", "16 filters"), ("16 通道，3×3", "16 通道"), ("冻结, 16 通道，3×3", "冻结")]
)
def test_where_there_is_no_room_the_first_words_stay(qapp: QApplication, words: str, first: str) -> None:
    fonts = Fonts()
    assert _shortened(fonts, words, 1000) == words
    assert _shortened(fonts, words, fonts.width("words", first) + 1) == first
    assert _shortened(fonts, words, fonts.width("words", first) - 1).endswith("…")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("expected at least 97", ["expected ", "at ", "least ", "97"]),
        ("轴 2 上至少", ["轴 ", "2 ", "上", "至", "少"]),
        ("核，实际为（无）。", ["核，", "实", "际", "为", "（无）。"]),
        ("pad 应为：'x y'", ["pad ", "应", "为：", "'x ", "y'"]),
    ],
)
def test_between_which_letters_a_line_may_end(text: str, words: list[str]) -> None:
    assert [word for word in _BETWEEN_WORDS.split(text) if word] == words


def test_the_first_line_is_filled_and_nothing_is_lost(qapp: QApplication) -> None:
    fonts = Fonts()
    for text in ("轴 2 上至少应有 97 个位置才能容纳卷积核，实际为 32", "at least 97 places on axis 2 for the kernel"):
        first, second = _wrapped(text, fonts, fonts.width("problem", text) * 0.6)
        assert (first + second).replace(" ", "") == text.replace(" ", "")
        assert len(first) >= len(second) > 0 and not second.startswith((" ", "，"))
        assert _wrapped(text, fonts, 5000) == [text]
