"""Branching off: another training from a kept state, with folders on disk for both, and one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.session.document import Document
from app.session.trainer import RunState
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.store import load_project
from engine.settings.training import Chosen
from engine.training.events import EpochDone, Failed
from engine.training.run_numbers import read_numbers
from engine.training.runs import Origin
from tests.app.session.travelling import (
    LONG,
    PER_EPOCH,
    POINTS,
    STEPS,
    Session,
    Wait,
    every_state,  # noqa: F401
    same_weights,
)

Make = Callable[..., Session]


@pytest.fixture
def make(qapp: object, every_state: None, wait_until: Wait, tmp_path: Path) -> Iterator[Make]:  # noqa: F811
    made: list[Session] = []

    def factory(project: Project = POINTS, is_saved: bool = True) -> Session:
        made.append(Session(project, wait_until))
        if is_saved:
            made[-1].document.save(tmp_path / "points.chainrule")
        return made[-1]

    yield factory
    for session in made:
        session.close()


def runs(session: Session) -> list[str]:
    folder = session.travel.runs_folder
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def losses_in(session: Session, name: str) -> dict[int, float]:
    numbers = read_numbers(session.travel.runs_folder / name)
    return dict(zip(numbers.steps.tolist(), numbers.losses.tolist(), strict=True))


# ------------------------------------------------------------------ what is written, what is edited


def test_a_branch_and_the_run_that_it_leaves_are_written_down(make: Make, tmp_path: Path) -> None:
    session = make().train()
    losses, weights, count = session.losses, dict(session.document.weights), session.document.undo_stack.count()
    assert runs(session) == [], "a run that nobody leaves is not written"
    session.travel.branch(4, "Adam", 0.05)
    assert session.document.undo_stack.count() == count + 1
    assert session.document.project.training.optimizer == Chosen("Adam", {"lr": 0.05})
    session.finish()
    assert runs(session) == ["1", "2"] and session.travel.runs_folder == tmp_path / "points.runs"
    assert losses_in(session, "1") == losses
    assert losses_in(session, "2") == {step: session.losses[step] for step in range(5, STEPS + 1)}
    assert {step: session.losses[step] for step in range(1, 6)} == {step: losses[step] for step in range(1, 6)}
    assert session.losses[7] != losses[7], "the rate is another from step 5 on"
    one, two = (read_numbers(session.travel.runs_folder / name) for name in "12")
    assert one.origin is None and two.origin == Origin("1", 4)
    assert [epoch for epoch, _ in _epochs(session)] == [1, 2, 3]
    assert one.curve("train", "loss")[0].tolist() == [PER_EPOCH, 2 * PER_EPOCH, STEPS]
    left = load_project(session.travel.runs_folder / "1" / "run.chainrule")
    assert left.project is not None and left.problems == () and left.project.training == POINTS.training
    assert same_weights(left.weights, weights) and left.project.weights is not None
    assert left.project.weights.step == STEPS
    branched = Document()
    assert branched.open(session.travel.runs_folder / "2" / "run.chainrule") == ()
    assert same_weights(dict(branched.weights), dict(session.document.weights)) and branched.step == STEPS
    assert branched.project.training.optimizer == Chosen("Adam", {"lr": 0.05})
    session.document.undo_stack.undo()
    assert session.document.project.training == POINTS.training


def test_the_branch_trains_as_the_engine_branches(make: Make) -> None:
    """The same weights to the bit as `branch` and `train` alone."""
    from engine.data.dataset import load
    from engine.training.history.branching import branch
    from engine.training.loop import train

    session = make().train()
    snapshot = session.states.at(4)
    assert snapshot is not None
    project = replace(POINTS, training=replace(POINTS.training, optimizer=Chosen("SGD", {"lr": 0.2})))
    prepared, moment = branch(snapshot, project, load(project.data))
    expected = list(train(prepared, start=moment))[-1]
    session.travel.branch(4, "SGD", 0.2)
    session.finish()
    assert session.document.project.training.optimizer == Chosen("SGD", {"lr": 0.2})
    assert same_weights(session.document.weights, expected.weights)  # type: ignore[union-attr]


def test_with_the_same_settings_it_goes_as_it_went_and_edits_nothing(make: Make) -> None:
    session = make().train()
    losses = session.losses
    session.document.undo_stack.setClean()
    session.travel.branch(4, "Adam", 0.01)
    session.finish()
    assert session.losses == losses and session.document.undo_stack.isClean()
    assert runs(session) == ["1", "2"]


def test_an_optimizer_of_another_kind_begins_with_its_own_rate(make: Make) -> None:
    session = make().train()
    session.travel.branch(2, "SGD", None)
    session.finish()
    assert session.document.project.training.optimizer == Chosen("SGD", {})


# ------------------------------------------------------------------ several


def test_a_second_branch_leaves_the_run_that_holds_its_step(make: Make) -> None:
    session = make().train()
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    second = session.losses
    session.travel.branch(7, "Adam", 0.1)
    session.finish()
    assert runs(session) == ["1", "2", "3"]
    assert read_numbers(session.travel.runs_folder / "3").origin == Origin("2", 7)
    assert losses_in(session, "2") == {step: second[step] for step in range(5, STEPS + 1)}
    session.travel.branch(2, "Adam", 0.2)
    session.finish()
    assert runs(session) == ["1", "2", "3", "4"]
    assert read_numbers(session.travel.runs_folder / "4").origin == Origin("1", 2), "step 2 is one of the first run"
    assert [part.folder.name for part in session.travel._written] == ["1", "4"]


def test_a_branch_of_what_no_folder_holds_writes_all_of_it(make: Make) -> None:
    """After the branch has ended it is trained on: that is not written in the folder of the branch."""
    session = make().train()
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    session.train()
    whole = session.losses
    assert len(whole) == 2 * STEPS
    session.travel.branch(STEPS + 5, "Adam", 0.1)
    session.finish()
    assert runs(session) == ["1", "2", "3", "4"]
    assert losses_in(session, "3") == whole
    assert read_numbers(session.travel.runs_folder / "4").origin == Origin("3", STEPS + 5)
    assert [one.first_step for one in read_numbers(session.travel.runs_folder / "3").trainings] == [0, 4, STEPS]


def test_a_training_from_the_start_is_another_run(make: Make) -> None:
    session = make().train()
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    assert session.travel.left_history is not None
    session.document.reset_weights()
    session.train()
    assert session.travel.left_history is None
    again = session.losses
    session.travel.branch(4, "Adam", 0.1)
    session.finish()
    assert runs(session) == ["1", "2", "3", "4"]
    assert losses_in(session, "3") == again
    assert read_numbers(session.travel.runs_folder / "4").origin == Origin("3", 4)


def test_after_it_was_saved_elsewhere_the_run_is_written_there(make: Make, tmp_path: Path) -> None:
    session = make().train()
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    (tmp_path / "elsewhere").mkdir()
    session.document.save(tmp_path / "elsewhere" / "other.chainrule")
    session.travel.branch(6, "Adam", 0.1)
    session.finish()
    assert session.travel.runs_folder == tmp_path / "elsewhere" / "other.runs" and runs(session) == ["1", "2"]
    assert read_numbers(session.travel.runs_folder / "2").origin == Origin("1", 6)
    assert 6 in losses_in(session, "1")


# ------------------------------------------------------------------ while a run goes on


def test_a_run_that_is_paused_is_left_with_its_newest_weights(make: Make, wait_until: Wait) -> None:
    session = make(LONG).train_to(7)
    losses = session.losses
    weights = session.compute.visit(lambda: session.trainer._run.read_weights()).result(20)  # type: ignore[union-attr,misc]
    session.travel.branch(5, "SGD", 0.1)
    wait_until(lambda: session.trainer.history.step > 20 and session.trainer.state is RunState.RUNNING, timeout=60)
    left = load_project(session.travel.runs_folder / "1" / "run.chainrule")
    assert left.project is not None and left.project.weights is not None and left.project.weights.step == 7
    assert same_weights(left.weights, weights) and losses_in(session, "1") == losses
    assert left.project.training.optimizer == LONG.training.optimizer
    session.trainer.stop()
    session.finish()
    two = read_numbers(session.travel.runs_folder / "2")
    assert two.origin == Origin("1", 5) and two.steps[0] == 6 and two.steps[-1] == session.document.step
    assert losses_in(session, "2") == {step: session.losses[step] for step in two.steps.tolist()}


def test_a_branch_that_is_left_for_another_is_written_as_far_as_it_came(make: Make, wait_until: Wait) -> None:
    session = make(LONG).train_to(4)
    session.travel.branch(3, "SGD", 0.1)
    wait_until(lambda: session.trainer.history.step > 30, timeout=60)
    before = session.losses
    session.travel.branch(10, "SGD", 0.2)
    wait_until(lambda: session.trainer.history.step > 20 and session.trainer.state is RunState.RUNNING, timeout=60)
    assert runs(session) == ["1", "2", "3"]
    assert read_numbers(session.travel.runs_folder / "3").origin == Origin("2", 10)
    written = losses_in(session, "2")
    assert set(range(4, 31)) <= written.keys() and all(written[step] == before[step] for step in range(4, 31))
    two = load_project(session.travel.runs_folder / "2" / "run.chainrule").project
    assert two is not None and two.weights is not None and two.weights.step == max(written)
    session.trainer.stop()
    session.finish()


def test_closing_writes_the_branch_down(make: Make, wait_until: Wait) -> None:
    session = make(LONG).train_to(4)
    session.travel.branch(3, "SGD", 0.1)
    wait_until(lambda: session.trainer.history.step > 20, timeout=60)
    folder = session.travel.runs_folder
    session.close()
    written = read_numbers(folder / "2")
    loaded = load_project(folder / "2" / "run.chainrule").project
    assert loaded is not None and loaded.weights is not None and loaded.weights.step == written.steps[-1] >= 20


# ------------------------------------------------------------------ another graph, other data


def test_an_edited_graph_branches_with_the_weights_that_fit(make: Make) -> None:
    session = make().train()
    document = session.document
    document.apply(edits.set_param(document.project, MAIN, "fc1", "out_features", 5))
    session.travel.branch(4, "Adam", 0.01)
    session.finish()
    assert document.weights["fc1.weight"].shape == (5, 2) and runs(session) == ["1", "2"]
    left = load_project(session.travel.runs_folder / "1" / "run.chainrule").project
    assert left is not None and left.graph.nodes["fc1"].params["out_features"] == 8


def test_other_data_is_that_of_the_branch_alone(make: Make) -> None:
    session = make().train()
    document = session.document
    data = replace(document.project.data, params={"samples": 60})
    document.apply(edits.set_data(document.project, data))
    session.travel.branch(4, "Adam", 0.01)
    session.finish()
    left, two = (load_project(session.travel.runs_folder / name / "run.chainrule").project for name in "12")
    assert left is not None and two is not None
    assert (left.data.params, two.data.params) == ({"samples": 120}, {"samples": 60})
    assert read_numbers(session.travel.runs_folder / "2").trainings[0].first_step == 4


# ------------------------------------------------------------------ what goes wrong


def test_a_project_without_a_file_has_its_runs_in_a_place_of_the_user(make: Make) -> None:
    session = make(is_saved=False).train()
    before = set(runs(session))
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    one, two = sorted(set(runs(session)) - before, key=int)
    assert read_numbers(session.travel.runs_folder / two).origin == Origin(one, 4)
    assert session.travel.runs_folder.name == "unsaved.runs"


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_given_up(make: Make, tmp_path: Path) -> None:
    session = make(LONG).train_to(5)
    (tmp_path / "points.runs").write_text("in the way", encoding="utf-8")
    project, losses = session.document.project, session.losses
    with pytest.raises(ProblemError) as raised:
        session.travel.branch(3, "SGD", 0.1)
    assert raised.value.problem.code == "file_not_writable"
    assert session.document.project is project and session.trainer.state is RunState.PAUSED
    session.train_to(6)
    assert {step: session.losses[step] for step in losses} == losses
    (tmp_path / "points.runs").unlink()
    session.travel.branch(3, "SGD", 0.1)
    session.trainer.stop()
    session.wait_until(lambda: session.trainer.state is RunState.IDLE)


def test_a_disk_that_is_full_ends_the_branch_and_says_so(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.runs import RunFolder

    session = make().train()
    no_space = Problem("file_not_writable", {"received": "no space left"})

    def full(self: object, *_: object) -> None:
        raise ProblemError(no_space)

    with monkeypatch.context() as patched:
        patched.setattr(RunFolder, "record", full)
        session.travel.branch(4, "Adam", 0.05)
        session.wait_until(lambda: len(session.results) == 2)
    failed = session.results[1]
    assert isinstance(failed, Failed) and failed.problem == no_space
    assert session.trainer.state is RunState.IDLE and session.compute.taken_by is None
    session.travel.branch(4, "Adam", 0.05)
    session.finish()
    origin = read_numbers(session.travel.runs_folder / runs(session)[-1]).origin
    assert origin is not None and (session.travel.runs_folder / origin.run / "run.chainrule").exists()


def test_settings_that_no_optimizer_takes_are_told(make: Make) -> None:
    session = make().train()
    session.travel.branch(4, "Muon", -1.0)
    session.wait_until(lambda: len(session.results) == 2)
    assert isinstance(session.results[1], Failed)
    session.document.undo_stack.undo()
    session.travel.branch(4, "Adam", 0.02)
    session.finish()
    last = runs(session)[-1]
    assert read_numbers(session.travel.runs_folder / last).origin == Origin("1", 4)
    assert np.isfinite(list(losses_in(session, last).values())).all()


def _epochs(session: Session) -> list[tuple[int, int]]:
    return [(one.epoch, one.step) for one in session.trainer.history.events() if isinstance(one, EpochDone)]
