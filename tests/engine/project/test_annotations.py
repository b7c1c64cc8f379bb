"""Comments and frames in the view of a page: read, edited, undone, and kept where they make no sense."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.graph.graph import Block, Graph
from engine.project.annotations import (
    Comment,
    Key,
    TitledFrame,
    add_annotation,
    annotations_on,
    remove_annotations,
    set_annotations,
)
from engine.project.change import Change
from engine.project.project import MAIN, Project
from engine.project.reader import read_text
from engine.project.writer import project_text

NOTE = Comment("Here the picture is small.", (24.0, -80.0), colour="amber")
FRAME = TitledFrame("Encoder", (0.0, 0.0), (480.0, 200.0), "blue")


def annotated() -> Project:
    project = Project(view={"zoomed": 3, "positions": {}})
    for annotation in (NOTE, FRAME, replace(NOTE, text="Second")):
        project = add_annotation(project, MAIN, annotation)[0].apply(project)
    return project


def again(project: Project) -> Project:
    """The project as it comes back from its file."""
    read = read_text(project_text(project))
    assert read.project is not None and not read.problems
    return read.project


def test_they_are_kept_in_the_file_beside_what_else_stands_in_the_view() -> None:
    project = annotated()
    found = annotations_on(again(project), MAIN)
    assert found == {
        Key("comments", "comment1"): NOTE,
        Key("comments", "comment2"): replace(NOTE, text="Second"),
        Key("frames", "frame1"): FRAME,
    }
    view = json.loads(project_text(project))["view"]
    assert view["zoomed"] == 3
    assert view["frames"] == {
        "frame1": {"title": "Encoder", "at": [0.0, 0.0], "size": [480.0, 200.0], "colour": "blue"}
    }


def test_a_block_has_its_own() -> None:
    project = Project(blocks={"Part": Block(Graph())})
    project = add_annotation(project, "Part", FRAME)[0].apply(project)
    assert annotations_on(project, MAIN) == {} and list(annotations_on(again(project), "Part").values()) == [FRAME]


def test_every_edit_undoes_to_the_byte() -> None:
    project = again(annotated())
    first, second, frame = annotations_on(project, MAIN)
    edits: list[Change] = [
        set_annotations(project, MAIN, {frame: FRAME.moved(8, 8), second: NOTE.with_text("Other")}),
        remove_annotations(project, MAIN, [frame]),
        remove_annotations(project, MAIN, [first, second]),
        add_annotation(project, MAIN, FRAME)[0],
    ]
    for change in edits:
        changed = change.apply(project)
        assert change and project_text(changed) != project_text(project)
        assert not change.alters_plan
        assert project_text(change.inverse().apply(changed)) == project_text(project)


def test_an_edit_that_changes_nothing_is_false() -> None:
    project = annotated()
    assert not set_annotations(project, MAIN, {Key("frames", "frame1"): FRAME})
    assert not remove_annotations(Project(), MAIN, [Key("frames", "frame1")])


@pytest.mark.parametrize(
    "view",
    [
        {"comments": [1, 2], "frames": "none"},
        {"comments": {"a": {"text": 3, "at": [0, 0]}, "b": 7, "c": {"text": "x", "at": [0]}}},
        {"comments": {"a": {"text": "x", "at": [0, 1e300]}, "b": {"text": "x", "at": [0, 0], "width": -4}}},
        {"frames": {"a": {"title": "x", "at": [0, 0], "size": [0, 5]}, "b": {"at": [0, 0], "size": [True, 5]}}},
    ],
)
def test_what_makes_no_sense_is_not_shown_and_stays_as_it_is(view: dict[str, Any]) -> None:
    project = again(Project(view={"positions": {}, **view}))
    assert annotations_on(project, MAIN) == {}
    group = "comments" if "comments" in view else "frames"
    if isinstance(view[group], dict):
        changed = add_annotation(project, MAIN, NOTE if group == "comments" else FRAME)[0].apply(project)
        assert view[group].items() < dict(changed.view[group]).items()


def test_unknown_keys_and_colours_are_kept() -> None:
    value = {"text": "x", "at": [1, 2], "width": 100, "colour": "ultraviolet", "pinned": True}
    comment = Comment.from_json(value)
    assert comment is not None and comment.moved(1, 1).to_json() == {**value, "at": [2, 3]}
