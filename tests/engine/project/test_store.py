"""Saving and opening with weights: nothing is lost, whatever goes wrong in between."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.graph.graph import Node, make_graph
from engine.problem import ProblemError
from engine.project.project import Project
from engine.project.store import load_project, save_project, weights_folder

WEIGHTS = {
    "fc.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "fc.bias": np.array([0.1, np.nan], dtype=np.float32),
    "norm.num_batches_tracked": np.array(7),
    "half": np.array([1.5], dtype=np.float16),
}


def _project(name: str = "P") -> Project:
    return Project(name, make_graph([Node("fc", "kind", "Linear", {"out_features": 2})]))


def _weights_files(path: Path) -> list[str]:
    folder = weights_folder(path)
    return sorted(os.listdir(folder)) if folder.exists() else []


def test_weights_come_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "digits.chainrule"
    saved = save_project(path, _project(), WEIGHTS, 938)
    assert saved.weights is not None and saved.weights.step == 938
    folder, _, name = saved.weights.file.partition("/")
    assert folder == "digits.weights"
    content = (tmp_path / folder / name).read_bytes()
    assert name == hashlib.sha256(content).hexdigest() + ".safetensors"
    loaded = load_project(path)
    assert loaded.project is not None and loaded.project.weights == saved.weights
    assert loaded.problems == ()
    assert loaded.weights.keys() == WEIGHTS.keys()
    for key, array in WEIGHTS.items():
        assert loaded.weights[key].dtype == array.dtype
        assert loaded.weights[key].shape == array.shape
        assert loaded.weights[key].tobytes() == array.tobytes()
    with pytest.raises(ValueError, match="read-only"):
        loaded.weights["fc.weight"][0, 0] = 1


def test_a_file_of_another_suffix_has_a_folder_of_its_own(tmp_path: Path) -> None:
    save_project(tmp_path / "a.chainrule", _project(), WEIGHTS)
    save_project(tmp_path / "a.json", _project(), {"x": np.zeros(1)})
    assert load_project(tmp_path / "a.chainrule").weights.keys() == WEIGHTS.keys()
    assert load_project(tmp_path / "a.json").weights.keys() == {"x"}


def test_what_is_no_longer_named_is_removed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    project = save_project(path, _project(), WEIGHTS)
    foreign = weights_folder(path) / "notes.txt"
    foreign.write_text("mine")
    (weights_folder(path) / ".0123.tmp").write_text("of a killed process")
    first = Path(project.weights.file).name if project.weights else ""
    project = save_project(path, project, {"fc.bias": np.ones(2)})
    assert first not in _weights_files(path)
    assert len(_weights_files(path)) == 2
    save_project(path, project, {})
    assert load_project(path).weights == {}
    assert _weights_files(path) == ["notes.txt"]
    foreign.unlink()
    save_project(path, project, {})
    assert not weights_folder(path).exists()


def test_weights_that_a_copy_of_the_project_names_stay(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    save_project(path, _project(), WEIGHTS)
    shutil.copy(path, tmp_path / "copy.chainrule")
    save_project(path, _project(), {"fc.bias": np.ones(2)})
    assert load_project(tmp_path / "copy.chainrule").problems == ()
    assert len(_weights_files(path)) == 2


def test_none_leaves_what_the_project_names(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    project = save_project(path, _project(), WEIGHTS, 5)
    again = save_project(path, project, None)
    assert again.weights == project.weights
    assert load_project(path).weights.keys() == WEIGHTS.keys()


def test_the_same_weights_are_written_once(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    save_project(path, _project(), WEIGHTS)
    before = (weights_folder(path) / _weights_files(path)[0]).stat()
    save_project(path, _project("other"), dict(reversed(WEIGHTS.items())))
    after = (weights_folder(path) / _weights_files(path)[0]).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("content", [None, b"", b"\xff" * 100, b"\x00" * 8 + b"{}", "other"])
def test_missing_and_damaged_weights_are_a_warning(tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "p.chainrule"
    project = save_project(path, _project(), WEIGHTS)
    assert project.weights is not None
    file = tmp_path / project.weights.file
    if content is None:
        file.unlink()
    elif isinstance(content, str):
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    else:
        file.write_bytes(content)
    loaded = load_project(path)
    assert loaded.project is not None and loaded.weights == {}
    assert [problem.severity for problem in loaded.problems] == ["warning"]
    assert loaded.problems[0].code == ("weights_missing" if content is None else "weights_damaged")


def test_damage_is_seen_in_a_file_of_any_name(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    value = {"format": "chainrule", "version": 1, "weights": {"file": "mine.safetensors"}}
    path.write_text(json.dumps(value))
    for content in (b"", b"\xff" * 100, (2**62).to_bytes(8, "little") + b"{}"):
        (tmp_path / "mine.safetensors").write_bytes(content)
        assert [problem.code for problem in load_project(path).problems] == ["weights_damaged"]


def test_a_file_that_is_no_project_has_no_weights(tmp_path: Path) -> None:
    path = tmp_path / "p.chainrule"
    path.write_text("{")
    loaded = load_project(path)
    assert loaded.project is None and loaded.weights == {} and len(loaded.problems) == 1


# ------------------------------------------------------------------------------------------- what goes wrong


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("call", [1, 2])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    path = tmp_path / "p.chainrule"
    save_project(path, _project("old"), WEIGHTS)
    before = _tree(tmp_path)
    original, calls = getattr(os, step), []

    def failing(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == call:  # the first writes the weights, the second the project
            raise OSError(28, "No space left on device")
        return original(*arguments)

    monkeypatch.setattr(os, step, failing)
    with pytest.raises(ProblemError) as caught:
        save_project(path, _project("new"), {"fc.bias": np.ones(2)})
    monkeypatch.undo()
    assert caught.value.problem.code == "file_not_writable"
    assert "No space left on device" in str(caught.value)
    assert _tree(tmp_path) == before
    loaded = load_project(path)
    assert loaded.project is not None and loaded.project.name == "old" and loaded.weights.keys() == WEIGHTS.keys()


def test_a_full_disk_at_the_first_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(ProblemError):
        save_project(tmp_path / "p.chainrule", _project(), WEIGHTS)
    assert os.listdir(tmp_path) == []


def test_what_may_not_be_written_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.chainrule"
    save_project(path, _project(), {})
    for place in (tmp_path / "none" / "p.chainrule", tmp_path, tmp_path / "p.chainrule" / "q.chainrule"):
        with pytest.raises(ProblemError) as caught:
            save_project(place, _project(), WEIGHTS)
        assert caught.value.problem.code == "file_not_writable"
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(ProblemError) as caught:
        save_project(path, _project("new"), {})
    assert "Permission denied" in str(caught.value)
    loaded = load_project(path)
    assert loaded.project is not None and loaded.project.name == "P"


_SAVER = """
import os, signal, sys
from pathlib import Path
import numpy as np
from engine.project.project import Project
from engine.project.store import save_project
path, moment = Path(sys.argv[1]), sys.argv[2]
calls = []
def killed(name, number):
    original = getattr(os, name)
    def call(*arguments):
        calls.append(name)
        if calls.count(name) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)
    setattr(os, name, call)
name, number = moment.split()
killed(name, int(number))
save_project(path, Project("new"), {"fc.bias": np.full(1000, 9.0)}, 2)
"""


@pytest.mark.parametrize("moment", ["fsync 1", "replace 1", "fsync 2", "replace 2"])
def test_a_process_killed_while_saving_leaves_the_old_project_whole(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "p.chainrule"
    save_project(path, _project("old"), WEIGHTS, 1)
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", _SAVER, str(path), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    loaded = load_project(path)
    assert loaded.problems == () and loaded.weights.keys() == WEIGHTS.keys()
    save_project(path, _project("next"), {"x": np.zeros(1)})
    assert len(_weights_files(path)) == 1  # what the killed process left there is gone
