"""Unsaved changes are on the disk within two seconds, are offered after a crash, and to nobody before it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.session import journal as module
from app.session.document import Document
from app.session.journal import Journal
from app.session.recovery import recoverable
from engine.graph.graph import Node, make_graph
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.store import load_project

Wait = Callable[..., None]


def _project() -> Project:
    return Project("Test", make_graph([Node("fc", "kind", "Linear")]))


Make = Callable[[], tuple[Document, Journal]]


@pytest.fixture
def make(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], tuple[Document, Journal]]]:
    monkeypatch.setattr(module, "DELAY", 10)
    made: list[Journal] = []

    def factory() -> tuple[Document, Journal]:
        document = Document(_project())
        made.append(Journal(document, tmp_path / "recovery"))
        return document, made[-1]

    yield factory
    for journal in made:
        journal.close()


def _files(tmp_path: Path) -> list[str]:
    folder = tmp_path / "recovery"
    return (
        sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()) if folder.exists() else []
    )


def _crash(journal: Journal) -> None:
    """What the death of the process does."""
    journal._delay.stop()
    journal._wait()
    if journal._lock is not None:
        journal._lock.release()


def test_a_change_is_written_soon_and_with_the_weights(make: Make, tmp_path: Path, wait_until: Wait) -> None:
    document, journal = make()
    assert _files(tmp_path) == []
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    document.set_trained_weights({"fc.weight": np.ones(3)}, 5)
    assert journal.is_pending
    wait_until(lambda: not journal.is_pending)
    (project,) = (tmp_path / "recovery").glob("*.chainrule")
    loaded = load_project(project)
    assert loaded.project is not None and loaded.project.graph.nodes["fc"].title == "hello"
    assert loaded.project.weights is not None and loaded.project.weights.step == 5
    assert loaded.weights.keys() == {"fc.weight"}


def test_a_change_is_written_within_two_seconds_however_steadily_one_types(qapp: object) -> None:
    assert module.DELAY + module.POLL < 2000


def test_steady_typing_does_not_put_the_writing_off(make: Make, tmp_path: Path, wait_until: Wait) -> None:
    document, _ = make()
    titles = iter(range(10**6))

    def written_while_typing() -> bool:
        document.apply(edits.set_title(document.project, MAIN, "fc", f"t{next(titles)}"))
        return bool(_files(tmp_path))

    wait_until(written_while_typing)


def test_the_same_weights_are_not_written_again(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, journal = make()
    document.set_trained_weights({"fc.weight": np.ones(3)}, 5)
    assert journal.write_now()
    given: list[object] = []
    original = module.save_project
    monkeypatch.setattr(module, "save_project", lambda *rest: given.append(rest[2]) or original(*rest))
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    assert journal.write_now()
    assert given == [None]
    (project,) = (tmp_path / "recovery").glob("*.chainrule")
    loaded = load_project(project)
    assert loaded.weights.keys() == {"fc.weight"}
    assert loaded.project is not None and loaded.project.graph.nodes["fc"].title == "hello"
    document.reset_weights()
    assert journal.write_now()
    assert load_project(project).weights == {}


def test_nothing_is_left_once_the_changes_are_saved_undone_or_given_up(make: Make, tmp_path: Path) -> None:
    document, journal = make()
    for end in (
        lambda: document.save(tmp_path / "a.chainrule"),
        lambda: document.undo_stack.undo(),
        lambda: document.new(_project()),
        journal.close,
    ):
        document.apply(edits.set_title(document.project, MAIN, "fc", f"{end}"))
        assert journal.write_now()
        assert len(_files(tmp_path)) == 3
        end()
        assert _files(tmp_path) == []
        assert not journal.is_pending


def test_what_another_window_works_on_is_not_offered(make: Make, tmp_path: Path) -> None:
    document, journal = make()
    _, other = make()
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    assert journal.write_now()
    assert other.recoverable() == journal.recoverable() == []
    _crash(journal)
    (recovery,) = other.recoverable()
    assert (recovery.name, recovery.path) == ("Test", None)


def test_recovered_changes_go_over_to_the_new_journal(make: Make, tmp_path: Path) -> None:
    document, journal = make()
    document.save(tmp_path / "a.chainrule")
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    document.set_trained_weights({"fc.weight": np.ones(3)}, 5)
    assert journal.write_now()
    _crash(journal)
    second, second_journal = make()
    (recovery,) = second_journal.recoverable()
    assert recovery.path == tmp_path / "a.chainrule"
    assert abs(recovery.time.timestamp() - time.time()) < 60
    assert second_journal.adopt(recovery) == ()
    assert second.is_modified and second.path == tmp_path / "a.chainrule"
    assert second.project.graph.nodes["fc"].title == "hello" and second.step == 5
    assert second.weights.keys() == {"fc.weight"}
    assert second_journal.recoverable() == [] and len(_files(tmp_path)) == 4
    second.save()
    assert _files(tmp_path) == []
    third = Document()
    assert third.open(tmp_path / "a.chainrule") == ()
    assert third.project.graph.nodes["fc"].title == "hello"


def test_recovered_changes_can_be_thrown_away(make: Make, tmp_path: Path) -> None:
    document, journal = make()
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    document.set_trained_weights({"fc.weight": np.ones(3)}, 5)
    assert journal.write_now()
    _crash(journal)
    for recovery in recoverable(tmp_path / "recovery"):
        recovery.discard()
    assert _files(tmp_path) == []


def test_what_is_damaged_is_offered_as_far_as_it_goes(make: Make, tmp_path: Path) -> None:
    document, journal = make()
    document.apply(edits.set_title(document.project, MAIN, "fc", "hello"))
    assert journal.write_now()
    _crash(journal)
    (about,) = (tmp_path / "recovery").glob("*.json")
    about.write_text("{")
    second, second_journal = make()
    (recovery,) = second_journal.recoverable()
    assert recovery.path is None
    recovery.file.write_text("{")
    before = second.project
    assert [problem.code for problem in second_journal.adopt(recovery)] == ["file_not_json"]
    assert second.project is before and recovery.file.exists()


def test_a_full_disk_is_told_and_the_next_change_tries_again(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    document, journal = make()
    told: list[object] = []
    journal.failed.connect(told.append)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        document.apply(edits.set_title(document.project, MAIN, "fc", "one"))
        wait_until(lambda: told)
        assert told[0].code == "file_not_writable"  # type: ignore[attr-defined]
        assert not journal.write_now()
    document.apply(edits.set_title(document.project, MAIN, "fc", "two"))
    assert journal.write_now()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert recoverable(tmp_path / "none") == []


_EDITOR = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.session.document import Document
from app.session.journal import Journal
from engine.graph.graph import Node, make_graph
from engine.project import edits
from engine.project.project import MAIN, Project
application = QCoreApplication([])
document = Document(Project("Killed", make_graph([Node("fc", "kind", "Linear")])))
journal = Journal(document, Path(sys.argv[1]))
document.apply(edits.set_title(document.project, MAIN, "fc", "almost lost"))
application.exec()
"""


def test_a_killed_process_loses_nothing_older_than_two_seconds(qapp: object, tmp_path: Path, wait_until: Wait) -> None:
    folder = tmp_path / "recovery"
    process = subprocess.Popen([sys.executable, "-c", _EDITOR, str(folder)])
    try:
        wait_until(lambda: list(folder.glob("*.chainrule")), timeout=30)
        assert recoverable(folder) == []  # it lives
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    document = Document()
    journal = Journal(document, folder)
    (recovery,) = journal.recoverable()
    assert recovery.name == "Killed"
    assert journal.adopt(recovery) == ()
    assert document.project.graph.nodes["fc"].title == "almost lost"
    journal.close()
    assert recoverable(folder) == []
