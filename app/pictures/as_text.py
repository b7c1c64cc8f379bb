"""Numbers as texts of steady width: the same digits from frame to frame, no jumping columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

_ELLIPSIS = "…"


def format_norm(value: float | None) -> str:
    """A magnitude in seven signs: `8.8e-03`; `–` where there is none."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return _not_finite(value)
    return f"{value:.1e}"


def format_value(value: float | None, digits: int = 4) -> str:
    """A single value with so many significant digits, without an exponent where it stays short: `0.3127`, `-16`."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return _not_finite(value)
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, np.integer)):
        return f"{value:d}" if abs(value) < 10**7 else f"{value:.{digits - 1}e}"
    if value == 0:
        return "0"  # also the zero that comes out negative, as where nothing goes back through a ReLU
    if not 1e-4 <= abs(value) < 10 ** max(digits, 5):
        return f"{value:.{max(digits - 1, 0)}e}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(decimals, digits + 3)}f}"
    return text.rstrip("0").rstrip(".") if "." in text and float(text) == round(float(text)) else text


def format_fixed(value: float, decimals: int = 4) -> str:
    """A value with a fixed number of decimals, for a loss that is read while it changes: `0.3127`."""
    if not math.isfinite(value):
        return _not_finite(value)
    return f"{value:.{decimals}f}" if abs(value) < 1e5 else f"{value:.{decimals}e}"


def format_count(count: float) -> str:
    """How many: exact with separators below ten thousand (`2,320`), then rounded: `21.4 k`, `1.2 M`."""
    if not math.isfinite(count):
        return _not_finite(count)
    if abs(count) < 10_000:
        return f"{round(count):,}"
    return _scaled(count, 1000.0, ("", "k", "M", "G", "T", "P"))


def format_bytes(size: float) -> str:
    """An amount of memory or disk, in powers of 1,000: `512 B`, `1.2 MB`."""
    if abs(size) < 1000:
        return f"{round(size)} B"
    return _scaled(size, 1000.0, ("B", "kB", "MB", "GB", "TB", "PB"))


def format_duration(seconds: float) -> str:
    """A time as `02:11`, from an hour on as `1:02:11`; `–` where it is not known."""
    if not math.isfinite(seconds) or seconds < 0:
        return "–"
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def format_percent(fraction: float, decimals: int = 1) -> str:
    """A fraction of 1 in hundredths: `88.7 %`."""
    return f"{100 * fraction:.{decimals}f} %" if math.isfinite(fraction) else _not_finite(fraction)


def shape_text(shape: Sequence[object], compact: bool = False) -> str:
    """`B × 16 × 28 × 28`; compact, for a chip, `B×16×28×28`. A dimension that is None is the batch."""
    if not shape:
        return QCoreApplication.translate("Numbers", "scalar")
    return ("×" if compact else " × ").join("B" if dim is None else str(dim) for dim in shape)


def matrix_lines(array: NDArray[np.generic], rows: int = 8, columns: int = 8, digits: int = 4) -> list[str]:
    """An array of at most two dimensions as aligned lines; the middle of a large one is left out.

    Raises ValueError for more than two dimensions: choose a slice first.
    """
    if array.ndim > 2:
        raise ValueError(f"expected at most 2 dimensions, got {array.ndim}")
    table = np.atleast_2d(array)
    chosen_rows, chosen_columns = _ends(table.shape[0], rows), _ends(table.shape[1], columns)
    texts = [
        [_ELLIPSIS if r is None or c is None else format_value(table[r, c].item(), digits) for c in chosen_columns]
        for r in chosen_rows
    ]
    widths = [max((len(line[place]) for line in texts), default=0) for place in range(len(chosen_columns))]
    return ["  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) for line in texts]


def _ends(length: int, limit: int) -> Sequence[int | None]:
    """The indices to show; None stands for what is left out in the middle."""
    if length <= limit:
        return tuple(range(length))
    head = (limit + 1) // 2
    return (*range(head), None, *range(length - (limit - head), length))


def _scaled(number: float, base: float, units: Sequence[str]) -> str:
    power = 0
    while abs(number) >= base * 0.9995 and power < len(units) - 1:
        number /= base
        power += 1
    decimals = 0 if abs(number) >= 99.95 else 1
    return f"{number:.{decimals}f} {units[power]}"


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else "-∞"
