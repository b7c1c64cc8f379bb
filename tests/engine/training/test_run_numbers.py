"""Reading the numbers of a run: while it goes on, after it was gone on with, of an earlier version, and damaged."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problem import Problem, ProblemError
from engine.training.events import EpochDone, Failed, Finished, Started, StepDone
from engine.training.run_numbers import read_numbers, read_summary
from engine.training.runs import NUMBERS, Origin, RunFolder

STARTED = Started(2, 3, 8, {"train": 24}, 17, "cpu", 1)


def write(folder: Path, going_on: bool = False, first: int = 0, scale: float = 1.0, **options: Origin) -> None:
    with RunFolder(folder, going_on, **options) as run:
        run.record(Started(2, 3, 8, {"train": 24}, 17, "cpu", 1, first))
        for step in range(first + 1, first + 4):
            run.record(StepDone(1, step, None if step == 2 else scale * step))
        run.record(EpochDone(1, first + 3, {"loss": scale, "r2": math.nan}, {"loss": 2 * scale}, 0.5))
        run.record(Finished(first + 3, False, {"loss": scale}, None, {"loss": 3 * scale}, {}, 1.0))


def test_what_was_recorded_comes_back(tmp_path: Path) -> None:
    write(tmp_path)
    numbers = read_numbers(tmp_path)
    assert numbers.steps.tolist() == [1, 2, 3]
    assert numbers.epochs.tolist() == [1, 1, 1]
    assert numbers.losses[[0, 2]].tolist() == [1.0, 3.0] and math.isnan(numbers.losses[1])
    (training,) = numbers.trainings
    assert (training.first_step, training.epochs, training.batch_size, training.parameters) == (0, 2, 8, 17)
    assert (training.device, training.threads, training.failed) == ("cpu", 1, None)
    assert training.began.startswith("2")
    assert numbers.origin is None
    assert [(one.step, one.epoch, one.part, one.name) for one in numbers.scores] == [
        (3, 1, "train", "loss"), (3, 1, "train", "r2"), (3, 1, "validation", "loss"), (3, None, "test", "loss"),
    ]  # fmt: skip
    steps, values = numbers.curve("validation", "loss")
    assert (steps.tolist(), values.tolist()) == ([3], [2.0])
    assert math.isnan(numbers.curve("train", "r2")[1][0])
    assert numbers.curve("train", "accuracy")[0].size == 0


def test_steps_that_were_made_again_count_once(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, going_on=True, first=2, scale=10.0)
    numbers = read_numbers(tmp_path)
    assert numbers.steps.tolist() == [1, 2, 3, 4, 5]
    assert numbers.losses[2:].tolist() == [30.0, 40.0, 50.0]
    assert len(numbers.trainings) == 2
    assert numbers.curve("train", "loss")[0].tolist() == [3, 5]


def test_where_it_branched_stays_when_it_is_gone_on_with(tmp_path: Path) -> None:
    write(tmp_path, first=4, origin=Origin("7", 4))
    write(tmp_path, going_on=True, first=7)
    assert read_numbers(tmp_path).origin == Origin("7", 4)


def test_a_summary_says_how_far_it_came_and_where_it_branched(tmp_path: Path) -> None:
    write(tmp_path / "2", first=4, origin=Origin("1", 4))
    summary = read_summary(tmp_path / "2")
    assert (summary.last_step, summary.origin) == (7, Origin("1", 4))
    with RunFolder(tmp_path / "3") as run:
        run.record(STARTED)
        assert (read_summary(tmp_path / "3").last_step, read_summary(tmp_path / "3").origin) == (0, None)
    for damaged in ("4", "5"):
        (tmp_path / "5").mkdir(exist_ok=True)
        (tmp_path / "5" / NUMBERS).write_text("nothing of the kind", encoding="utf-8")
        with pytest.raises(ProblemError, match="expected a run"):
            read_summary(tmp_path / damaged)


def test_while_it_is_written(tmp_path: Path) -> None:
    """What is on the disk so far, and nothing is disturbed."""
    with RunFolder(tmp_path) as run:
        run.record(STARTED)
        run.record(StepDone(1, 1, 0.5))
        assert read_numbers(tmp_path).steps.size == 0
        run.record(EpochDone(1, 1, {"loss": 0.5}, None, 0.1))
        assert read_numbers(tmp_path).losses.tolist() == [0.5]
        run.record(StepDone(2, 2, 0.25))
        run.record(Failed(Problem("diverged", {"loss": "NaN"}), 2))
        assert read_numbers(tmp_path).losses.tolist() == [0.5, 0.25]
        assert "NaN" in (read_numbers(tmp_path).trainings[0].failed or "")


def test_a_run_of_an_earlier_version(tmp_path: Path) -> None:
    """Without the table of branches; going on with it makes one."""
    write(tmp_path)
    with closing(sqlite3.connect(tmp_path / NUMBERS)) as database:
        database.execute("drop table branches")
        database.commit()
    assert read_numbers(tmp_path).origin is None
    write(tmp_path, going_on=True, first=3)
    assert read_numbers(tmp_path).steps.size == 6


@pytest.mark.parametrize(
    "statement",
    [
        "drop table steps",
        "update steps set step = 'first'",
        "update steps set step = null",
        "update steps set loss = 'low'",
        "update scores set value = 'high'",
        "update trainings set epochs = null",
        "insert into branches values (1, 'a', 'b')",
        "update steps set epoch = x'00ff'",
    ],
)
def test_numbers_that_are_none(statement: str, tmp_path: Path) -> None:
    write(tmp_path)
    with closing(sqlite3.connect(tmp_path / NUMBERS)) as database:
        database.execute(statement)
        database.commit()
    with pytest.raises(ProblemError, match="a run to go on with"):
        read_numbers(tmp_path)


def test_no_run_at_all(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="a run to go on with"):
        read_numbers(tmp_path)
    assert not list(tmp_path.iterdir())  # reading makes nothing
    (tmp_path / NUMBERS).write_bytes(b"")
    with pytest.raises(ProblemError, match="a run to go on with"):
        read_numbers(tmp_path)


def test_a_path_with_signs_that_mean_something_in_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "50% done? #1 ü"
    write(folder)
    assert read_numbers(folder).steps.size == 3


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("run")
    write(folder)
    return folder, (folder / NUMBERS).read_bytes()


@given(data=st.data())
def test_damage_is_a_problem_and_nothing_else(data: st.DataObject, written: tuple[Path, bytes]) -> None:
    folder, whole = written
    content = bytearray(whole)
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 255)), max_size=30)):
        if content:
            content[place % len(content)] = value
    (folder / NUMBERS).write_bytes(content)
    try:
        numbers = read_numbers(folder)
    except ProblemError as error:
        assert error.problem.code == "run_damaged"
    else:
        assert len(numbers.steps) == len(numbers.losses) == len(numbers.epochs)
