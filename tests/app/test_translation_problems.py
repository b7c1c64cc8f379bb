"""Problems in the window's language, down to the words within: every phrase in English and in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from app.translation import CLOSING, OPENING, PseudoTranslator, install, problem_hint, problem_message
from engine.data.settings import DataSettings
from engine.graph.expressions import evaluate
from engine.layers.parameters import Declaration
from engine.layers.scalars import Choice, Parameter
from engine.problem import Problem, ProblemError
from engine.project.reader import read_text
from engine.settings.training import TrainingSettings
from engine.texts.phrase import Phrase, Shown
from engine.texts.phrases import PHRASES
from tests.engine.layers.test_problems import WRONG, problems_of
from tests.test_architecture import placeholders

# Two small words in a row are English; names, code and what was typed have none.
ENGLISH = re.compile(r"[A-Za-z]{2,},? +[a-z]{2,}")
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    installed = install(qapp, QLocale("zh_CN"))
    assert installed
    yield
    for translator in installed:
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def told(phrase: object) -> str:
    """A phrase as it comes to stand in a problem of the window."""
    return problem_message(Problem("parameter_missing", {"name": "p", "expected": phrase}))


def declared() -> list[tuple[str, Parameter[Any]]]:
    """Every parameter that anything declares, one of each wording."""
    waiting: list[type[Declaration]] = [Declaration]
    found: dict[str, tuple[str, Parameter[Any]]] = {}
    while waiting:
        declaration = waiting.pop()
        waiting += declaration.__subclasses__()
        for name, parameter in declaration.parameters.items():
            found.setdefault(str(parameter.expected), (f"{declaration.__name__}.{name}", parameter))
    return list(found.values())


def wrong_files() -> Iterator[Problem]:
    """What is wrong with files whose parts have other types than they should."""
    node = {"kind": "Linear", "params": [], "repeat": 0, "title": 5, "frozen": "x", "tie": {"w": 1}, "init": 0}
    graph = {"nodes": {"a": node, "b": 7, "c": {}}, "edges": 3}
    block = {"parameters": {"n": {"type": "complex"}}, "graph": {"nodes": {}}}
    parts = {"graph": graph, "blocks": {"B": block, "C": 1}, "codes": {"D": 2}, "weights": 3, "name": 4}
    settings: dict[str, Any] = {"data": {"source": 1, "params": 2, "transforms": 3, "split": 4}, "training": 5}
    yield from read_text(json.dumps({"format": "chainrule", "version": 1, **parts, **settings})).problems
    yield from read_text("{").problems
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    for data in ({"params": {"x": deep}}, {"params": {"x": 2**5000}}, {"transforms": [1]}, 1):
        yield from DataSettings.from_json(data)[1]
    for transform in (
        {"kind": "scale", "params": {"low": 2}},
        {"kind": "normalize", "params": {"std": [0]}},
        {"kind": "normalize", "params": {"mean": [0, 1, 2]}},
    ):
        yield from DataSettings.from_json({"source": "digits", "transforms": [transform]})[0].checked.problems
    for source, params in (
        ("cells", {"size": 16, "margin": 9}),
        ("sequences", {"classes": 90, "length": 8}),
        ("tokens", {"task": "tagged", "tags": 900, "vocabulary": 8}),
    ):
        yield from DataSettings.from_json({"source": source, "params": params})[0].checked.problems
    yield from TrainingSettings.from_json({"clip": 1, "metrics": 2, "optimizer": 3, "epochs": 0})[1]
    yield from TrainingSettings.from_json([])[1]


def wrong_expressions() -> Iterator[Problem]:
    for text in ("=n /", "=m", "=n / 0", "=n ** 2", "=n * 'a'", "=10000000 * 10000000", "=" + "1" * 300):
        with pytest.raises(ProblemError) as caught:
            evaluate(text, {"n": 1})
        yield caught.value.problem


def bare(value: object) -> Iterator[str]:
    """The texts among arguments that are no phrase, however deep."""
    if isinstance(value, Phrase):
        yield from (text for item in value.arguments.values() for text in bare(item))
    elif isinstance(value, (list, tuple)):
        yield from (text for item in value for text in bare(item))
    else:
        yield str(value)


@pytest.mark.parametrize("code", PHRASES)
def test_every_phrase_is_told_in_english_and_in_chinese(chinese: None, code: str) -> None:
    phrase = Phrase(code, **dict.fromkeys(placeholders(PHRASES[code]), "7"))
    english = str(phrase)
    shown = QCoreApplication.translate("Problems", PHRASES[code])
    assert "{" not in english or "{{" in PHRASES[code]
    assert placeholders(shown) == placeholders(PHRASES[code])
    in_chinese = shown.format_map(Shown(phrase.arguments))
    assert english and in_chinese and in_chinese in told(phrase)
    if CHINESE.search(shown):
        assert english != in_chinese
    else:  # nothing but signs around what is filled in
        assert not re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", shown)), shown


def test_whatever_a_parameter_expects_is_chinese(chinese: None) -> None:
    assert len(declared()) > 30
    for name, parameter in declared():
        assert isinstance(parameter.expected, Phrase), name
        shown = told(parameter.expected)
        names = parameter.choices if isinstance(parameter, Choice) else ()
        assert CHINESE.search(shown.replace("应有一个值", "").replace("实际没有", "")), shown
        assert not ENGLISH.search(shown.replace(", ".join(names), "")), shown


def test_what_is_wrong_with_layers_files_and_expressions_is_chinese(chinese: None) -> None:
    found = [*wrong_files(), *wrong_expressions(), *(one for wrong in WRONG for one in problems_of(wrong))]
    assert len(found) > 150 and len({problem.code for problem in found}) >= 50
    for problem in found:
        own = {text for value in problem.arguments.values() for text in bare(value)}
        if problem.code != "file_not_json":  # whose reason is Python's
            assert not [text for text in own if ENGLISH.search(text) and "'" not in text and '"' not in text], problem
        shown = problem_message(problem) + problem_hint(problem)
        for text in sorted(own, key=len, reverse=True):
            shown = shown.replace(text, "")
        assert CHINESE.search(shown) and not ENGLISH.search(shown), shown


def test_a_phrase_in_a_problem_goes_through_the_translator(pseudo: None) -> None:
    problem = Problem("port_dtype", {"expected": Phrase("int64_values"), "received": "bool"})
    marked = f"{OPENING}expected {OPENING}whole numbers (int64){CLOSING}, got bool{CLOSING}"
    assert problem_message(problem) == marked
    assert problem.message == "expected whole numbers (int64), got bool"
