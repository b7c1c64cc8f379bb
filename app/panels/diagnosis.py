"""The diagnosis dock: what is wrong with the gradient, with remedies, and how it fares at every node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.canvas.repairs import can_repair, repair_text
from app.parts.form import DeclarationForm
from app.parts.labels import note, section, soft
from app.parts.layouts import empty
from app.pictures.as_text import format_norm, format_percent, format_value
from app.theme import Theme
from app.translation import problem_hint, problem_message
from engine.backprop.diagnosis.thresholds import Thresholds
from engine.problem import Problem, Remedy

if TYPE_CHECKING:
    from app.session.diagnoser import Diagnosis
    from engine.backprop.diagnosis.measures import NodeMeasure

Index = QModelIndex | QPersistentModelIndex
MOST_REMEDIES = 6
ROW = 24
WIDTHS = {1: 67, 2: 54, 3: 54, 4: 62}  # of the numbers ("3.0e-05" and "100 %" are whole); the names take the rest


class DiagnosisPanel(QWidget):
    """Shows one Diagnosis. `remedy_wanted` and `comparison_wanted` carry the node and the remedy."""

    node_chosen = Signal(str)
    remedy_wanted = Signal(str, object)
    comparison_wanted = Signal(str, object)
    check_wanted = Signal()
    thresholds_changed = Signal(object)  # those that a person has set, by name

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title_of: Callable[[str], str] = str
        self._heading = soft(wrap=True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._rows = MeasureRows(theme, self)
        self.table = QTableView()
        self.table.setModel(self._rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setProperty("compact", True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(36)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.clicked.connect(lambda index: self.node_chosen.emit(self._rows.address(index.row())))
        self._check = QPushButton(self.tr("Check the Gradients"))
        self._check.setToolTip(
            self.tr("Compare autograd with finite differences, at the selected layers or at all of them")
        )
        self._check.clicked.connect(self.check_wanted)
        self._checked = QLabel()
        self._checked.setWordWrap(True)
        self._checked.hide()
        self._given: dict[str, Any] = {}
        self._show_thresholds = QPushButton(self.tr("Thresholds…"))
        self._show_thresholds.setProperty("link", True)
        self._show_thresholds.setToolTip(self.tr("From where on a gradient is called sick"))
        self._show_thresholds.clicked.connect(self._toggle_thresholds)
        self._thresholds = DeclarationForm()
        self._thresholds.committed.connect(lambda name, value: self._set({**self._given, name: value}))
        self._thresholds.reset.connect(
            lambda name: self._set({key: value for key, value in self._given.items() if key != name})
        )
        self._by_node = section(self.tr("By layer, from the loss back"))
        self._empty = note(self.tr("How the gradient fares at every layer appears here, and what is wrong with it."))
        self._content = QWidget()
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(10)
        inside.addWidget(self._heading)
        inside.addLayout(self._cards)
        inside.addWidget(self._check)
        inside.addWidget(self._checked)
        inside.addWidget(self._by_node)
        inside.addWidget(self.table)
        inside.addWidget(self._show_thresholds)
        inside.addWidget(self._thresholds)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        self._scroll = scroll
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(scroll)
        self.clear()
        self._thresholds.hide()

    def sizeHint(self) -> QSize:
        return QSize(336, 400)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._rows.set_theme(theme)

    def set_titles(self, title_of: Callable[[str], str]) -> None:
        """How nodes are called."""
        self._title_of = title_of

    def clear(self) -> None:
        self.show_check("")
        self._show_problems(())
        self._rows.show_nodes([], self._title_of)
        self._scroll.hide()
        self._empty.show()

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Shows what was found, in the place of what was found before."""
        if diagnosis.measures is None:
            self.clear()
            return
        self._empty.hide()
        self._scroll.show()
        count = diagnosis.samples
        text = self.tr("Measured on {count} samples.") if count != 1 else self.tr("Measured on one sample.")
        if not diagnosis.problems:
            text += " " + self.tr("Nothing is wrong with the gradient of this step.")
        self._heading.setText(text.format(count=count))
        self._show_problems(diagnosis.problems)
        nodes = [node for node in reversed(list(diagnosis.measures.nodes.values())) if node.gradient is not None]
        self._rows.show_nodes(nodes, self._title_of)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + ROW * len(nodes) + 4)

    def show_thresholds(self, given: Mapping[str, Any]) -> None:
        """Shows the thresholds that count, defaults where none was set."""
        self._given = dict(given)
        is_seen = not self._thresholds.isHidden()
        self._thresholds.show_values(Thresholds, self._given)
        self._thresholds.setVisible(is_seen)

    def _toggle_thresholds(self) -> None:
        self._thresholds.setVisible(self._thresholds.isHidden())

    def _set(self, given: dict[str, Any]) -> None:
        self.show_thresholds(given)
        self.thresholds_changed.emit(given)

    def show_check(self, text: str, state: str = "") -> None:
        """What a check of the gradients says; `state` colours it: good, warning or error. Empty takes it away."""
        self._checked.setText(text)
        self._checked.setVisible(bool(text))
        self._checked.setProperty("state", state)
        self._checked.style().unpolish(self._checked)
        self._checked.style().polish(self._checked)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        empty(self._cards)
        for problem in problems:
            card = DiagnosisCard(problem, self._title_of(problem.node or ""))
            node = problem.node or ""
            card.chosen.connect(lambda node=node: self.node_chosen.emit(node))
            card.remedy_wanted.connect(lambda remedy, node=node: self.remedy_wanted.emit(node, remedy))
            card.comparison_wanted.connect(lambda remedy, node=node: self.comparison_wanted.emit(node, remedy))
            self._cards.addWidget(card)


