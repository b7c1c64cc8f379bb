"""What stands beside a stage in its window: the diagnosis, the inspector, the update."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.panels.diagnosis import DiagnosisCard
from app.panels.inspector.problem_card import ProblemCard
from engine.project.project import Project
from tests.app.theatre.on_stage import Stage


class Beside(Stage):
    """What stands beside the stage, too."""

    def open(self, project: Project) -> Beside:
        self.window.document.new(project)
        self.window.checker.check()
        self.enter()
        self.diagnose()
        return self

    def diagnose(self) -> None:
        """Until the present network has its diagnosis."""
        display = self.window.stage_display
        self.settle()
        self.wait_until(lambda: not display._soon.isActive() and display._diagnoser._future is None, timeout=60)
        self.settle()

    @property
    def cards(self) -> list[DiagnosisCard]:
        layout = self.window.panels.diagnosis._cards
        return [layout.itemAt(place).widget() for place in range(layout.count())]  # type: ignore[misc,union-attr]

    def press(self, card: DiagnosisCard, remedy: str, what: str = "Apply") -> None:
        """Presses a button below the words of a remedy, which may be cut short here."""
        own = [one for one in card.findChildren(QPushButton) if one.text() == what]
        next(one for one in own if one.accessibleDescription().startswith(remedy)).click()

    def texts(self, card: DiagnosisCard) -> list[str]:
        widgets = [one for one in card.findChildren(QWidget) if isinstance(one, (QLabel, QPushButton))]
        return [one.text() for one in widgets]

    def state(self, node: str) -> str:
        return self.window.canvas.graph_scene.item_for_node[node].card.state

    @property
    def problems_in_inspector(self) -> list[ProblemCard]:
        layout = self.window.panels.inspector._node_page._cards
        return [layout.itemAt(place).widget() for place in range(layout.count())]  # type: ignore[misc,union-attr]
