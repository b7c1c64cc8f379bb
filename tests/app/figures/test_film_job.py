"""A film that is made while the window goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.figures.film import FilmSettings
from app.figures.film_job import FilmJob
from app.figures.subject import Subject

QUICK = FilmSettings(speed=20.0)


@pytest.fixture
def job(qapp: QApplication) -> Iterator[FilmJob]:
    made = FilmJob()
    yield made
    made.cancel()
    made.deleteLater()


def test_the_window_goes_on_and_hears_how_far_it_is(
    job: FilmJob, tmp_path: Path, by_hand: Subject, wait_until: Callable[..., None]
) -> None:
    shares: list[float] = []
    finished: list[Path] = []
    ticks: list[int] = []
    ticker = QTimer()
    ticker.setInterval(0)
    ticker.timeout.connect(lambda: ticks.append(len(shares)))
    ticker.start()
    job.progressed.connect(shares.append)
    job.finished.connect(finished.append)
    job.start(by_hand, tmp_path / "film.gif", QUICK)
    wait_until(lambda: finished, 60)
    ticker.stop()
    assert finished == [tmp_path / "film.gif"]
    assert not job.is_running
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert len(set(ticks)) > 5  # something else had its turn between the slices
    assert Image.open(tmp_path / "film.gif").size == (1280, 720)


@pytest.mark.parametrize("ending", [".gif", ".mp4"])
def test_it_can_be_cancelled_and_another_started(
    job: FilmJob, tmp_path: Path, by_hand: Subject, wait_until: Callable[..., None], ending: str
) -> None:
    shares: list[float] = []
    cancelled: list[bool] = []
    finished: list[Path] = []
    job.progressed.connect(shares.append)
    job.cancelled.connect(lambda: cancelled.append(True))
    job.finished.connect(finished.append)
    job.start(by_hand, tmp_path / f"film{ending}", QUICK)
    wait_until(lambda: shares and shares[-1] > 0.1, 60)
    job.cancel()
    assert cancelled == [True]
    assert not list(tmp_path.iterdir())
    job.start(by_hand, tmp_path / f"other{ending}", QUICK)
    wait_until(lambda: finished, 60)
    assert [entry.name for entry in tmp_path.iterdir()] == [f"other{ending}"]


def test_what_goes_wrong_is_told_once(
    job: FilmJob, tmp_path: Path, by_hand: Subject, wait_until: Callable[..., None]
) -> None:
    failed: list[tuple[object, ...]] = []
    job.failed.connect(failed.append)
    job.start(by_hand, tmp_path / "none" / "film.gif", QUICK)
    wait_until(lambda: failed, 60)
    assert [getattr(problem, "code", "") for problem in failed[0]] == ["file_not_writable"]
    assert not job.is_running
