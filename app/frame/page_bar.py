"""The way to the open page, above the canvas: the network and the blocks that were entered."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.frame.pages import PageTrail, Stop
from app.parts.labels import soft
from app.parts.layouts import empty
from app.session.document import Document
from engine.project.block_edits import uses_of
from engine.project.project import MAIN

HEIGHT = 36


class PageBar(QFrame):
    """One button for each page on the way, the present one last; hidden on the network itself."""

    def __init__(self, document: Document, trail: PageTrail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._trail = document, trail
        self.setProperty("bar", True)
        self.setFixedHeight(HEIGHT)
        self._uses = soft()
        self._way = QHBoxLayout()
        self._way.setSpacing(2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 14, 0)
        self.copy = QComboBox()
        self.copy.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.copy.setToolTip(self.tr("Which of the copies is looked at"))
        self.copy.activated.connect(trail.show_copy)
        layout.addLayout(self._way)
        layout.addWidget(self.copy)
        layout.addStretch(1)
        layout.addWidget(self._uses)
        trail.changed.connect(self.refresh)
        document.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Shows the way as it is now."""
        stops = self._trail.stops
        self.setVisible(len(stops) > 1)
        empty(self._way)
        for number, stop in enumerate(stops if len(stops) > 1 else ()):
            if number:
                self._way.addWidget(soft("›"))
            self._way.addWidget(self._button(number, stop, is_last=number == len(stops) - 1))
        for number in range(self._way.count()):
            item = self._way.itemAt(number)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.show()
        page = self._trail.page
        if page != MAIN:
            count = len(uses_of(self._document.project, page))
            text = self.tr("used once") if count == 1 else self.tr("used {count} times").format(count=count)
            self._uses.setText(text if count else self.tr("used nowhere"))

    def show_copies(self, count: int) -> None:
        """Offers the copies of a repeated block."""
        self.copy.setVisible(count > 1)
        if self.copy.count() != count:
            self.copy.clear()
            for number in range(count):
                self.copy.addItem(self.tr("copy {number} of {count}").format(number=number + 1, count=count))
        self.copy.setCurrentIndex(min(self._trail.stops[-1].copy, count - 1))

    def _button(self, number: int, stop: Stop, is_last: bool) -> QWidget:
        if stop.page == MAIN:
            text = self._document.project.name
        elif stop.node and stop.node != stop.page.lower():
            text = f"{stop.node}: {stop.page}"
        else:
            text = stop.page
        text = text.replace("&", "&&")
        if is_last:
            label = QLabel(text)
            label.setProperty("heading", True)
            return label
        button = QPushButton(text)
        button.setProperty("flat", True)
        button.setToolTip(self.tr("Back to this page"))
        button.clicked.connect(lambda: self._trail.go_to(number))
        return button
