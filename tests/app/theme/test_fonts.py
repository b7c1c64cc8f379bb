"""Which letters the window has: those of the system first, Chinese ones only where the others have none."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from app.theme import fonts


@pytest.mark.parametrize("kind", ["ui", "code"])
def test_what_an_alias_stands_for_comes_before_the_chinese_letters(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Else a window with Chinese letters would have no others, and its code no letters of one width."""
    monkeypatch.setattr(fonts, "_chinese", lambda: ("Some Chinese",))
    system = QFontDatabase.SystemFont.FixedFont if kind == "code" else QFontDatabase.SystemFont.GeneralFont
    meant = QFontInfo(QFontDatabase.systemFont(system)).family()
    families = fonts.code_font().families() if kind == "code" else fonts.ui_font().families()
    assert families[-1] == "Some Chinese" and meant in families[:-1]
    assert len(set(families)) == len(families)
