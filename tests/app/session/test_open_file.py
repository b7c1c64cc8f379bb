"""A project that is open in two windows is told; one that is closed, saved elsewhere or gone is free again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.session.document import Document
from app.session.open_file import OpenFile


class Window:
    """A document, and what was said of its file."""

    def __init__(self, folder: Path) -> None:
        self.document = Document()
        self.open_file = OpenFile(self.document, folder)
        self.shared: list[Path | None] = []
        self.open_file.shared.connect(lambda: self.shared.append(self.document.path))


@pytest.fixture
def windows(qapp: object, tmp_path: Path) -> tuple[Window, Window]:
    return Window(tmp_path / "state"), Window(tmp_path / "state")


def test_the_second_window_on_a_file_is_told(windows: tuple[Window, Window], tmp_path: Path) -> None:
    first, second = windows
    path = tmp_path / "net.chainrule"
    first.document.save(path)
    second.document.open(path)
    assert (first.shared, second.shared) == ([], [path])
    first.document.save(path)
    second.document.save(tmp_path / "other.chainrule")
    assert (first.shared, second.shared) == ([], [path])


def test_a_link_is_the_file_that_it_leads_to(windows: tuple[Window, Window], tmp_path: Path) -> None:
    first, second = windows
    path, link = tmp_path / "net.chainrule", tmp_path / "link.chainrule"
    first.document.save(path)
    link.symlink_to(path)
    second.document.open(link)
    assert second.shared == [link]


def test_a_file_that_was_let_go_of_is_free(windows: tuple[Window, Window], tmp_path: Path) -> None:
    first, second = windows
    path, other = tmp_path / "net.chainrule", tmp_path / "other.chainrule"
    first.document.save(path)
    first.document.save(other)
    second.document.open(path)
    first.open_file.close()
    second.document.open(other)
    assert second.shared == []
    second.open_file.close()
    assert list((tmp_path / "state").iterdir()) == []


def test_without_a_place_for_locks_files_open_all_the_same(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    window = Window(tmp_path / "state")
    window.document.save(tmp_path / "net.chainrule")
    assert window.document.path == tmp_path / "net.chainrule" and window.shared == []
