"""The writer of MP4, and what it says where there is no ffmpeg."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from app.figures.mp4 import Mp4Writer
from engine.problem import ProblemError

WIDTH, HEIGHT = 320, 240


def frame(blue: int, green: int, red: int) -> bytes:
    return np.full((HEIGHT, WIDTH, 4), (blue, green, red, 0), dtype=np.uint8).tobytes()


def test_frames_come_back_as_many_and_in_their_colours(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    writer = Mp4Writer(str(path), WIDTH, HEIGHT, 10.0)
    colours = [(255, 255, 255), (0xFA, 0xF7, 0xF5), (0x1A, 0x73, 0xD9)]
    for colour in colours:
        writer.add(frame(*colour), 5)
    writer.close()
    reader = imageio_ffmpeg.read_frames(str(path))
    facts = next(reader)
    frames = [np.frombuffer(content, np.uint8).reshape(HEIGHT, WIDTH, 3) for content in reader]
    assert facts["size"] == (WIDTH, HEIGHT)
    assert facts["fps"] == 10
    assert len(frames) == 15
    for number, (blue, green, red) in enumerate(colours):
        seen = frames[5 * number + 2].reshape(-1, 3).mean(axis=0)
        assert np.abs(seen - (red, green, blue)).max() < 6


def test_giving_up_leaves_no_process(tmp_path: Path) -> None:
    writer = Mp4Writer(str(tmp_path / "film.mp4"), WIDTH, HEIGHT, 10.0)
    writer.add(frame(0, 0, 0), 3)
    writer.give_up()
    assert writer._process.poll() is not None
    writer.give_up()


def test_what_ffmpeg_says_is_told(tmp_path: Path) -> None:
    writer = Mp4Writer(str(tmp_path / "none" / "film.mp4"), WIDTH, HEIGHT, 10.0)
    with pytest.raises(ProblemError) as caught:
        for _ in range(50):
            writer.add(frame(0, 0, 0), 1)
        writer.close()
    writer.give_up()
    (problem,) = caught.value.problems
    assert problem.code == "film_not_encoded"
    assert "No such file" in str(problem)


def test_a_program_that_fails_at_the_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho 'the disk is full' >&2\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(program))
    writer = Mp4Writer(str(tmp_path / "film.mp4"), WIDTH, HEIGHT, 10.0)
    writer.add(frame(0, 0, 0), 2)
    with pytest.raises(ProblemError, match="the disk is full"):
        writer.close()
    writer.give_up()


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ProblemError) as caught:
        Mp4Writer(str(tmp_path / "film.mp4"), WIDTH, HEIGHT, 10.0)
    (problem,) = caught.value.problems
    assert problem.code == "film_package_missing"
    assert "imageio-ffmpeg" in str(problem)
    assert not list(tmp_path.iterdir())
