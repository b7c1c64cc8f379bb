"""The window never waits for own code: an answer comes later, and closing ends what is being tried."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.session.code_trial import CodeTrial
from engine.compiler.own.question import Question
from engine.compiler.plan import Inference
from engine.layers.tensor_type import BATCH, TensorType
from engine.own_code.reading import read_code


def question(text: str) -> Question:
    kind = read_code("Mine", text).kind
    assert kind is not None
    return Question.about(kind(), {"x": (TensorType((BATCH, 2)),)}, frozenset({"output"}))


def test_an_answer_comes_later_and_is_told(qapp: QApplication, wait_until: Callable[..., None]) -> None:
    trial, told = CodeTrial(), []
    trial.answered.connect(lambda: told.append(trial.ask(asked)))
    asked = question("x * 41")
    began = time.monotonic()
    assert trial.ask(asked) is None
    assert time.monotonic() - began < 1
    wait_until(lambda: bool(told), 60)
    assert isinstance(told[0], Inference)
    assert isinstance(trial.ask(asked), Inference)
    trial.close()


def test_closing_ends_code_that_does_not_end(qapp: QApplication, wait_until: Callable[..., None]) -> None:
    trial = CodeTrial()
    assert trial.ask(question("x * 42")) is None
    wait_until(lambda: isinstance(trial.ask(question("x * 42")), Inference), 60)
    assert trial.ask(question("def Mine(x):\n    while True: pass\n    return x")) is None
    began = time.monotonic()
    trial.close()
    assert time.monotonic() - began < 5
    assert trial.ask(question("x * 43")) is None
