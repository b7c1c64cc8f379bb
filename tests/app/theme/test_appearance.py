from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.theme import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Appearance, Theme, apply, current_theme, icon, ui_font
from app.theme.fonts import SMALL, code_font
from app.theme.icons import FOLDER, icon_names, icon_pixmap
from app.theme.stylesheet import repolish, stylesheet

themes = pytest.mark.parametrize("theme", [LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST], ids=repr)
NEEDED = (
    "train pause step stop undo redo code save open new fit zoom-in zoom-out tidy sun moon search warning error check "
    "copy export"
).split()


@pytest.fixture
def plain_app(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which gets its own looks back."""
    palette, font, sheet = QPalette(qapp.palette()), QFont(qapp.font()), qapp.styleSheet()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setFont(font)
    qapp.setPalette(palette)


def test_the_setting_overrides_the_system(qapp: QApplication) -> None:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert current_theme("system") is (DARK if dark else LIGHT)
    assert current_theme("light") is LIGHT
    assert current_theme("dark") is DARK


def test_an_appearance_puts_its_theme_on_and_tells_of_changes(plain_app: QApplication) -> None:
    appearance = Appearance(plain_app, "light")
    heard: list[Theme] = []
    appearance.changed.connect(heard.append)
    appearance.toggle()
    appearance.set_setting("dark")
    assert heard == [DARK]
    assert (appearance.theme, appearance.setting) == (DARK, "dark")
    assert plain_app.palette().color(QPalette.ColorRole.Base) == DARK.panel
    appearance.set_scale(1.5)
    assert heard == [DARK, DARK]
    assert plain_app.font().pixelSize() == 20
    appearance.deleteLater()


def test_high_contrast_stays_high_between_light_and_dark(plain_app: QApplication) -> None:
    appearance = Appearance(plain_app, "dark-contrast")
    assert appearance.theme is DARK_CONTRAST
    appearance.toggle()
    assert (appearance.theme, appearance.setting) == (LIGHT_CONTRAST, "light-contrast")
    appearance.deleteLater()


def test_the_system_is_followed_while_the_program_runs(
    plain_app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance = Appearance(plain_app, "system")
    heard: list[Theme] = []
    appearance.changed.connect(heard.append)
    other = LIGHT if appearance.theme is DARK else DARK
    monkeypatch.setattr("app.theme.appearance.current_theme", lambda setting: other)  # offscreen there is no desktop
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert heard == [other]
    appearance.deleteLater()


@themes
def test_the_stylesheet_names_only_pictures_that_exist_in_its_colours(theme: Theme) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(set(pictures)) >= 8
    tints = {theme.soft_text.name(), theme.on_accent.name(), theme.text.name()}
    for picture in pictures:
        text = (FOLDER / theme.name / picture.rsplit("/", 1)[1]).read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-f]{6}", text)) <= tints, picture


def test_every_rule_of_the_stylesheet_can_be_read(plain_app: QApplication, capfd: pytest.CaptureFixture[str]) -> None:
    apply(plain_app, LIGHT)
    widget = QPushButton("x")
    widget.ensurePolished()
    widget.deleteLater()
    assert "parse" not in capfd.readouterr().err


def test_the_stylesheet_grows_with_the_scale() -> None:
    assert "font-size: 13px" in stylesheet(LIGHT)
    assert "font-size: 26px" in stylesheet(LIGHT, 2.0)


def test_a_list_inside_a_window_has_the_rows_of_the_stylesheet(plain_app: QApplication) -> None:
    """Qt lays a list out before it reads the rules for its rows; a rule for its letters makes it do so again."""
    apply(plain_app, LIGHT)
    window = QWidget()
    rows = QListWidget()
    mark = QPixmap(8, 8)
    mark.fill(QColor("red"))
    for _ in range(10):
        rows.addItem(QListWidgetItem(QIcon(mark), "row"))
    QVBoxLayout(window).addWidget(rows)
    window.show()
    plain_app.processEvents()
    painted = rows.viewport().grab().toImage()
    red = [any(painted.pixelColor(x, y) == QColor("red") for x in range(24)) for y in range(painted.height())]
    starts = [y for y in range(1, len(red)) if red[y] and not red[y - 1]]
    content = max(rows.fontMetrics().height(), 16)
    window.close()
    window.deleteLater()
    assert starts[1] - starts[0] >= content + 8


def test_repolish_reads_a_changed_property(plain_app: QApplication) -> None:
    apply(plain_app, LIGHT)
    line = QLineEdit()
    line.show()
    line.setProperty("problem", True)
    repolish(line)
    shown = line.grab().toImage()
    assert shown.pixelColor(shown.width() // 2, 4) == LIGHT.error_fill
    line.close()
    line.deleteLater()


def test_every_icon_can_be_drawn_in_the_colour_of_the_theme(qapp: QApplication) -> None:
    assert set(NEEDED) <= set(icon_names())
    for name in icon_names():
        assert "currentColor" in (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        image = icon_pixmap(name, DARK.text, 48).toImage()
        solid = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
        assert len(solid) > 20, name
        assert all(abs(colour.red() - DARK.text.red()) <= 2 for colour in solid), name


def test_an_icon_is_paler_where_it_is_disabled_and_sharp_on_dense_screens(qapp: QApplication) -> None:
    made = icon("stop", LIGHT)
    size = QSize(24, 24)
    centre = made.pixmap(size).toImage().pixelColor(12, 12)
    off = made.pixmap(size, QIcon.Mode.Disabled).toImage().pixelColor(12, 12)
    assert (centre, off) == (LIGHT.text, LIGHT.faint_text)
    assert made.pixmap(size, 2.0).width() == 48


def test_an_icon_that_is_not_drawn_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", LIGHT)


def test_figures_have_one_width_and_nothing_is_too_small(qapp: QApplication) -> None:
    metrics = QFontMetricsF(ui_font(14))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
    assert ui_font(5).pixelSize() == SMALL
    assert ui_font(14, scale=2).pixelSize() == 28
    code = QFontMetricsF(code_font())
    assert code.horizontalAdvance("iiii") == code.horizontalAdvance("MMMM")
