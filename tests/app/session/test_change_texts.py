"""Every edit there is has a name in the Edit menu."""

from __future__ import annotations

import ast
import inspect
from string import Formatter

from app.session.change_texts import CHANGE_TEXTS, change_text
from engine.project import edits
from engine.project.change import Change


def _codes() -> set[str]:
    """The codes that the edits of the engine give to their changes, read from their source."""
    found = set()
    for call in ast.walk(ast.parse(inspect.getsource(edits))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id == "Change" and isinstance(call.args[0], ast.Constant):
                found.add(str(call.args[0].value))
            if call.func.id == "edit_node" and isinstance(call.args[4], ast.Constant):
                found.add(str(call.args[4].value))
            found |= {
                str(word.value.value)
                for word in call.keywords
                if word.arg == "code" and isinstance(word.value, ast.Constant)
            }
    return found


def test_every_edit_has_a_text() -> None:
    codes = _codes()
    assert {"add", "disconnect", "set_param", "rename"} <= codes
    assert codes <= CHANGE_TEXTS.keys()


def test_texts_name_what_changed() -> None:
    assert change_text(Change("remove", (), {"names": ["a", "b"], "edges": 0})) == "Delete a, b"
    assert change_text(Change("remove", (), {"names": ["a", "b", "c", "d"]})) == "Delete 4 layers"
    assert change_text(Change("remove", (), {"names": [], "edges": 2})) == "Disconnect"
    assert change_text(Change("connect", (), {"source": "a", "target": "b.input"})) == "Connect a to b.input"
    assert change_text(Change("set_param", (), {"name": "fc", "parameter": "bias"})) == "Set bias of fc"
    assert change_text(Change("set_param", (), {})) == "Set … of …"
    assert change_text(Change("something new")) == "Edit"


def test_texts_use_plain_names() -> None:
    for text in CHANGE_TEXTS.values():
        for _, name, form, conversion in [*Formatter().parse(text.few), *Formatter().parse(text.many)]:
            assert name is None or (name.isidentifier() and not form and not conversion)
