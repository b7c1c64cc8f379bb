"""The diagnosis dock shows what was found: cards with remedies, and how the gradient fares at every node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.canvas.repairs import repair_text
from app.panels.diagnosis import MOST_REMEDIES, ROW, DiagnosisCard, DiagnosisPanel
from app.session.diagnoser import Diagnosis
from app.theme import DARK, LIGHT
from engine.backprop.diagnosis.measures import Branch, Measures, NodeMeasure, ParameterMeasure, Units
from engine.backprop.diagnosis.rules import diagnose
from engine.layers import remedies
from engine.problem import Problem, Remedy
from tests.engine.projects import SHARED
from tests.engine.sick import DEAD, NAN_VALUE, SICK, VANISHING, measured, perceptron, recorded_step


def diagnosis_of(project: object) -> Diagnosis:
    from engine.backprop.diagnosis.measuring import measure

    prepared, recording = recorded_step(project)  # type: ignore[arg-type]
    measures = measure(recording)
    return Diagnosis(measures, diagnose(prepared.network.plan, measures, None, prepared.project.training), 64)


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[DiagnosisPanel]:
    made = DiagnosisPanel(LIGHT)
    made.set_titles(lambda node: {"fc1": "first & best"}.get(node, node))
    made.resize(336, 700)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def cards(panel: DiagnosisPanel) -> list[DiagnosisCard]:
    return [panel._cards.itemAt(place).widget() for place in range(panel._cards.count())]  # type: ignore[misc,union-attr]


def texts(widget: QWidget) -> list[str]:
    found = [one for one in widget.findChildren(QWidget) if isinstance(one, (QLabel, QPushButton))]
    return [one.text() for one in found]


def rows(panel: DiagnosisPanel) -> list[list[str]]:
    model = panel.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


# ------------------------------------------------------------------ all of it


def test_before_there_is_one_it_says_what_will_be_here(panel: DiagnosisPanel) -> None:
    assert panel._empty.isVisible() and not panel._scroll.isVisible() and cards(panel) == [] and rows(panel) == []


def test_one_without_measures_is_none(panel: DiagnosisPanel) -> None:
    panel.show_diagnosis(diagnosis_of(DEAD))
    panel.show_diagnosis(Diagnosis(None, (Problem("no_loss"),)))
    assert panel._empty.isVisible() and cards(panel) == [] and rows(panel) == []


@pytest.mark.parametrize("name", SICK)
def test_every_sickness_has_its_card_with_its_words_and_remedies(panel: DiagnosisPanel, name: str) -> None:
    found = diagnosis_of(SICK[name])
    panel.show_diagnosis(found)
    assert not panel._empty.isVisible() and len(cards(panel)) == len(found.problems) > 0
    for card, problem in zip(cards(panel), found.problems, strict=True):
        shown = texts(card)
        assert problem.message in shown and problem.hint in shown
        assert all(repair_text(remedy) in shown for remedy in problem.remedies)
        message = next(one for one in card.findChildren(QLabel) if one.text() == problem.message)
        assert message.property("state") == ("error" if problem.severity == "error" else "warning")
    panel.grab()


def test_another_diagnosis_takes_the_place_of_the_one_before(panel: DiagnosisPanel) -> None:
    for project in (VANISHING, DEAD, VANISHING):
        panel.show_diagnosis(diagnosis_of(project))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(panel.findChildren(DiagnosisCard)) == len(cards(panel)) == 1
    panel.show_diagnosis(diagnosis_of(perceptron("ReLU", 2)))
    assert panel._heading.text().endswith("Nothing is wrong with the gradient of this step.")
    panel.show_diagnosis(Diagnosis(measured(DEAD), (), 1))
    assert panel._heading.text().startswith("Measured on one sample.")


def test_presses_carry_the_node_and_the_remedy(panel: DiagnosisPanel) -> None:
    one, other = remedies.unfreeze(), remedies.change("p", 0.1)
    unknown = Remedy("no_such_remedy", {})
    problems = (Problem("diagnosis_frozen", {"count": 2}, node="fc1", severity="warning", remedies=(one, unknown)),
                Problem("diagnosis_frozen", {"count": 3}, severity="warning", remedies=(other,) * 9))  # fmt: skip
    panel.show_diagnosis(Diagnosis(measured(DEAD), problems, 5))
    told: list[object] = []
    panel.node_chosen.connect(lambda node: told.append(node))
    panel.remedy_wanted.connect(lambda node, remedy: told.append(("use", node, remedy)))
    panel.comparison_wanted.connect(lambda node, remedy: told.append(("both", node, remedy)))
    panel.check_wanted.connect(lambda: told.append("check"))
    first, second = cards(panel)
    buttons = first.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["first && best", "Apply", "Train Both"], (
        "no remedy that is not known"
    )
    for button in (*buttons, *second.findChildren(QPushButton)[-2:], panel._check):
        button.click()
    assert told == ["fc1", ("use", "fc1", one), ("both", "fc1", one), ("use", "", other), ("both", "", other), "check"]
    assert len(second.findChildren(QPushButton)) == 2 * MOST_REMEDIES, "of a card without a node none leads to it"


# ------------------------------------------------------------------ by layer


def test_the_nodes_from_the_loss_back_with_their_numbers(panel: DiagnosisPanel) -> None:
    nodes = {
        "x": NodeMeasure("x", "Input"),
        "fc1": NodeMeasure("fc1", "Linear", 0.0123, gain=0.25, strongest=0.5, weakest=0.125, trained=True,
                           parameters={"weight": ParameterMeasure("fc1.weight", 2.0, 1.0, 0.002)}),
        "act": NodeMeasure("act", "ReLU", 0.5, gain=12.0, strongest=2.0, weakest=2.0, units=Units(8, 64, dead=2),
                           branches={"output": (Branch(("fc2", "input", 0), 0.4, 0.75),
                                                Branch(("add", "input", 1), 0.1, 0.25))}),
        "soft": NodeMeasure("soft", "Sigmoid", 3e-7, gain=1e-9, units=Units(8, 64, saturated=0.5)),
        "loss": NodeMeasure("loss", "MSELoss", 1.0),
    }  # fmt: skip
    panel.show_diagnosis(Diagnosis(Measures(nodes), (), 8))
    shown = rows(panel)
    assert [row[0] for row in shown] == ["loss", "soft", "act", "first & best"], "the Input has no gradient"
    assert [row[2] for row in shown] == ["", "1.0e-09", "12", "0.25"]
    assert [row[3] for row in shown] == ["", "50 %", "25 %", ""]
    assert shown[3][4] == "1.0e-03" and [row[4] for row in shown[:3]] == ["", "", ""]
    model = panel.table.model()

    def tip(row: int) -> list[str]:
        return str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)).splitlines()

    assert tip(3)[0] == "fc1 · Linear" and len(tip(3)) == 3, "both ways, for they differ"
    assert len(tip(2)) == 4 and tip(2)[2] == "75.0 % of the gradient at output comes back from fc2"
    chosen: list[str] = []
    panel.node_chosen.connect(chosen.append)
    panel.table.clicked.emit(model.index(3, 2))
    assert chosen == ["fc1"]
    header = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(5)]
    assert header == ["layer", "‖∇‖", "gain", "dead", "update"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    needed = panel.table.horizontalHeader().sizeHint().height() + 4 * ROW
    assert panel.table.height() >= needed, "all rows are seen, the dock scrolls as a whole"
    panel.set_theme(DARK)
    panel.grab()


@pytest.mark.parametrize("project", [VANISHING, NAN_VALUE, SHARED], ids=["vanishing", "nan", "shared"])
def test_every_row_of_real_networks_can_be_read(panel: DiagnosisPanel, project: object) -> None:
    panel.show_diagnosis(Diagnosis(measured(project), (), 3))  # type: ignore[arg-type]
    assert rows(panel) or project is NAN_VALUE
    for row in rows(panel):
        assert all(isinstance(text, str) for text in row) and row[0]
    model = panel.table.model()
    for row_number in range(model.rowCount()):
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.DecorationRole):
            model.index(row_number, 1).data(role)


def test_a_check_says_its_word_until_there_is_another(panel: DiagnosisPanel) -> None:
    panel.show_diagnosis(diagnosis_of(DEAD))
    panel.show_check("all is right", "good")
    assert panel._checked.isVisible() and panel._checked.text() == "all is right"
    assert panel._checked.property("state") == "good"
    panel.show_check("")
    assert not panel._checked.isVisible()
    panel.show_check("again")
    panel.clear()
    assert panel._checked.text() == ""
