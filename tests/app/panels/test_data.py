"""The data panel shows the project's data, asks for other data, and shows the first samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.panels.data import DataPanel
from app.panels.data.sample_view import SampleView
from app.panels.data.samples import SampleLoader, Samples
from app.session.document import Document
from app.theme import LIGHT
from engine.data.catalogue import sources
from engine.data.columns import Columns
from engine.data.settings import DataSettings

Wait = Callable[..., None]


@pytest.fixture
def panel(document: Document) -> Iterator[DataPanel]:
    made = DataPanel(document, LIGHT)
    yield made
    made.shutdown()
    made.deleteLater()


def test_another_source_comes_with_its_own_parameters(panel: DataPanel, document: Document) -> None:
    panel._source.committed.emit("source", "spirals")
    data = document.project.data
    assert data.source == "spirals"
    assert data.params == sources()["spirals"].initial()
    assert set(panel._params.rows) == set(sources()["spirals"].parameters)
    document.undo_stack.undo()
    assert panel._source.value() == "digits"


def test_a_parameter_is_set_and_taken_back_to_its_default(panel: DataPanel, document: Document) -> None:
    panel._source.committed.emit("source", "moons")
    panel._params.committed.emit("noise", 0.3)
    assert document.project.data.params["noise"] == 0.3
    panel._params.reset.emit("noise")
    assert "noise" not in document.project.data.params
    assert panel._params.rows["noise"].value() == sources()["moons"].parameters["noise"].default


def test_parts_that_do_not_add_up_are_said(panel: DataPanel, document: Document) -> None:
    panel._split.committed.emit("train", 0.5)
    assert document.project.data.split.train == 0.5
    assert not panel._split_problem.isHidden()
    panel._split.committed.emit("test", 0.4)
    assert panel._split_problem.isHidden()


def test_transforms_are_added_changed_and_removed(panel: DataPanel, document: Document) -> None:
    panel._transforms._append("standardize")
    panel._transforms._append("flatten")
    assert [one.kind for one in document.project.data.transforms] == ["standardize", "flatten"]
    panel._transforms._cards[0]._form.committed.emit("per", "all")
    assert document.project.data.transforms[0].params["per"] == "all"
    panel._transforms._cards[0].removed.emit()
    assert [one.kind for one in document.project.data.transforms] == ["flatten"]
    assert document.project.data.columns()[0]["image"].shape == (64,)


def test_the_first_samples_appear_once_it_is_shown(panel: DataPanel, wait_until: Wait) -> None:
    panel.show()
    wait_until(lambda: panel._samples.form == "pictures")
    assert "1,437" in panel._message.text()
    panel.hide()


def test_what_needs_files_is_loaded_only_on_request(panel: DataPanel, wait_until: Wait) -> None:
    panel.show()
    panel._source.committed.emit("source", "mnist")
    wait_until(lambda: not panel._load.isHidden())
    assert panel._samples.form == "nothing"
    panel.hide()


def test_only_the_newest_request_is_answered(qapp: object, wait_until: Wait) -> None:
    loader = SampleLoader()
    answers: list[Samples] = []
    loader.loaded.connect(answers.append)
    loader.load(DataSettings("digits"))
    loader.load(DataSettings("moons"))
    wait_until(lambda: not loader.is_busy)
    loader.close()
    assert [list(answer.arrays) for answer in answers] == [["point", "label"]]


def test_what_cannot_be_loaded_is_a_problem(qapp: object, wait_until: Wait) -> None:
    loader = SampleLoader()
    problems: list[object] = []
    loader.failed.connect(problems.extend)
    loader.load(DataSettings("moons", {"samples": -1}))
    wait_until(lambda: not loader.is_busy)
    loader.close()
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("shape", "form"),
    [((1, 8, 8), "pictures"), ((3, 4, 4), "pictures"), ((2,), "points"), ((12, 3), "maps"), ((7,), "numbers")],
)
def test_samples_are_painted_as_what_they_are(qapp: object, shape: tuple[int, ...], form: str) -> None:
    view = SampleView(LIGHT)
    view.resize(240, 300)
    array = np.random.default_rng(0).random((9, *shape), dtype=np.float32)
    view.show_samples(Samples(Columns(), {"x": array, "label": np.arange(9)}, {"train": 9}))
    assert view.form == form
    image = view.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 2
    view.deleteLater()
