"""A stage with what stands beside it."""

from __future__ import annotations

import pytest

from tests.app.frame.beside import Beside
from tests.app.theatre.conftest import stage  # noqa: F401
from tests.app.theatre.on_stage import Stage


@pytest.fixture
def beside(stage: Stage) -> Beside:  # noqa: F811
    return Beside(stage.window, stage.wait_until)
