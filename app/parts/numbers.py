"""Numbers in words that the panels add to those of `app.pictures.as_text`."""

from __future__ import annotations


def count(number: int) -> str:
    """A whole number with its thousands apart, exact: `101,770`."""
    return f"{number:,}"
