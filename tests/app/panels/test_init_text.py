"""What a person types for a parameter's start becomes a value of `init`, and back."""

from __future__ import annotations

from typing import Any

import pytest

from app.panels.inspector.init_text import init_from_text, init_to_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("kaiming_uniform_", "kaiming_uniform_"),
        ("0.5", 0.5),
        ("-1", -1),
        ("1e-3", 1e-3),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("normal_(mean=0.0, std=0.02)", {"function": "normal_", "mean": 0.0, "std": 0.02}),
        ("kaiming_uniform_(nonlinearity='relu')", {"function": "kaiming_uniform_", "nonlinearity": "relu"}),
        ("zeros_()", "zeros_"),
    ],
)
def test_texts_and_values(text: str, value: Any) -> None:
    assert init_from_text(text) == value
    assert init_from_text(init_to_text(value)) == value


@pytest.mark.parametrize(
    "text", ["1 +", "True", "'a text'", "__import__('os').system('x')", "a.b", "f(1)", "f(x=g())", "(" * 300, "{1: 2}"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        init_from_text(text)