class DiagnosisCard(QFrame):
    """One diagnosis: on which layer, what was found, and what can be done about it by a press."""

    chosen = Signal()
    remedy_wanted = Signal(object)
    comparison_wanted = Signal(object)

    def __init__(self, problem: Problem, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(4)
        if problem.node:
            place = QPushButton(title.replace("&", "&&"))  # no mnemonic
            place.setProperty("link", True)
            place.setToolTip(self.tr("Show the layer"))
            place.clicked.connect(self.chosen)
            layout.addWidget(place, 0, Qt.AlignmentFlag.AlignLeft)
        message = QLabel(problem_message(problem))
        message.setWordWrap(True)
        message.setProperty("state", "error" if problem.severity == "error" else "warning")
        layout.addWidget(message)
        hint = problem_hint(problem)
        if hint:
            layout.addWidget(soft(hint, wrap=True))
        for remedy in [one for one in problem.remedies if can_repair(one)][:MOST_REMEDIES]:
            layout.addLayout(self._offer(remedy))

    def _offer(self, remedy: Remedy) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        words = QLabel(repair_text(remedy))
        words.setWordWrap(True)
        use = QPushButton(self.tr("Apply"))
        use.setAccessibleDescription(words.text())
        use.setToolTip(self.tr("Change the network; one step of undo brings it back"))
        use.clicked.connect(lambda: self.remedy_wanted.emit(remedy))
        both = QPushButton(self.tr("Train Both"))
        both.setAccessibleDescription(words.text())
        both.setToolTip(self.tr("Train this network and the changed one side by side, from the same seed"))
        both.clicked.connect(lambda: self.comparison_wanted.emit(remedy))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(use)
        row.addWidget(both)
        row.addStretch(1)
        column.addSpacing(4)
        column.addWidget(words)
        column.addLayout(row)
        return column


class MeasureRows(QAbstractTableModel):
    """The measures of the nodes, one row each."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._nodes: Sequence[NodeMeasure] = ()
        self._title_of: Callable[[str], str] = str

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_nodes(self, nodes: Sequence[NodeMeasure], title_of: Callable[[str], str]) -> None:
        self.beginResetModel()
        self._nodes, self._title_of = nodes, title_of
        self.endResetModel()

    def address(self, row: int) -> str:
        return self._nodes[row].address

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._nodes)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(self, number: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("layer"), "‖∇‖", self.tr("gain"), self.tr("dead"), self.tr("update"))[number]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                "",
                self.tr("L2 norm of the gradient that arrives at its output"),
                self.tr("What it sends back over what arrives; the tooltip of a row tells the product along the way"),
                self.tr("Units that are 0 for the whole batch, or values where it is flat"),
                self.tr("The norm of the change of its weights over the norm of the weights"),
            )[number]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft if number == 0 else Qt.AlignmentFlag.AlignRight)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self._nodes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(node, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                return self._details(node)
        return None

    def _text(self, node: NodeMeasure, column: int) -> str:
        match column:
            case 0:
                return self._title_of(node.address)
            case 1:
                return _short(node.gradient)
            case 2:
                return _short(node.gain)
            case 3:
                return _dead_text(node)
            case _:
                return _short(node.ratio) if node.trained else ""

    def _details(self, node: NodeMeasure) -> str:
        lines = [f"{node.address} · {node.kind}"]
        if node.strongest is not None:
            lines.append(self.tr("product of gains, strongest way: {value}").format(value=format_norm(node.strongest)))
        if node.weakest is not None and node.weakest != node.strongest:
            lines.append(self.tr("product of gains, weakest way: {value}").format(value=format_norm(node.weakest)))
        for port, branches in node.branches.items():
            for branch in branches:
                share = branch.projection
                if share is not None:
                    text = self.tr("{share} of the gradient at {port} comes back from {node}")
                    lines.append(
                        text.format(share=format_percent(share), port=port, node=self._title_of(branch.end[0]))
                    )
        return "\n".join(lines)


def _short(value: float | None) -> str:
    """A size in two digits; empty where there is none."""
    if value is None:
        return ""
    return format_value(value, 2) if value == 0 or 0.01 <= abs(value) < 10_000 else format_norm(value)


def _dead_text(node: NodeMeasure) -> str:
    """Dead units, or saturated values where the kind can be saturated; empty for what can be neither."""
    units = node.units
    if units is None or not units.count:
        return ""
    if units.dead is not None:
        return format_percent(units.dead / units.count, 0)
    return format_percent(units.saturated, 0) if units.saturated is not None else ""
