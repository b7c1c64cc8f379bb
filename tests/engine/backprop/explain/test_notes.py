from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import engine.backprop.explain
from engine.backprop.explain.notes import NOTES

SOURCES = sorted(Path(engine.backprop.explain.__file__).parent.rglob("*.py"))
TABLE = Path(engine.backprop.explain.__file__).parent / "notes.py"


def test_every_code_that_is_said_has_a_text() -> None:
    said = {code for path in SOURCES for code in re.findall(r'Note\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    assert len(said) > 30
    assert not said - set(NOTES)


def test_every_text_has_one_line_that_says_what_it_is_for() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r'\s+"\w+": "', line):
            before = lines[number - 1].strip()
            assert before.startswith("# ") and not before.startswith("# ---"), line


def test_texts_name_their_arguments() -> None:
    for code, text in NOTES.items():
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names), code
