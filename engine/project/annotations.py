"""Comments and frames: what a person writes and draws on a page beside the graph.

They stand in the view of the page, as `"comments": {"comment1": {"text": ..., "at": [x, y], "width": ..., "colour":
...}}` and `"frames": {"frame1": {"title": ..., "at": [x, y], "size": [width, height], "colour": ...}}`. An entry that
cannot be read is not shown, and stays in the file as it is; so do keys that this version does not know.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, NamedTuple

from engine.project.change import Change, Patch, Place
from engine.project.project import Json, Position, Project

Group = Literal["comments", "frames"]
FARTHEST = 1e9  # what stands farther out is no place of a page
PLAIN = "slate"  # the colour of what names none


class Key(NamedTuple):
    """Names a comment or a frame of a page."""

    group: Group
    name: str


@dataclass(frozen=True)
class Comment:
    """A text on the canvas; its height follows from its width."""

    group: ClassVar[Group] = "comments"
    text: str
    at: Position
    width: float = 208.0
    colour: str = PLAIN
    extra: Mapping[str, Json] = field(default_factory=dict)

    def moved(self, x: float, y: float) -> Comment:
        return replace(self, at=(self.at[0] + x, self.at[1] + y))

    def with_text(self, text: str) -> Comment:
        return replace(self, text=text)

    def to_json(self) -> dict[str, Json]:
        return {"text": self.text, "at": list(self.at), "width": self.width, "colour": self.colour, **self.extra}

    @classmethod
    def from_json(cls, value: Json) -> Comment | None:
        """The comment that stands here; None where it makes no sense."""
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return None
        at, width = _pair(value.get("at")), _length(value.get("width", cls.width))
        if at is None or width is None:
            return None
        return cls(value["text"], at, width, _colour(value), _others(value, ("text", "at", "width", "colour")))


@dataclass(frozen=True)
class TitledFrame:
    """A coloured frame with a title, drawn behind the nodes that belong together."""

    group: ClassVar[Group] = "frames"
    title: str
    at: Position
    size: tuple[float, float]
    colour: str = PLAIN
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.title

    def moved(self, x: float, y: float) -> TitledFrame:
        return replace(self, at=(self.at[0] + x, self.at[1] + y))

    def with_text(self, text: str) -> TitledFrame:
        return replace(self, title=text)

    def to_json(self) -> dict[str, Json]:
        return {"title": self.title, "at": list(self.at), "size": list(self.size), "colour": self.colour, **self.extra}

    @classmethod
    def from_json(cls, value: Json) -> TitledFrame | None:
        """The frame that stands here; None where it makes no sense."""
        if not isinstance(value, dict) or not isinstance(value.get("title", ""), str):
            return None
        at, size = _pair(value.get("at")), _pair(value.get("size"))
        if at is None or size is None or min(size) <= 0:
            return None
        return cls(value.get("title", ""), at, size, _colour(value), _others(value, ("title", "at", "size", "colour")))


Annotation = Comment | TitledFrame


def annotations_on(project: Project, page: str) -> dict[Key, Annotation]:
    """Every comment and frame of a page that can be read, in the order of the file."""
    found: dict[Key, Annotation] = {}
    kinds: tuple[type[Comment] | type[TitledFrame], ...] = (Comment, TitledFrame)
    for kind in kinds:
        for name, value in _entries(project, page, kind.group).items():
            annotation = kind.from_json(value)
            if annotation is not None:
                found[Key(kind.group, name)] = annotation
    return found


def add_annotation(project: Project, page: str, annotation: Annotation) -> tuple[Change, Key]:
    """Puts a new comment or frame on a page. Returns the change and the key it got."""
    taken = _entries(project, page, annotation.group)
    stem = annotation.group.removesuffix("s")
    name = next(name for number in range(1, len(taken) + 2) if (name := f"{stem}{number}") not in taken)
    key = Key(annotation.group, name)
    return set_annotations(project, page, {key: annotation}, f"add_{stem}"), key


def set_annotations(
    project: Project, page: str, given: Mapping[Key, Annotation | None], code: str = "annotate"
) -> Change:
    """Puts others in the place of these comments and frames; None takes one away."""
    patches = []
    for group in dict.fromkeys(key.group for key in given):
        entries = dict(_entries(project, page, group))
        for key, annotation in given.items():
            if key.group == group and annotation is not None:
                entries[key.name] = annotation.to_json()
            elif key.group == group:
                entries.pop(key.name, None)
        before = project.view_of(page).get(group)
        if before is None and not entries:
            continue
        patches.append(Patch(Place("view", page, group), before, entries))  # never None: a key keeps its place
    return Change(code, tuple(patches))


def remove_annotations(project: Project, page: str, keys: Iterable[Key]) -> Change:
    """Takes comments and frames away."""
    return set_annotations(project, page, dict.fromkeys(keys), "remove_annotations")


def _entries(project: Project, page: str, group: Group) -> Mapping[str, Json]:
    entries = project.view_of(page).get(group)
    return entries if isinstance(entries, dict) else {}


def _pair(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2 or not all(_is_number(number) for number in value):
        return None
    return value[0], value[1]


def _length(value: Any) -> float | None:
    return value if _is_number(value) and value > 0 else None


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < FARTHEST
    )


def _colour(value: Mapping[str, Json]) -> str:
    colour = value.get("colour", PLAIN)
    return colour if isinstance(colour, str) else PLAIN


def _others(value: Mapping[str, Json], known: tuple[str, ...]) -> dict[str, Json]:
    return {key: item for key, item in value.items() if key not in known}
