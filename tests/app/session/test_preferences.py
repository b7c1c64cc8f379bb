"""Preferences outlive the program, and nonsense in their file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from app.session.preferences import Preferences
from app.session.recent_files import MOST, RecentFiles

pytestmark = pytest.mark.usefixtures("qapp")


def _again(preferences: Preferences, file: Path) -> Preferences:
    preferences.sync()
    return Preferences(file)


def test_preferences_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "chainrule.ini"
    preferences = Preferences(file)
    assert (preferences.appearance, preferences.mode, preferences.recent_files) == ("system", "", ())
    assert preferences.geometry == QByteArray()
    preferences.appearance = "dark"
    preferences.geometry = QByteArray(b"\x00\x01\xff")
    preferences.mode = "train"
    preferences.recent_files = ("one",)
    again = _again(preferences, file)
    assert (again.appearance, again.mode, again.recent_files) == ("dark", "train", ("one",))
    assert again.geometry == QByteArray(b"\x00\x01\xff")
    again.recent_files = ()
    assert _again(again, file).recent_files == ()
    again.recent_files = ("a, b", 'c "d"', "é/网络")
    assert _again(again, file).recent_files == ("a, b", 'c "d"', "é/网络")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00nonsense",
        b"[window]\nappearance=purple\ngeometry=text\nmode=@Invalid()\n[files]\nrecent=@Invalid()\n",
        b"[window]\nappearance=@Variant(\\0\\0\\0\\x7f)\ngeometry=7\n[files]\nrecent=@Variant(\\0)\n",
    ],
)
def test_nonsense_counts_as_the_default(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "chainrule.ini"
    file.write_bytes(content)
    preferences = Preferences(file)
    assert (preferences.appearance, preferences.geometry, preferences.recent_files) == ("system", QByteArray(), ())


def test_the_file_lies_in_the_configuration_of_the_user() -> None:
    assert Preferences().settings.fileName().endswith("chainrule/chainrule.ini")


def test_recent_files_are_there_once_and_newest_first(tmp_path: Path) -> None:
    recent = RecentFiles(Preferences(tmp_path / "chainrule.ini"))
    told: list[None] = []
    recent.changed.connect(lambda: told.append(None))
    files = [tmp_path / f"{number}.chainrule" for number in range(MOST + 3)]
    for file in files:
        file.touch()
        recent.add(file)
    assert recent.paths == files[: -MOST - 1 : -1]
    recent.add(files[5])
    assert recent.paths[0] == files[5] and len(recent.paths) == MOST
    files[5].unlink()
    assert files[5] not in recent.paths
    files[5].touch()
    assert recent.paths[0] == files[5]
    recent.remove(files[5])
    assert files[5] not in recent.paths
    recent.clear()
    assert recent.paths == [] and len(told) == MOST + 3 + 3
