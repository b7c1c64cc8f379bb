from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.panels.diagnosis import DiagnosisPanel
from app.session.compute import ComputeThread
from app.session.diagnoser import Diagnoser
from app.session.document import Document
from app.session.preferences import Preferences
from app.session.run import LoadedData
from app.theme import LIGHT


def test_thresholds_are_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "chainrule.ini")
    assert preferences.changed_thresholds == {}
    preferences.keep_thresholds({"vanishing": 1e-6, "least_values": 4})
    preferences.sync()
    assert Preferences(tmp_path / "chainrule.ini").changed_thresholds == {"vanishing": 1e-6, "least_values": 4}
    preferences.thresholds = "[1, 2"
    assert preferences.changed_thresholds == {}
    preferences.thresholds = "[1, 2]"
    assert preferences.changed_thresholds == {}


def test_what_makes_no_sense_is_left_at_its_default(qapp: QApplication) -> None:
    compute = ComputeThread()
    diagnoser = Diagnoser(Document(), compute, LoadedData())
    diagnoser.set_thresholds({"vanishing": 7, "dead": 0.5, "nonsense": 1})
    assert diagnoser.thresholds == {"dead": 0.5}
    compute.close()


def test_the_form_tells_only_what_was_set(qapp: QApplication) -> None:
    panel = DiagnosisPanel(LIGHT)
    told: list[object] = []
    panel.thresholds_changed.connect(told.append)
    panel.show_thresholds({"dead": 0.5})
    panel._thresholds.committed.emit("saturated", 0.9)
    panel._thresholds.reset.emit("dead")
    assert told == [{"dead": 0.5, "saturated": 0.9}, {"saturated": 0.9}]
    assert panel._thresholds.isHidden()
    panel._show_thresholds.click()
    assert not panel._thresholds.isHidden()
    panel.deleteLater()
