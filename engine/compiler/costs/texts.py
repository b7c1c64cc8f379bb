"""Costs as short texts, the same in every language."""

from __future__ import annotations

from engine.compiler.costs.fields import Field

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def byte_text(number: int) -> str:
    """Bytes in powers of 1,000, as the window writes them: `512 B`, `1.2 MB`."""
    size, unit = float(number), 0
    while size >= 999.5 and number >= 1000 and unit + 1 < len(_UNITS):
        size, unit = size / 1000, unit + 1
    return f"{size:.{0 if size >= 99.95 else 1}f} {_UNITS[unit]}" if unit else f"{number} B"


def field_text(field: Field, whole: str = "whole") -> str:
    """How much is seen along each axis of the data: `8 × 8`."""
    return whole if field.is_whole else " × ".join(str(size) for size in field.size)
