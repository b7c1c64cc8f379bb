"""PySide6 6.12.0 on Python 3.10 and 3.11 loses a reference to None with most calls, and dies within seconds.

Painting makes thousands of such calls, so a count that falls with the number of paints shows such a release. From
Python 3.12 on None is immortal: the count stands still, as it should.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

PAINTS = 200
CALLS = 6  # at least, in one paint


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawRoundedRect(QRectF(4, 4, 40, 20), 3, 3)
        painter.drawText(8, 18, "fc1")
        painter.end()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("constant", [None, True, False], ids=str)
def test_painting_loses_no_reference(constant: object) -> None:
    widget = Painted()
    widget.resize(60, 40)
    picture = QPixmap(60, 40)
    widget.render(picture)  # whatever is made once is made now
    before = sys.getrefcount(constant)
    for _ in range(PAINTS):
        widget.render(picture)
        widget.update()
        QApplication.processEvents()
    lost = before - sys.getrefcount(constant)
    assert lost < PAINTS, f"{lost} references to {constant} were lost in {PAINTS} paints of {CALLS} calls"
