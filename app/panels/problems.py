"""The problems panel: everything that is wrong or doubtful; a click goes to the node."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.parts.labels import note
from app.theme import Theme
from app.theme.icons import icon_pixmap
from app.translation import problem_hint, problem_message
from engine.problem import Problem

Index = QModelIndex | QPersistentModelIndex
PROBLEM_ROLE = Qt.ItemDataRole.UserRole


class ProblemRows(QAbstractListModel):
    """The problems, errors before warnings, else in the order in which they were found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        shown = tuple(sorted(problems, key=lambda problem: problem.severity != "error"))
        if shown != self._problems:
            self.beginResetModel()
            self._problems = shown
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._problems)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        problem = self._problems[index.row()]
        if role == PROBLEM_ROLE:
            return problem
        if role == Qt.ItemDataRole.DisplayRole:
            return problem_message(problem)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (problem_message(problem), problem_hint(problem))))
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Paints a problem in two lines: where and what, then what to do."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = 2 if problem_hint(index.data(PROBLEM_ROLE)) else 1
        return QSize(100, QFontMetrics(option.font).height() * lines + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        problem: Problem = index.data(PROBLEM_ROLE)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(option.rect, self.theme.selection if is_selected else self.theme.hover)
        is_error = problem.severity == "error"
        colour = self.theme.error if is_error else self.theme.warning
        metrics = QFontMetrics(option.font)
        area = QRect(option.rect).adjusted(14, 6, -14, -6)
        size = 16
        pixmap = icon_pixmap("error" if is_error else "warning", colour, size, painter.device().devicePixelRatioF())
        painter.drawPixmap(area.left(), area.top() + (metrics.height() - size) // 2, pixmap)
        area.setLeft(area.left() + size + 8)
        left, baseline = area.left(), area.top() + metrics.ascent()
        painter.setPen(self.theme.text)
        if problem.node:
            bold = QFont(option.font)
            bold.setWeight(QFont.Weight.DemiBold)
            painter.setFont(bold)
            painter.drawText(left, baseline, problem.node)
            left += QFontMetrics(bold).horizontalAdvance(problem.node) + 8
        painter.setFont(option.font)
        self._draw(painter, left, baseline, area.right(), problem_message(problem))
        painter.setPen(self.theme.soft_text)
        self._draw(painter, area.left(), baseline + metrics.height(), area.right(), problem_hint(problem))
        painter.restore()

    def _draw(self, painter: QPainter, left: int, baseline: int, right: int, text: str) -> None:
        """Draws a line on its baseline: in a rectangle, letters from a higher font would be pushed down and cut."""
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(left, baseline, shown)


class ProblemsPanel(QWidget):
    """The list, or a word that all is well. `node_chosen` carries the address of a node."""

    node_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = ProblemRows(self)
        self._delegate = ProblemDelegate(theme, self)
        self.list = QListView()
        self.list.setModel(self._rows)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(note(self.tr("No problems. What is wrong with the network, its data or its training "
                                            "will be listed here.")))  # fmt: skip
        self._layout.addWidget(self.list)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.list.viewport().update()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Lists these problems, in the place of those before."""
        self._rows.show_problems(problems)
        self._layout.setCurrentIndex(1 if problems else 0)

    def _choose(self, index: QModelIndex) -> None:
        problem: Problem = index.data(PROBLEM_ROLE)
        if problem.node:
            self.node_chosen.emit(problem.node)
