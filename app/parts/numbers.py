"""Numbers as they stand in the window: the same digits from frame to frame, so that nothing jumps."""

from __future__ import annotations

import math

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def count(number: int) -> str:
    """A whole number with its thousands apart: `2,320`."""
    return f"{number:,}"


def short_count(number: float) -> str:
    """A large number with a unit, in three digits: `1.80 M`; whole below a thousand."""
    for size, unit in _UNITS:
        if abs(number) >= size:
            scaled = number / size
            digits = max(0, 2 - int(math.log10(abs(scaled))))
            return f"{scaled:.{digits}f} {unit}"
    return f"{number:.0f}"


def norm(number: float | None) -> str:
    """A gradient's norm: `8.8e-03`; a dash where there is none."""
    if number is None:
        return "–"
    return f"{number:.1e}" if math.isfinite(number) else _not_finite(number)


def score(number: float | None) -> str:
    """A loss or a metric in four places: `0.3127`; in powers of ten where that says nothing."""
    if number is None:
        return "–"
    if not math.isfinite(number):
        return _not_finite(number)
    return f"{number:.4f}" if number == 0 or 1e-3 <= abs(number) < 1e4 else f"{number:.2e}"


def duration(seconds: float | None) -> str:
    """Minutes and seconds, `02:11`, or hours before them."""
    if seconds is None or not math.isfinite(seconds):
        return "–:–"
    whole = max(0, math.ceil(seconds - 1e-9))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def percent(share: float | None) -> str:
    """A part of one: `3.1 %`."""
    return "–" if share is None else f"{share * 100:.1f} %"


def _not_finite(number: float) -> str:
    return "NaN" if math.isnan(number) else ("∞" if number > 0 else "-∞")
