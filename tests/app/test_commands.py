"""`chainrule figure` and `chainrule film`, as a shell sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from app.commands import add_commands
from engine.cli.console import CALL_WRONG, NOT_DONE, OK, PROJECT_WRONG
from engine.project.writer import project_bytes
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.own_code.samples import SCALE, project_with
from tests.engine.projects import inline, kind

ROOT = Path(__file__).resolve().parents[2]
BY_HAND = "chain-rule-by-hand"


@pytest.fixture(autouse=True)
def commands(qapp: QApplication) -> None:
    add_commands()
    add_commands()


def without_loss(folder: Path) -> Path:
    nodes = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=2), "out": kind("Output")}
    return write(folder, nodes, ["x -> fc", "fc -> out"], data=inline(x=[[1.0, 2.0]]))


def test_they_are_listed_once_with_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "--help").out
    assert told.count("\n  figure ") == 1
    assert told.count("\n  film ") == 1
    assert "\n  backprop " in told


@pytest.mark.parametrize(
    ("at", "there", "missing"),
    [
        ("end", ["-52", "2.016", "Update, step 2 of 2"], []),
        ("backward:hidden", ["-16", "-8"], ["-52", "2.016"]),
        ("loss", ["26", "Loss, step 1 of 1"], ["-4", "-8"]),
        ("design", ["MSELoss", "2 units"], ["26", "value"]),
    ],
)
def test_a_figure_shows_the_step_as_far_as_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at: str, there: list[str], missing: list[str]
) -> None:
    out = tmp_path / "a.svg"
    done = call(capsys, "figure", example(tmp_path, BY_HAND), "-o", out, "--at", at)
    assert (done.code, done.out, done.err) == (OK, f"wrote {out}\n", "")
    svg = out.read_text(encoding="utf-8")
    assert not [text for text in there if f">{text}<" not in svg]
    assert not [text for text in missing if f">{text}<" in svg]


def test_the_numbers_are_those_of_the_samples_that_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = example(tmp_path, BY_HAND)
    value = json.loads(file.read_text(encoding="utf-8"))
    value["data"]["params"]["columns"] = {"x": [[2.0], [3.0], [0.5]], "target": [[28.0], [1.0], [2.0]]}
    file.write_text(json.dumps(value), encoding="utf-8")
    for number, given in enumerate((["--index", "1"], ["--index", "1", "--batch", "2"])):
        assert call(capsys, "figure", file, "-o", tmp_path / f"{number}.svg", *given).code == OK
    one, two = ((tmp_path / f"{number}.svg").read_text(encoding="utf-8") for number in (0, 1))
    assert ">39<" in one  # (2 * 3) * 2 + (3 * 3) * 3
    assert ">39<" in two
    assert ">Sample 1 of train<" in one
    assert ">Batch 1 to 2 of train, sample 1 shown<" in two


def test_a_png_in_the_other_theme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = example(tmp_path, BY_HAND)
    out = tmp_path / "a.png"
    assert call(capsys, "figure", file, "-o", out, "--theme", "dark", "--scale", "1").code == OK
    image = Image.open(out)
    assert image.getpixel((2, 2)) == (0x16, 0x1B, 0x23)
    assert call(capsys, "figure", file, "-o", out, "--transparent", "--scale", "1").code == OK
    assert Image.open(out).size == image.size
    assert Image.open(out).getpixel((2, 2)) == (0, 0, 0, 0)


def test_a_wrong_project_can_be_drawn_but_not_stepped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=0), "loss": kind("Loss")}
    file = write(tmp_path, nodes, ["x -> fc", "fc -> loss"], data=inline(x=[[1.0]]))
    out = tmp_path / "a.svg"
    for command, ending in (("figure", "svg"), ("film", "gif")):
        failed = call(capsys, command, file, "-o", tmp_path / f"a.{ending}")
        assert failed.code == PROJECT_WRONG
        assert "node fc: expected" in failed.err
        assert len(failed.lines) == 1
    assert not out.exists()
    drawn = call(capsys, "figure", file, "-o", out, "--at", "design")
    assert drawn.code == OK
    assert "node fc: expected" in drawn.err
    assert "got 0" in out.read_text(encoding="utf-8")


def with_own_code(folder: Path) -> Path:
    """A file whose code leaves a mark where it runs in this process or in another one."""
    code = f"open({str(folder / 'mark')!r}, 'a').close()\n{SCALE}"
    file = folder / "own.chainrule"
    file.write_bytes(
        project_bytes(project_with({"Scale": code}, scale={"code": "Scale", "params": {"size": 4, "start": 1.25}}))
    )
    return file


@pytest.mark.parametrize(("command", "ending"), [("figure", "svg"), ("film", "gif")])
def test_own_code_is_stepped_with_trust_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, ending: str
) -> None:
    file, out = with_own_code(tmp_path), tmp_path / f"a.{ending}"
    few = ["--fps", "2", "--speed", "10", "--size", "640x360"] if command == "film" else ["--at", "forward:scale"]
    done = call(capsys, command, file, "-o", out, *few)
    assert done.code == PROJECT_WRONG and "node scale: its code is not trusted" in done.err
    assert not out.exists() and not (tmp_path / "mark").exists()
    done = call(capsys, command, file, "-o", out, *few, "--trust")
    assert (done.code, done.out, done.err) == (OK, f"wrote {out}\n", "")
    assert (tmp_path / "mark").exists() and out.stat().st_size > 0
    if command == "figure":
        assert ">1.25<" in out.read_text(encoding="utf-8")  # the factor of the layer, as it was made


def test_own_code_in_a_drawing_tells_its_shapes_with_trust_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = with_own_code(tmp_path), tmp_path / "a.svg"
    drawings = []
    for trust in ([], ["--trust"]):
        done = call(capsys, "figure", file, "-o", out, "--at", "design", *trust)
        assert done.code == OK and ("not trusted" in done.err) == (not trust)
        assert (tmp_path / "mark").exists() == bool(trust)
        drawings.append(out.read_text(encoding="utf-8"))
    assert "not trusted" in drawings[0] and "not trusted" not in drawings[1]


def test_a_step_that_ends_early_is_shown_as_far_as_it_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = without_loss(tmp_path)
    done = call(capsys, "figure", file, "-o", tmp_path / "a.svg")
    assert done.code == OK
    assert "expected a loss" in done.err
    assert ">Forward, step 3 of 3<" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    failed = call(capsys, "figure", file, "-o", tmp_path / "b.svg", "--at", "backward:fc")
    assert failed.code == PROJECT_WRONG
    assert "expected a loss" in failed.err
    assert not (tmp_path / "b.svg").exists()


@pytest.mark.parametrize(
    ("command", "given", "code", "told"),
    [
        ("figure", ["-o", "a.jpg"], CALL_WRONG, "expected a file that ends in .svg, .pdf, .png"),
        ("figure", ["-o", "a.svg", "--at", "backward:hiden"], CALL_WRONG, "did you mean hidden?"),
        ("figure", ["-o", "a.svg", "--at", "update:relu1"], CALL_WRONG, "forward:relu1, backward:relu1"),
        ("figure", ["-o", "a.svg", "--at", "middle"], CALL_WRONG, "PHASE:NODE"),
        ("figure", ["-o", "a.svg", "--index", "7"], CALL_WRONG, "expected samples from 0 to 0"),
        ("figure", ["-o", "a.svg", "--split", "test"], CALL_WRONG, "in the test part"),
        ("figure", ["-o", "a.svg", "--theme", "blue"], CALL_WRONG, "--theme"),
        ("figure", ["-o", "a.svg", "--scale", "0"], CALL_WRONG, "--scale"),
        ("figure", ["-o", "none/a.svg"], NOT_DONE, "none"),
        ("figure", [], CALL_WRONG, "--output"),
        ("film", ["-o", "a.avi"], CALL_WRONG, "expected a file that ends in .gif, .mp4"),
        ("film", ["-o", "a.mp4", "--size", "1281x720"], CALL_WRONG, "both even"),
        ("film", ["-o", "a.mp4", "--size", "large"], CALL_WRONG, "for example 1280x720"),
        ("film", ["-o", "a.mp4", "--size", "1280x"], CALL_WRONG, "got 1280x"),
        ("film", ["-o", "a.mp4", "--fps", "0"], CALL_WRONG, "--fps"),
        ("film", ["-o", "none/a.gif"], NOT_DONE, "none"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line_and_leaves_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    given: list[str],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    file = example(tmp_path, BY_HAND)
    before = snapshot(tmp_path)
    failed = call(capsys, command, file.name, *given)
    assert failed.code == code
    assert failed.out == ""
    assert told in failed.err
    assert failed.err.startswith("chainrule: ")
    assert len(failed.lines) == 1
    assert snapshot(tmp_path) == before


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at in ("end", "design"):
        failed = call(capsys, "figure", tmp_path / "none.chainrule", "-o", tmp_path / "a.svg", "--at", at)
        assert failed.code == CALL_WRONG
        assert "none.chainrule" in failed.err


def test_a_film_of_either_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = example(tmp_path, BY_HAND)
    given: list[Any] = ["--speed", "20", "--fps", "10", "--size", "640x360", "--hall"]
    for name in ("a.gif", "a.mp4"):
        done = call(capsys, "film", file, "-o", tmp_path / name, *given)
        assert (done.code, done.err) == (OK, "")
    image = Image.open(tmp_path / "a.gif")
    assert image.size == (640, 360)
    assert image.n_frames >= 8  # type: ignore[attr-defined]
    facts = next(imageio_ffmpeg.read_frames(str(tmp_path / "a.mp4")))
    assert facts["size"] == (640, 360)
    assert facts["fps"] == 10


def test_without_a_display_and_without_qt_until_something_is_painted(tmp_path: Path) -> None:
    """In a process of its own, started as the command is."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    file = example(tmp_path, BY_HAND)
    code = (
        "import sys\nfrom app import launch\n"
        "assert launch.main(['--help']) == 0\n"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]\n"
        f"sys.exit(launch.main(['figure', {str(file)!r}, '-o', {str(tmp_path / 'a.pdf')!r}]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == OK, run.stderr
    assert run.stderr == ""
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
