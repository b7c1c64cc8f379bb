"""The data settings of a project: which source, with which parameters, transforms and split.

The value keeps what the file says, right or wrong, so that nothing is lost on the way back; `from_json` reports what
could not be kept, `checked` whatever is wrong with what was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from engine.data.catalogue import sources
from engine.data.columns import Columns
from engine.data.plain import Json, copied, is_plain, shown
from engine.data.source import Source, too_large
from engine.data.split import Split
from engine.data.transforms import Transform, transforms
from engine.layers.parameters import CHOSEN_FORM, Declaration
from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase, Words

D = TypeVar("D", bound=Declaration)


@dataclass(frozen=True)
class TransformSettings:
    """One entry of the list of transforms: `{"kind": "standardize", "params": {"column": "features"}}`."""

    kind: str
    params: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _own(self, "params", "extra")

    def to_json(self) -> dict[str, Json]:
        params = {"params": copied(self.params)} if self.params else {}
        return {"kind": self.kind, **params, **copied(self.extra)}

    def __hash__(self) -> int:
        return hash(self.kind)


@dataclass(frozen=True)
class Checked:
    """What the settings come to: a source and transforms ready for use, or the problems that stand in the way.

    `columns` are those after the transforms, as far as they can be known in spite of the problems.
    """

    source: Source | None
    transforms: tuple[Transform, ...]
    columns: Columns
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class DataSettings:
    """The `data` part of a project file; `extra` and `split_extra` keep keys that this version does not know.

    Two settings are equal where their JSON is.
    """

    source: str = "digits"
    params: Mapping[str, Json] = field(default_factory=dict)
    transforms: tuple[TransformSettings, ...] = ()
    split: Split = field(default_factory=Split)
    extra: Mapping[str, Json] = field(default_factory=dict)
    split_extra: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _own(self, "params", "extra", "split_extra")

    @classmethod
    def from_json(cls, value: Json) -> tuple[DataSettings, list[Problem]]:
        """Reads the `data` part of a file; what has the wrong form is left at its default and reported."""
        problems: list[Problem] = []
        if not isinstance(value, Mapping):
            return cls(), [_wrong("data", Phrase("an_object"), value)]
        source = value.get("source", cls.source)
        if not isinstance(source, str):
            problems.append(_wrong("data.source", Phrase("a_name"), source))
            source = cls.source
        params = _object(value.get("params", {}), "data.params", problems)
        steps = _read_transforms(value.get("transforms", []), problems)
        split = _object(value.get("split", {}), "data.split", problems)
        values, found = Split.check({name: split[name] for name in Split.parameters if name in split})
        problems += [_placed(problem, "data.split") for problem in found]
        known = ("source", "params", "transforms", "split")
        rest = _object({key: value[key] for key in value if key not in known}, "data", problems)
        return cls(
            source, params, steps, Split(**values), _unknown(rest), _unknown(split, tuple(Split.parameters))
        ), problems

    def to_json(self) -> dict[str, Json]:
        """What the file holds: parameters in the order of their declaration, only those that were given."""
        kind = sources().get(self.source)
        return {
            "source": self.source,
            "params": copied(_ordered(self.params, kind)),
            "transforms": [transform.to_json() for transform in self.transforms],
            "split": self.split.to_json() | copied(self.split_extra),
            **copied(self.extra),
        }

    def columns(self) -> tuple[Columns, list[Problem]]:
        """The columns after the transforms, known without loading, and everything that is wrong with the settings."""
        return self.checked.columns, list(self.checked.problems)

    @cached_property
    def checked(self) -> Checked:
        """Everything that can be said without loading; worked out once."""
        problems: list[Problem] = []
        source = self._source(problems)
        if source is None:
            return Checked(None, (), Columns(), tuple(problems + self._split_problems()))
        problems += [_placed(problem, "data.params") for problem in source.problems()]
        columns = Columns(source.declared_columns())
        too_much = too_large(columns, source.sample_count())
        ready: list[Transform] = []
        for index, settings in enumerate(self.transforms):
            place = f"data.transforms.{index}"
            transform = _transform(settings, place, problems)
            if transform is None:
                continue
            try:
                columns = columns.replaced(transform.declared(transform.chosen(columns)))
                ready.append(transform)
            except ProblemError as error:
                problems += [_placed(problem, f"{place}.params") for problem in error.problems]
        too_much = too_much or too_large(columns, source.sample_count())
        if too_much and too_much.code not in {problem.code for problem in problems}:
            problems.append(too_much)
        return Checked(source, tuple(ready), columns, tuple(problems + self._split_problems()))

    def _source(self, problems: list[Problem]) -> Source | None:
        kind = sources().get(self.source)
        if kind is None:
            problems.append(_unknown_name("data_source_unknown", self.source, sources(), "data.source"))
            return None
        return _built(kind, self.params, "data.params", problems)

    def _split_problems(self) -> list[Problem]:
        return [replace(problem, parameter="data.split") for problem in self.split.problems()]

    @cached_property
    def _text(self) -> str:
        return json.dumps(self.to_json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataSettings) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def _own(settings: object, *fields: str) -> None:
    """Copies what was handed over, since what is checked once must not change afterwards."""
    for name in fields:
        object.__setattr__(settings, name, copied(getattr(settings, name)))


def _read_transforms(value: Json, problems: list[Problem]) -> tuple[TransformSettings, ...]:
    if not isinstance(value, (list, tuple)):
        problems.append(_wrong("data.transforms", Phrase("a_list"), value))
        return ()
    read = []
    for index, item in enumerate(value):
        place = f"data.transforms.{index}"
        if isinstance(item, str):
            read.append(TransformSettings(item))
        elif not isinstance(item, Mapping) or not isinstance(item.get("kind"), str):
            problems.append(_wrong(place, Phrase("otherwise", first=CHOSEN_FORM, second=Phrase("a_name")), item))
        else:
            params = _object(item.get("params", {}), f"{place}.params", problems)
            rest = _object({key: item[key] for key in item if key not in ("kind", "params")}, place, problems)
            read.append(TransformSettings(item["kind"], params, _unknown(rest)))
    return tuple(read)


def _transform(settings: TransformSettings, place: str, problems: list[Problem]) -> Transform | None:
    kind = transforms().get(settings.kind)
    if kind is None:
        problems.append(_unknown_name("data_transform_unknown", settings.kind, transforms(), place))
        return None
    return _built(kind, settings.params, f"{place}.params", problems)


def _built(kind: type[D], params: Mapping[str, Json], place: str, problems: list[Problem]) -> D | None:
    """The declaration with those parameters that are right; None where a required one is not."""
    try:
        return kind(**params)
    except ProblemError as error:
        found = error.problems
    problems += [_placed(problem, place) for problem in found]
    wrong = {problem.parameter for problem in found}
    good = {name: value for name, value in params.items() if name not in wrong}
    if any(parameter.required and name not in good for name, parameter in kind.parameters.items()):
        return None
    return kind(**good)


def _ordered(params: Mapping[str, Json], kind: type[Declaration] | None) -> dict[str, Json]:
    declared = list(kind.parameters) if kind is not None else []
    names = [name for name in declared if name in params]
    return {name: params[name] for name in names + sorted(set(params) - set(names))}


def _object(value: Json, name: str, problems: list[Problem]) -> dict[str, Json]:
    """The entries that are plain JSON; a problem for the rest."""
    if not isinstance(value, Mapping):
        problems.append(_wrong(name, Phrase("an_object"), value))
        return {}
    plain = {}
    for key, item in value.items():
        if isinstance(key, str) and is_plain(item):
            plain[key] = item
        else:
            problems.append(_wrong(f"{name}.{key}", Phrase("plain_value"), item))
    return plain


def _unknown(value: Mapping[str, Json], known: tuple[str, ...] = ()) -> dict[str, Json]:
    return {key: value[key] for key in sorted(value) if key not in known}


def _unknown_name(code: str, name: str, known: Mapping[str, object], place: str) -> Problem:
    near = get_close_matches(name[:64], known, n=1)  # cut off, since comparing takes time by the length
    arguments = {"expected": list(known), "received": name, "suggestion": near[0] if near else ""}
    return Problem(code, arguments, parameter=place)


def _wrong(name: str, expected: Words, received: Json) -> Problem:
    arguments = {"name": name, "expected": expected, "received": shown(received)}
    return Problem("parameter_type", arguments, parameter=name)


def _placed(problem: Problem, place: str) -> Problem:
    """The problem with the dotted path of its parameter in the file, which is also what `--set` takes."""
    if problem.parameter is None:
        return problem
    path = f"{place}.{problem.parameter}"
    arguments = dict(problem.arguments)
    if arguments.get("name") == problem.parameter:
        arguments["name"] = path
    return replace(problem, arguments=arguments, parameter=path)
