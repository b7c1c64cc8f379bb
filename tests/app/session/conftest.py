"""What tests of the session share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app.session.made_up import Setting


@pytest.fixture
def make(qapp: object) -> Iterator[Callable[..., Setting]]:
    made: list[Setting] = []

    def factory(training: Any = None) -> Setting:
        made.append(Setting(training))
        return made[-1]

    yield factory
    for setting in made:
        setting.trainer.close()
