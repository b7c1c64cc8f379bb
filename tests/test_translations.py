"""The translation files: complete in form, with the placeholders and letters of the source, and compiled."""

from __future__ import annotations

import re
import sys
import warnings
import xml.etree.ElementTree as ET
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

from app.translation import FOLDER, NAMES

TRANSLATED = tuple(name for name in NAMES if name != "en")
PLACEHOLDER = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")  # braces that stand twice are meant as braces
LETTER = re.compile(r"&(\w)")


def collector() -> ModuleType:
    """The script behind `make translations`, which belongs to no package."""
    spec = spec_from_file_location("update_translations", FOLDER / "update.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def entries(language: str) -> dict[tuple[str, str], str]:
    """Context and source -> translation, as the file that people edit has them."""
    root = ET.parse(FOLDER / f"chainrule_{language}.ts").getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        for context in root.iter("context")
        for message in context.iter("message")
    }


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_translation_is_empty_or_has_other_placeholders(language: str) -> None:
    assert len(entries(language)) > 1000
    wrong = [
        f"{context}: {source!r} -> {text!r}"
        for (context, source), text in entries(language).items()
        if text and (not text.strip() or sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(source)))
    ]
    assert not wrong, "\n".join(wrong)


def test_what_was_translated_stays_and_what_is_new_is_counted(language: str) -> None:
    missing = [f"{context}: {source!r}" for (context, source), text in entries(language).items() if not text]
    if missing:
        warnings.warn(f"{len(missing)} texts are not in {language} yet: {missing[:5]}", stacklevel=1)
    assert len(missing) < len(entries(language)) / 4


def test_letters_of_menus_are_kept_so_that_no_two_of_a_menu_become_one(language: str) -> None:
    wrong = [
        (source, text)
        for (_, source), text in entries(language).items()
        if text and [one.lower() for one in LETTER.findall(text)] != [one.lower() for one in LETTER.findall(source)]
    ]
    assert not wrong


def test_the_compiled_file_says_what_the_edited_one_says(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(FOLDER / f"chainrule_{language}.qm")), "run `make translations`"
    wrong = [
        (context, source)
        for (context, source), text in entries(language).items()
        if (translator.translate(context, source) or "") != text
    ]
    assert not wrong, f"run `make translations`: {wrong[:5]}"


def test_the_tables_of_the_engine_are_in_the_file(language: str) -> None:
    """A text that is new in a table may wait for its translator; most of them do not."""
    texts = {entry for entry in collector().of_tables() if entry[1]}
    known = {entry for entry in texts if entries(language).get(entry)}
    if texts - known:
        warnings.warn(f"`make translations` would gather {len(texts - known)} texts of tables", stacklevel=1)
    assert {context for context, _ in texts} == {context for context, _ in known}
    assert len(known) > 0.8 * len(texts)


def test_a_helper_and_an_f_string_are_gathered() -> None:
    path = FOLDER.parents[1] / "app" / "frame" / "status_bar.py"
    facts = FOLDER.parents[1] / "app" / "panels" / "inspector" / "facts.py"
    found = set(collector().of_calls([path, facts]))
    assert ("StatusBar", "batch loss") in found
    assert ("Facts", "not known yet") in found


def test_what_is_gathered_can_be_read_by_lupdate() -> None:
    written = collector().written([("Notes", 'a "word" \\ and\na line'), ("Notes", "")])
    namespace: dict[str, object] = {}
    seen: list[tuple[str, str]] = []
    namespace["QT_TRANSLATE_NOOP"] = lambda context, text: seen.append((context, text))
    exec(written, namespace)
    assert seen == [("Notes", 'a "word" \\ and\na line')]
    assert "update_translations" not in sys.modules
