"""The rules of the house that no linter knows: what is imported when, words, lengths, and the table of texts.

That imports point one way is checked by import-linter; its contracts stand in pyproject.toml.
"""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.texts import TEXTS

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 400
BEFORE_TORCH = ("problem", "texts", "layers", "own_code", "graph", "data", "settings", "project")
READ_AS_TEXT = {"engine.layers.modules"}  # its classes go into generated source; nothing imports it

# The bare word. Inside a longer name it may say something (`d_model`, `QAbstractItemModel`), and Qt's getter is Qt's.
FORBIDDEN_WORD = re.compile(r"(?<!\w)_*models?_*(?!\w)(?<!\.model(?=\(\)))", re.IGNORECASE)
# A path of one machine; Debian's shared data and the kernel's files are where they are on all of them.
ABSOLUTE_PATH = re.compile(r"(/(?!usr/share/|proc/|sys/|dev/null)\w+/|[A-Za-z]:\\)\S*")
# These take a problem's code first.
TAKES_CODE = {"Problem", "BadValue"}


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), relative(path))


def calls(*packages: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with its place."""
    for path in sources(*packages):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield f"{relative(path)}:{node.lineno}", node


def strings(path: Path) -> Iterator[ast.Constant]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def modules(*packages: str) -> list[str]:
    names = (
        relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in sources(*packages)
    )
    return [name for name in names if not name.endswith("__main__")]


def imported_with(names: list[str]) -> set[str]:
    """The top-level modules that a fresh interpreter holds after importing these."""
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_rooms_up_to_project_import_no_torch() -> None:
    rooms = {f"engine.{room}" for room in BEFORE_TORCH}
    names = [name for name in modules("engine") if ".".join(name.split(".")[:2]) in rooms and name not in READ_AS_TEXT]
    assert not imported_with(names) & {"torch", "sklearn", "scipy", "pandas", "PIL"}


def test_the_engine_imports_no_qt_and_nothing_that_is_optional() -> None:
    unwanted = {"PySide6", "shiboken6", "pyqtgraph", "app", "sklearn", "torchmetrics", "onnx", "transformers"}
    assert not imported_with(modules("engine")) & unwanted


def test_the_forbidden_word_and_its_exceptions() -> None:
    for text in ("model", "models", "self._model", "model_", "a Model.", "self.model = 1", "def model()"):
        assert FORBIDDEN_WORD.search(text), text
    for text in ("d_model", "list_model", "view.model()", "setModel", "QAbstractItemModel", "modelling"):
        assert not FORBIDDEN_WORD.search(text), text


@pytest.mark.parametrize("path", sources("app", "engine"), ids=relative)
def test_words_and_length(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST, f"{len(lines)} lines; split it by ideas"
    assert not FORBIDDEN_WORD.search(path.stem)
    found = [
        f"{relative(path)}:{number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if FORBIDDEN_WORD.search(line)
    ]
    assert not found, "\n".join(["say network, graph or project:", *found])


@pytest.mark.parametrize("path", sources("tests"), ids=relative)
def test_length_of_tests(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", sources("app", "engine"), ids=relative)
def test_no_path_of_one_machine(path: Path) -> None:
    assert not [node.value for node in strings(path) if ABSOLUTE_PATH.fullmatch(node.value)]


@pytest.mark.parametrize("folder", sorted({path.parent for path in sources("app", "engine")}), ids=relative)
def test_each_package_says_what_it_is(folder: Path) -> None:
    path = folder / "__init__.py"
    assert path.exists(), f"{relative(folder)} has no __init__.py"
    text = ast.get_docstring(tree(path)) or ""
    assert 3 <= len(text.splitlines()) <= 6, "the docstring of a package has three to six lines"


# ------------------------------------------------------------------ problems and their texts


def literal_codes() -> list[tuple[str, str, ast.Call]]:
    """Every problem code that is written out where a problem is made: place, code, call."""
    found = []
    for place, call in calls("engine", "app"):
        first = call.args[0] if call.args else None
        if name_of(call) in TAKES_CODE and isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.append((place, first.value, call))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_problem_has_a_text() -> None:
    assert not [f"{place}: {code}" for place, code, _ in literal_codes() if code not in TEXTS]


def test_every_text_has_a_problem() -> None:
    tables = ROOT / "engine" / "texts"
    said = {node.value for path in sources("engine", "app") if tables not in path.parents for node in strings(path)}
    assert not set(TEXTS) - said


def test_every_problem_hands_over_what_its_message_names() -> None:
    lacking = []
    for place, code, call in literal_codes():
        given = call.args[1] if len(call.args) > 1 else None
        if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
            continue  # made elsewhere, or nothing to hand over: asked for where the problem is shown
        names = {key.value for key in given.keys if isinstance(key, ast.Constant)}
        lacking += [f"{place}: {code} lacks {name}" for name in placeholders(TEXTS[code].message) - names]
    assert not lacking


def test_no_text_ends_like_a_sentence_or_has_holes_without_a_name() -> None:
    """They are put together: `node fc1: MESSAGE (HINT)`."""
    for code, text in TEXTS.items():
        assert text.message, code
        assert not text.message.endswith("."), code
        for part in (text.message, text.hint):
            assert all(name != "" for _, name, _, _ in string.Formatter().parse(part)), code
