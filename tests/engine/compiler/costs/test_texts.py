"""Bytes and fields as short texts."""

from __future__ import annotations

import pytest

from engine.compiler.costs.fields import WHOLE, Field
from engine.compiler.costs.texts import byte_text, field_text
from engine.layers.reach import Reach, window


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_900, "12.9 kB"), (204_800, "205 kB"),
     (999_990, "1.0 MB"), (13_452_808, "13.5 MB"),
     (5 * 10**12, "5.0 TB"), (10**21, "1000000 PB")],
)  # fmt: skip
def test_bytes(number: int, text: str) -> None:
    assert byte_text(number) == text


def test_fields() -> None:
    assert field_text(WHOLE) == "whole"
    assert field_text(Field({2: window(2, 5, 1, 0, 1), 3: Reach(3)})) == "5 × 1"
