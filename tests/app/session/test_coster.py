"""Costs follow the checks as long as somebody wants to know, and are counted in slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.session import coster as coster_module
from app.session.checker import Checker
from app.session.coster import Coster
from app.session.document import Document
from engine.project import edits
from engine.project.project import MAIN
from tests.engine.projects import BLOCKS


@pytest.fixture
def checker(qapp: QApplication) -> Iterator[Checker]:
    document = Document(BLOCKS)
    made = Checker(document)
    yield made
    made.deleteLater()
    document.deleteLater()


@pytest.fixture
def told(checker: Checker) -> Iterator[tuple[Coster, list[Any]]]:
    made, found = Coster(checker), []
    made.costed.connect(found.append)
    yield made, found
    made.set_wanted(False)
    made.deleteLater()


@pytest.fixture
def wait_for_memory(wait_until: Callable[..., None]) -> Callable[[list[Any]], Any]:
    def wait(found: list[Any]) -> Any:
        wait_until(lambda: bool(found) and found[-1].memory is not None)
        return found[-1]

    return wait


def test_nobody_wants_to_know(checker: Checker, told: tuple[Coster, list[Any]]) -> None:
    checker.start()
    assert told[0].costs is None and not told[1]


def test_whoever_asks_later_is_told_of_the_last_check(
    checker: Checker, told: tuple[Coster, list[Any]], wait_for_memory: Callable[[list[Any]], Any]
) -> None:
    coster, found = told
    checker.start()
    coster.set_wanted(True)
    costs = wait_for_memory(found)
    assert costs.parameters == checker.result.plan.parameter_count  # type: ignore[union-attr]
    count = len(found)
    coster.set_wanted(True)  # asked twice, told once
    assert len(found) == count


def test_an_edit_is_followed_by_other_costs(
    checker: Checker, told: tuple[Coster, list[Any]], wait_for_memory: Callable[[list[Any]], Any]
) -> None:
    coster, found = told
    coster.set_wanted(True)
    checker.start()
    before = wait_for_memory(found)
    document = checker._document
    document.apply(edits.set_param(document.project, MAIN, "stem", "out_channels", 8), None)
    checker.check()
    assert found[-1].by_address["stem"].parameters == 8 * 28
    assert wait_for_memory(found).by_address["stem"].memory == 2 * before.by_address["stem"].memory


def test_what_takes_long_is_told_in_two_parts(
    checker: Checker,
    told: tuple[Coster, list[Any]],
    monkeypatch: pytest.MonkeyPatch,
    wait_for_memory: Callable[[list[Any]], Any],
) -> None:
    monkeypatch.setattr(coster_module, "SLICE", 0.0)
    coster, found = told
    coster.set_wanted(True)
    checker.start()
    assert len(found) == 1 and found[0].memory is None and found[0].parameters
    QApplication.processEvents()
    assert len(found) == 1  # a slice of nothing counts nothing
    monkeypatch.setattr(coster_module, "SLICE", 0.001)
    wait_for_memory(found)
    assert len(found) == 2
