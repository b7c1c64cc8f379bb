"""What a gradient check found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.pictures.as_text import format_norm, format_value

if TYPE_CHECKING:
    from engine.backprop.checked import Checked, GradientCheck

translate = QCoreApplication.translate
DIGITS = 6


def checked_text(found: Checked) -> str:
    """One gradient beside its finite difference."""
    if found.verdict == "skipped":
        return translate("Check", "It cannot be compared: {reason}.").format(reason=reason_text(found.reason))
    numbers = translate("Check", "finite difference {numeric} (relative error {error})").format(
        numeric=format_value(found.numeric, DIGITS), error=format_norm(found.largest_error)
    )
    if found.verdict == "kink":
        return translate("Check", "at a kink: {numbers}").format(numbers=numbers)
    return f"✓ {numbers}" if found.verdict == "right" else f"✗ {numbers}"


def summary_text(found: GradientCheck) -> str:
    """All gradients that were compared, and how near they came."""
    compared = [one for one in found.all if one.verdict != "skipped"]
    wrong = [one for one in compared if one.verdict == "wrong"]
    kinks = [one for one in compared if one.verdict == "kink"]
    if not compared:
        return translate("Check", "There was nothing to compare.")
    error = format_norm(found.largest_error)
    if wrong:
        places = ", ".join(f"{one.address}.{one.name}" for one in wrong[:3])
        text = translate("Check", "✗ {count} of {all} gradients are wrong: {places}")
        return text.format(count=len(wrong), all=len(compared), places=places)
    text = translate("Check", "✓ {count} gradients agree with finite differences; largest relative error {error}")
    if kinks:
        text += translate("Check", "; {kinks} lie at a kink")
    return text.format(count=len(compared) - len(kinks), error=error, kinks=len(kinks))


def reason_text(reason: str) -> str:
    """Why a gradient was not compared."""
    return {
        "integer": translate("Check", "these are whole numbers"),
        "no_derivative": translate("Check", "torch has no derivative there"),
        "frozen": translate("Check", "it is frozen"),
        "unreached": translate("Check", "no loss depends on it"),
        "by_design": translate("Check", "torch changes this gradient on purpose"),
        "not_finite": translate("Check", "there is no finite value to compare"),
        "not_deterministic": translate("Check", "the layer computes something else each time"),
    }.get(reason, reason)
