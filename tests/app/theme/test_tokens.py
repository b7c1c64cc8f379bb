from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from PySide6.QtGui import QColor

from app.theme.high_contrast import DARK_CONTRAST, LIGHT_CONTRAST
from app.theme.tokens import DARK, LIGHT, Theme, contrast, mixed

themes = pytest.mark.parametrize("theme", [LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST], ids=repr)
high = pytest.mark.parametrize("theme", [LIGHT_CONTRAST, DARK_CONTRAST], ids=repr)


def test_contrast_has_the_known_extremes() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("red"), QColor("red")) == 1


def test_mixed_ends_are_the_colours_themselves() -> None:
    blue, orange = QColor("#2F6FD0"), QColor("#D9731A")
    assert (mixed(blue, orange, 0), mixed(blue, orange, 1)) == (blue, orange)


@themes
def test_letters_are_legible_on_every_ground(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.canvas, theme.card, theme.hover, theme.selection, theme.chip):
        assert contrast(theme.text, ground) >= 7
    for ground in (theme.window, theme.panel, theme.canvas, theme.card):
        assert contrast(theme.soft_text, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for message in (theme.error, theme.warning):
        assert contrast(message, theme.panel) >= 4.5


@high
def test_high_contrast_is_seven_for_letters_and_three_for_lines(theme: Theme) -> None:
    grounds = [theme.window, theme.panel, theme.canvas, theme.card, theme.chip, theme.hover]
    letters = [theme.text, theme.soft_text, theme.faint_text, theme.error, theme.warning, theme.good, theme.accent]
    for ground in grounds[:4]:
        assert all(contrast(letter, ground) >= 7 for letter in letters)
        lines = [theme.line, theme.wire, theme.handle, theme.plot_grid, theme.forward, theme.backward]
        assert all(contrast(line, ground) >= 3 for line in [*lines, *theme.categories.values()])
    for ground in (*grounds, theme.selection, theme.error_fill, theme.warning_fill, theme.pressed):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.soft_text, ground) >= 7
    for ground in (theme.accent, theme.accent_hover, theme.accent_pressed):
        assert contrast(theme.on_accent, ground) >= 7


@themes
def test_every_category_stands_out_on_a_card(theme: Theme) -> None:
    for name, colour in theme.categories.items():
        assert contrast(colour, theme.card) >= 2.7, name


@themes
def test_categories_are_found_whatever_their_spelling(theme: Theme) -> None:
    assert theme.category("Convolution") == theme.categories["convolution"]
    assert theme.category("losses") == theme.categories["loss"]
    assert theme.category("a category to come") == theme.categories["data"]


def test_a_theme_is_fixed() -> None:
    with pytest.raises(FrozenInstanceError):
        LIGHT.text = QColor("red")  # type: ignore[misc]
