"""The examples that come along: ready projects to start from, by the name of their file.

They lie in `resources/examples`, beside the packages, in the repository as in an installed wheel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from engine.problem import Problem, ProblemError
from engine.project.store import SUFFIX

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "examples"
FIRST = "digits-mlp"  # the one that a new window opens with
GROUPS = ("start", "pictures", "sequences", "codes")  # in the order in which they are offered; a file names its own


@dataclass(frozen=True)
class Template:
    """An example: the name by which it is chosen, its title, what it shows in a sentence, its group, and its file."""

    name: str
    title: str
    description: str
    path: Path
    group: str = GROUPS[0]

    @property
    def content(self) -> bytes:
        """The file, byte for byte."""
        return self.path.read_bytes()


def templates(folder: Path = FOLDER) -> tuple[Template, ...]:
    """Every example, group by group: the opening one first, the others by name."""
    found = [_template(path) for path in folder.glob(f"*{SUFFIX}")]
    return tuple(sorted(found, key=_place))


def find_template(name: str, folder: Path = FOLDER) -> Template:
    """The example of this name. Raises ProblemError, with the nearest name, where there is none."""
    known = {template.name: template for template in templates(folder)}
    if name not in known:
        near = get_close_matches(name.lower(), known, n=1)
        arguments = {"expected": list(known), "received": name, "suggestion": near[0] if near else ""}
        raise ProblemError(Problem("call_template", arguments))
    return known[name]


def _place(template: Template) -> tuple[int, bool, str]:
    return GROUPS.index(template.group), template.name != FIRST, template.name


def _template(path: Path) -> Template:
    value = json.loads(path.read_text(encoding="utf-8"))
    group = value.get("group")
    return Template(path.stem, value["name"], value["description"], path, group if group in GROUPS else GROUPS[0])
