"""Commands, menus and kinds are found by their names in every language, whichever is spoken."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.frame.command_palette import commands_in
from app.main_window import MainWindow
from app.parts.called import names_of
from app.parts.kinds import found_kinds
from app.translation import every_name
from engine.layers.catalogue import catalogue
from tests.app.frame.test_language import CHINESE, english_afterwards, speak  # noqa: F401
from tests.app.frame.test_pickers import listed, type_in


def search(window: MainWindow, wanted: str) -> list[str]:
    window.pickers.commands.open()
    window.pickers.picker.search.setText(wanted)
    found = [entry.id for entry, _ in window.pickers.picker._rows._shown]
    window.pickers.picker.dismiss()
    return found


def test_a_text_has_a_name_in_every_language() -> None:
    assert every_name("Actions", "&Undo") == ("&Undo", "撤销(&U)")
    assert every_name("Actions", "no such text") == ("no such text",)


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("chin", "language_zh_CN"), ("中文", "language_zh_CN"), ("简体", "language_zh_CN"), ("english", "language_en"),
        ("英语", "language_en"), ("undo", "undo"), ("撤销", "undo"), ("select all", "select_all"),
        ("全选", "select_all"),
        ("tidy", "tidy"), ("inspector", "panel_inspector"), ("design", "mode_design"), ("反向", "mode_backprop"),
        ("high contrast dark", "appearance_dark-contrast"), ("align left", "align_left"),
    ],
)  # fmt: skip
def test_a_command_is_found_by_its_name_in_both_languages(
    window: MainWindow, tongue: str, wanted: str, first: str
) -> None:
    window.show()
    speak(window, tongue)
    assert search(window, wanted)[0] == first


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
@pytest.mark.parametrize("wanted", ["language", "语言"])
def test_the_way_back_is_found_by_the_word_for_language(window: MainWindow, tongue: str, wanted: str) -> None:
    window.show()
    speak(window, tongue)
    assert set(search(window, wanted)[:3]) == {"language_system", "language_en", "language_zh_CN"}


def test_who_cannot_read_chinese_comes_back_by_typing(window: MainWindow) -> None:
    window.show()
    speak(window, "zh_CN")
    window.actions_["commands"].trigger()
    window.pickers.picker.search.setText("english")
    assert listed(window) and listed(window)[0] == "English"
    type_in(window, "english")
    QApplication.processEvents()
    assert window.language.setting == "en"
    assert "Undo" in window.actions_["undo"].text()


def test_every_command_has_its_names_in_both_languages(window: MainWindow) -> None:
    window.show()
    for tongue in ("en", "zh_CN"):
        speak(window, tongue)
        for command in commands_in(window.top_bar.menu_bar):
            if command.is_own and command.id != "language_en":
                names = " ".join((command.text, *names_of(command.action)))
                assert CHINESE.search(names) and any(letter.isascii() and letter.isalpha() for letter in names), names
                assert command.around


def test_examples_are_found_by_their_names(window: MainWindow) -> None:
    window.show()
    speak(window, "zh_CN")
    window.pickers.commands.open()
    for wanted, text in (("siamese", "孪生网络"), ("孪生", "孪生网络"), ("vgg", "VGG-16")):
        window.pickers.picker.search.setText(wanted)
        assert listed(window)[0] == text
    window.pickers.picker.dismiss()


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [("卷积", "Conv2d"), ("conv2d", "Conv2d"), ("fully connected", "Linear"), ("归一化", "BatchNorm1d")],
)
def test_kinds_are_found_by_words_of_both_languages(wanted: str, kind: str) -> None:
    names = [one.kind() for one in found_kinds(catalogue().values(), wanted)]
    assert kind in names
