"""The dialogs themselves, answered by a hand that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from app.frame.dialogs import Dialogs


@pytest.fixture
def dialogs(qapp: QApplication) -> Iterator[Dialogs]:
    window = QWidget()
    yield Dialogs(window)
    window.close()
    window.deleteLater()


def once_open(kind: type[QDialog], do: Callable[[QDialog], None]) -> None:
    """Does something as soon as a dialog of this kind is there."""

    def look() -> None:
        found = next((it for it in QApplication.topLevelWidgets() if isinstance(it, kind) and it.isVisible()), None)
        if found is None:
            QTimer.singleShot(10, look)
        else:
            do(found)

    QTimer.singleShot(10, look)


def type_name(name: str) -> Callable[[QDialog], None]:
    def do(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(name)
        dialog.accept()

    return do


@pytest.mark.parametrize("name", ["net", "net.chainrule"])
def test_a_new_file_gets_its_suffix(dialogs: Dialogs, tmp_path: Path, name: str) -> None:
    once_open(QFileDialog, type_name(name))
    assert dialogs.choose_save(tmp_path / "proposed.chainrule") == tmp_path / "net.chainrule"


@pytest.mark.parametrize("name", ["net", "net.py"])
def test_an_old_file_is_not_replaced_without_a_question(dialogs: Dialogs, tmp_path: Path, name: str) -> None:
    (tmp_path / "net.py").write_text("precious")
    asked: list[str] = []

    def refuse(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        once_open(QFileDialog, lambda dialog: dialog.reject())
        box.button(QMessageBox.StandardButton.No).click()

    once_open(QFileDialog, type_name(name))
    once_open(QMessageBox, refuse)
    assert dialogs.choose_export(tmp_path / "other.py") is None
    assert len(asked) == 1 and "net.py" in asked[0]


@pytest.mark.parametrize(("word", "answer"), [("Save", "save"), ("Discard", "discard"), ("Cancel", "cancel")])
def test_unsaved_work_is_asked_about(dialogs: Dialogs, word: str, answer: str) -> None:
    def press(box: QDialog) -> None:
        buttons = {button.text().replace("&", ""): button for button in box.findChildren(QPushButton)}
        assert buttons["Save"].property("primary")
        buttons[word].click()

    once_open(QMessageBox, press)
    assert dialogs.ask_unsaved("net") == answer
