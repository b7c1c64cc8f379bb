"""The examples that come with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.project.reader import read_file

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "examples"
WELCOME = "digits-mlp"


def examples() -> tuple[str, ...]:
    """The names of all examples, the opening one first."""
    names = sorted(path.stem for path in FOLDER.glob("*.chainrule"))
    return tuple(sorted(names, key=lambda name: name != WELCOME))


def example_path(name: str) -> Path:
    """Where the example of this name lies."""
    return FOLDER / f"{name}.chainrule"


@cache
def example_title(name: str) -> str:
    """What an example calls itself."""
    result = read_file(example_path(name))
    return result.project.name if result.project is not None else name
