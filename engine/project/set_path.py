"""Sets a value by its dotted path in the project file: `training.optimizer.params.lr`.

A path may lead to whatever the file holds, and to what it could hold by our declarations. Any other path is a slip
of the keyboard, and is answered with the nearest one that leads somewhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from engine.data.catalogue import sources
from engine.data.split import Split
from engine.data.transforms import transforms
from engine.layers.catalogue import catalogue
from engine.layers.parameters import Declaration
from engine.problem import Problem, ProblemError
from engine.project.json_text import parse
from engine.project.project import Json, Project
from engine.project.reader import ReadResult, read_text
from engine.project.writer import project_json
from engine.settings.clipping import Clipping
from engine.settings.optimizers import optimizers
from engine.settings.schedules import schedules
from engine.settings.training import TrainingOptions

Keys = tuple[str, ...]
Names = Collection[str] | None  # what may stand at a place; None: anything

NODE_KEYS = ("kind", "block", "code", "share", "params", "repeat", "title", "frozen", "tie", "init")
FIXED = ("format", "version")


def set_paths(project: Project, assignments: list[str]) -> ReadResult:
    """The project after every `PATH=VALUE`, as if its file had been edited and read again.

    Short paths are set first, since they decide what longer ones may lead to: `data.source` before its parameters.
    Raises ProblemError where an assignment has another form or its path leads nowhere; what is wrong with the values
    is among the problems of the result.
    """
    root = json.loads(json.dumps(project_json(project)))  # a copy down to the last list
    for assignment in sorted(assignments, key=lambda text: text.partition("=")[0].count(".")):
        path, equals, text = assignment.partition("=")
        if not equals or not path.strip():
            raise ProblemError(Problem("call_set_form", {"received": repr(assignment)}))
        _set(root, path.strip(), _value(path.strip(), text))
    return read_text(json.dumps(root))


def _value(path: str, text: str) -> Json:
    """The value that a text stands for: JSON, else the text itself."""
    try:
        value, findings = parse(text)
    except ProblemError as error:
        if error.problem.code == "file_not_json":
            return text
        raise ProblemError(Problem("call_set_depth", {"name": path})) from None
    if any(finding.code == "file_number_too_large" for finding in findings):
        raise ProblemError(Problem("call_set_number", {"name": path}))
    return value


def _set(root: dict[str, Json], path: str, value: Json) -> None:
    keys = tuple(path.split("."))
    place: Json = root
    for depth, key in enumerate(keys):
        names = _names(root, keys[:depth], place)
        if names is not None and key not in names:
            arguments = {"received": path, "suggestion": _suggestion(root, keys, depth, names)}
            raise ProblemError(Problem("call_set_path", arguments))
        index: Json = int(key) if isinstance(place, list) else key
        if depth == len(keys) - 1:
            place[index] = value
        else:
            if isinstance(place, dict) and place.get(key) is None:
                place[key] = {}
            place = place[index]


def _names(root: Mapping[str, Json], path: Keys, place: Json) -> Names:
    """The keys that may stand below a path: those that are there, and those that we know of."""
    if isinstance(place, list):
        return [str(number) for number in range(len(place))]
    if not isinstance(place, dict):
        return ()
    known = _declared(root, path)
    if known is None:
        return None
    return [*known, *(key for key in place if key not in known and (path or key not in FIXED))]


def _declared(root: Mapping[str, Json], path: Keys) -> Names:
    match path:
        case ():
            return ("name", "graph", "blocks", "data", "training", "weights", "view")
        case ("training",):
            return [*TrainingOptions.parameters, "optimizer", "schedule", "clip", "metrics"]
        case ("training", "optimizer" | "schedule"):
            return ("kind", "params")
        case ("training", "optimizer", "params"):
            return _parameters(optimizers().get(_text(root["training"]["optimizer"], "kind")))
        case ("training", "schedule", "params"):
            return _parameters(schedules().get(_text(root["training"].get("schedule") or {}, "kind")))
        case ("training", "clip"):
            return list(Clipping.parameters)
        case ("data",):
            return ("source", "params", "transforms", "split")
        case ("data", "params"):
            return _parameters(sources().get(_text(root["data"], "source")))
        case ("data", "split"):
            return list(Split.parameters)
        case ("data", "transforms", _):
            return ("kind", "params")
        case ("data", "transforms", index, "params"):
            return _parameters(transforms().get(_text(root["data"]["transforms"][int(index)], "kind")))
        case ("graph", *rest):
            return _declared_in_graph(root, root["graph"], tuple(rest))
        case ("blocks", name, "graph", *rest):
            return _declared_in_graph(root, root["blocks"][name]["graph"], tuple(rest))
        case ("data", "params", "columns", *_):
            return None
    return ()


def _declared_in_graph(root: Mapping[str, Json], graph: Mapping[str, Json], path: Keys) -> Names:
    match path:
        case ("nodes", _):
            return NODE_KEYS
        case ("nodes", node, "params"):
            value = graph["nodes"][node]
            if "block" in value:
                block = root["blocks"].get(value["block"])
                return None if block is None else list(block["parameters"])
            return _parameters(catalogue().get(_text(value, "kind")))
        case ("nodes", _, "init" | "tie", *_):
            return None  # the names of the layer's weights, which only the check knows
    return ()


def _parameters(declaration: type[Declaration] | None) -> Names:
    """Anything where the declaration itself is not known: that is the problem to be told."""
    return None if declaration is None else [*declaration.parameters, *declaration.derived]


def _text(value: Mapping[str, Json], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _suggestion(root: dict[str, Json], keys: Keys, depth: int, names: Collection[str]) -> str:
    """The nearest path that leads somewhere; empty where none is near."""
    paths = list(_paths(root, (), root))
    near = get_close_matches(keys[depth], names, n=1, cutoff=0.7)
    mended = ".".join([*keys[:depth], *near, *keys[depth + 1 :]])
    if near and mended in paths:
        return mended
    same_end = [path for path in paths if path.endswith(f".{keys[-1]}")]
    similar = get_close_matches(".".join(keys), same_end or paths, n=1, cutoff=0.0 if same_end else 0.6)
    return similar[0] if similar else ""


def _paths(root: dict[str, Json], path: Keys, place: Json) -> Iterator[str]:
    """Every path that leads somewhere."""
    for name in _names(root, path, place) or ():
        yield ".".join([*path, name])
        below = place.get(name) if isinstance(place, dict) else place[int(name)]
        optional = (*path, name) in {("training", "schedule"), ("training", "clip")}
        absent: Json = {} if optional or name == "params" else None
        yield from _paths(root, (*path, name), absent if below is None else below)
