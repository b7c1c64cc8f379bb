"""Which samples are stepped through, in words."""

from __future__ import annotations

import numpy as np
import pytest

from app.theatre.samples_text import samples_text
from engine.training.rehearsal import Samples


@pytest.mark.parametrize(
    ("samples", "shown", "text"),
    [
        (None, 0, "Sample 0 of train"),
        (Samples("validation", 7), 0, "Sample 7 of validation"),
        (Samples("test", 4, 3), 2, "Batch 4 to 6 of test, sample 6 shown"),
        (Samples(typed={"x": np.zeros((1, 2))}), 0, "Typed sample"),
    ],
)
def test_samples_are_named(samples: Samples | None, shown: int, text: str) -> None:
    assert samples_text(samples, shown) == text
