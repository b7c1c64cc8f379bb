"""All panels of a window, made once and found by the name of their dock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from PySide6.QtWidgets import QWidget

from app.panels.code import CodePanel
from app.panels.comparison import ComparisonPanel
from app.panels.costs import CostsPanel
from app.panels.curves import CurvesPanel
from app.panels.data import DataPanel
from app.panels.diagnosis import DiagnosisPanel
from app.panels.gradients import GradientsPanel
from app.panels.help import HelpPanel
from app.panels.history import HistoryPanel
from app.panels.inspector import InspectorPanel
from app.panels.own_code import OwnCodePanel
from app.panels.palette import PalettePanel
from app.panels.problems import ProblemsPanel
from app.panels.settings import SettingsPanel
from app.panels.training import TrainingPanel
from app.panels.update import UpdatePanel
from app.session.comparison import Comparison
from app.session.document import Document
from app.session.trainer import Trainer
from app.theme import Theme
from engine.settings.optimizers import optimizers


@dataclass(frozen=True)
class Panels:
    """One panel for each dock, under the dock's name."""

    layers: PalettePanel
    inspector: InspectorPanel
    data: DataPanel
    settings: SettingsPanel
    training: TrainingPanel
    curves: CurvesPanel
    gradients: GradientsPanel
    code: CodePanel
    own_code: OwnCodePanel
    problems: ProblemsPanel
    diagnosis: DiagnosisPanel
    update: UpdatePanel
    comparison: ComparisonPanel
    costs: CostsPanel
    history: HistoryPanel
    help: HelpPanel

    @classmethod
    def make(cls, document: Document, trainer: Trainer, comparison: Comparison, megabytes: int, theme: Theme) -> Panels:
        """All of them, empty until somebody tells them more than the document does."""
        return cls(
            layers=PalettePanel(document.catalogue, theme),
            inspector=InspectorPanel(document, theme),
            data=DataPanel(document, theme),
            settings=SettingsPanel(document, theme),
            training=TrainingPanel(document, trainer, theme),
            curves=CurvesPanel(theme),
            gradients=GradientsPanel(theme),
            code=CodePanel(theme),
            own_code=OwnCodePanel(document, theme),
            problems=ProblemsPanel(theme),
            diagnosis=DiagnosisPanel(theme),
            update=UpdatePanel(theme),
            comparison=ComparisonPanel(comparison, theme),
            costs=CostsPanel(theme),
            history=HistoryPanel(list(optimizers()), megabytes, theme),
            help=HelpPanel(theme),
        )

    @property
    def by_dock(self) -> Mapping[str, QWidget]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def set_theme(self, theme: Theme) -> None:
        """Hands another theme to every panel."""
        for panel in self.by_dock.values():
            panel.set_theme(theme)  # type: ignore[attr-defined]

    def create_plots(self) -> None:
        """Makes what needs pyqtgraph; after the first paint."""
        for panel in (self.curves, self.gradients, self.inspector, self.comparison):
            panel.create_plots()
