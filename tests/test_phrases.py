"""Words among the arguments of problems are phrases of the one table: bare English would stay in every language."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

import pytest

from engine.problem import Problem
from engine.texts import TEXTS
from engine.texts.phrase import Phrase, joined, said
from engine.texts.phrases import PHRASES
from tests.test_architecture import ROOT, calls, name_of, placeholders, relative, sources, strings, tree

TABLES = ROOT / "engine" / "texts"
OTHER_TABLES = {"engine/backprop/optimizer_texts.py"}  # translated by themselves
# Two words in a row are language; so is one where something is described rather than named.
ENGLISH = re.compile(r"[A-Za-z]{2,},? +[a-z]{2,}")
DESCRIBED = {"expected", "received", "reason", "loss"}
NAMES = {"cpu", "null", "forward"}
FILLED = {name for text in TEXTS.values() for part in text for name in placeholders(part)} | {
    name for text in PHRASES.values() for name in placeholders(text)
}


def literals(value: ast.expr) -> Iterator[str]:
    """The texts that an argument may be, a hole in them as a dot; what a call returns is another's business."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "·" for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*literals(body), *literals(orelse))
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            yield from (text for part in parts for text in literals(part))
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            yield from literals(element)


def filled_in(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of problems and phrases, as they are written down: in a dict, as a keyword, beforehand."""
    match node:
        case ast.Dict(keys=keys, values=values):
            yield from ((key.value, value) for key, value in zip(keys, values, strict=True)
                        if isinstance(key, ast.Constant) and key.value in FILLED)  # fmt: skip
        case ast.Call(keywords=keywords):
            yield from ((one.arg, one.value) for one in keywords if one.arg in DESCRIBED)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in DESCRIBED:
            yield name, value


def is_english(name: str, text: str) -> bool:
    bare = re.fullmatch(r"·? ?[a-z]{2,}( ·)?", text) is not None and text not in NAMES
    return ENGLISH.search(text) is not None or (name in DESCRIBED and bare)


def english_in(module: ast.Module) -> list[tuple[int, str]]:
    """Line and text of every argument that speaks English."""
    return [
        (value.lineno, text)
        for node in ast.walk(module)
        for name, value in filled_in(node)
        for text in literals(value)
        if is_english(name, text)
    ]


@pytest.mark.parametrize(
    "line",
    [
        'Problem("x", {"expected": "a whole number", "name": name})',
        'arguments = {"name": name, "received": value or "none"}',
        'expected = f"at most {count}"',
        'raise at("x", node, reason="nested too deeply")',
        'Problem("x", {"received": mine.get(place), "what": "the channels" if wide else "groups"})',
    ],
)
def test_bare_english_is_found(line: str) -> None:
    assert english_in(ast.parse(line))


def test_no_argument_of_a_problem_is_bare_english() -> None:
    found = [
        f"{relative(path)}:{line}: {text!r}"
        for path in sources("engine", "app")
        if TABLES not in path.parents and relative(path) not in OTHER_TABLES
        for line, text in english_in(tree(path))
    ]
    assert not found, "\n".join(["make a phrase of it, in engine/texts/phrases.py:", *found])


def test_every_phrase_has_words_and_every_word_its_phrase() -> None:
    said_of = {node.value for path in sources("engine", "app") if TABLES not in path.parents for node in strings(path)}
    assert not set(PHRASES) - said_of - {"nothing"}  # of an empty list, in `phrase.py` itself
    lacking = []
    for place, call in calls("engine", "app"):
        first = call.args[0] if call.args else None
        if name_of(call) == "Phrase" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            given = {one.arg for one in call.keywords if one.arg}
            if first.value not in PHRASES or given != placeholders(PHRASES[first.value]):
                lacking.append(f"{place}: {first.value}")
    assert not lacking


def test_no_phrase_ends_like_a_sentence_or_has_holes_without_a_name() -> None:
    for code, text in PHRASES.items():
        assert text and not text.endswith(".") and text == text.strip(), code
        assert all(name != "" for _, name, _, _ in string.Formatter().parse(text)), code


def test_phrases_stand_within_each_other_and_each_is_translated() -> None:
    limits = joined("and", [Phrase("at_least", limit=0), Phrase("below", limit=1)])
    phrase = Phrase("otherwise", first=Phrase("limited", value=Phrase("number"), limits=limits), second="null")
    assert str(phrase) == "a number at least 0 and below 1, or null"
    marked = phrase.text(lambda text: f"<{text}>")
    assert marked == "<<<a number> <<at least 0> and <below 1>>>, or null>"
    problem = Problem("parameter_missing", {"name": "p", "expected": phrase})
    assert problem.message == "expected a value for p (a number at least 0 and below 1, or null), got none"
    assert problem.message_in(lambda text: f"<{text}>").count("<") == 1 + marked.count("<")


def test_nothing_and_lists_of_phrases_are_translated() -> None:
    problem = Problem("file_value", {"name": "x", "expected": [Phrase("a_list"), "null"], "received": []})
    assert problem.message == "expected a list, null for x, got nothing"
    table = {PHRASES["nothing"]: "NICHTS", PHRASES["a_list"]: "LISTE"}
    assert problem.message_in(lambda text: table.get(text, text)) == "expected LISTE, null for x, got NICHTS"


def test_a_phrase_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        Phrase("no_such_code")


def test_an_exception_says_its_phrase_or_its_first_line() -> None:
    phrase = Phrase("no_regular_file")
    assert said(OSError(22, phrase)) is phrase and said(ValueError(phrase)) is phrase
    assert said(RuntimeError(" one\ntwo")) == "one" and said(KeyError()) == "KeyError"
