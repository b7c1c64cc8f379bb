"""Law 12: with a pseudo-language installed, every string that a person sees has been through the translator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from app.translation import CLOSING, OPENING, PseudoTranslator, problem_hint, problem_message
from engine.layers.catalogue import catalogue
from engine.problem import Problem
from engine.texts import TEXTS

if TYPE_CHECKING:
    from app.main_window import MainWindow

# What is no language: numbers with units, shapes, Greek and arrows, `Adam · lr`, versions.
NO_LANGUAGE = re.compile(r"[\W\d_]*(?:(?:float|int|uint|bool)\d*|B|lr|CPU|e|k|M|‖∇‖|[\W\d_]+)*")


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def names_of(window: MainWindow) -> set[str]:
    """Names that stay as they are in every language: of nodes, kinds, parameters, columns, files, choices."""
    from app.frame.examples import example_title, examples
    from engine.data.catalogue import sources
    from engine.data.split import Split
    from engine.data.transforms import transforms
    from engine.settings.optimizers import optimizers
    from engine.settings.schedules import schedules
    from engine.settings.training import TrainingOptions

    project = window.document.project
    names = {"Chainrule", project.name, window.files.name, *catalogue(), *sources(), *transforms(), *optimizers(), *schedules()}
    names |= {text for node in project.graph.nodes.values() for text in (node.id, node.title, *node.init)}
    names |= {*project.data.columns()[0], *map(example_title, examples())}
    declarations = [*catalogue().values(), *sources().values(), *transforms().values(), *optimizers().values()]
    for declaration in (*declarations, *schedules().values(), TrainingOptions, Split):
        for name, parameter in declaration.parameters.items():
            names |= {name, *getattr(parameter, "choices", ())}
    return names | {"weight", "bias"}


def texts_of(root: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a widget and all below it, with where it stands."""
    for widget in (root, *root.findChildren(QWidget)):
        place = f"{type(widget).__name__} {widget.objectName()}"
        yield f"tooltip of {place}", widget.toolTip()
        yield f"title of {place}", widget.windowTitle()
        yield f"accessible name of {place}", widget.accessibleName()
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield f"text of {place}", widget.text()
        if isinstance(widget, QMenu):
            yield f"title of {place}", widget.title()
        if isinstance(widget, (QLineEdit, QPlainTextEdit)):
            yield f"placeholder of {place}", widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((f"entry of {place}", widget.itemText(index)) for index in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from ((f"tab of {place}", widget.tabText(index)) for index in range(widget.count()))
    for action in root.findChildren(QAction):
        yield f"action {action.objectName()}", action.text()
        yield f"tooltip of action {action.objectName()}", action.toolTip()


def escaped(window: MainWindow) -> list[str]:
    """The texts that were not translated, and are no names."""
    names = names_of(window)
    found = []
    for place, text in texts_of(window):
        for line in text.splitlines():
            rest = re.sub(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}", "", line)
            while OPENING in rest and rest != (shorter := re.sub(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}", "", rest)):
                rest = shorter  # a translated text with a translated one in it
            words = [word for word in re.split(r"[\s,·:()*]+", rest.replace("…", "")) if word]
            if rest.strip() not in names and not all(word in names or NO_LANGUAGE.fullmatch(word) for word in words):
                found.append(f"{place}: {line!r}")
    return found


def test_no_string_of_the_window_escapes_the_translator(pseudo: None, window: MainWindow) -> None:
    assert not (found := escaped(window)), "\n".join(found)


@pytest.mark.parametrize("node", ["image", "fc1", "loss"])
def test_no_string_about_a_node_escapes(pseudo: None, window: MainWindow, node: str) -> None:
    window.canvas.select([node])
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_about_what_is_wrong_escapes(pseudo: None, window: MainWindow) -> None:
    window.canvas.select(["fc1"])
    window.canvas.delete_selection()
    window.checker.check()
    assert window.checker.problems
    window.canvas.select(["relu1", "fc2"])
    window.set_mode(window._mode)
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_of_a_run_escapes(
    pseudo: None, window: MainWindow, wait_until: Callable[..., None]
) -> None:
    window.canvas.select(["fc1"])
    window.trainer.step_once()
    wait_until(lambda: window.trainer.state.value == "paused" and window.trainer.history.look is not None)
    assert not (found := escaped(window)), "\n".join(found)
    window.trainer.stop()
    wait_until(lambda: window.trainer.state.value == "idle")
    assert not (found := escaped(window)), "\n".join(found)


@pytest.mark.parametrize("code", list(TEXTS))
def test_every_problem_can_be_said_in_another_language(pseudo: None, code: str) -> None:
    arguments = dict.fromkeys(re.findall(r"{(\w+)", TEXTS[code].message + TEXTS[code].hint), "x")
    problem = Problem(code, arguments)
    assert problem_message(problem) == f"{OPENING}{problem.message}{CLOSING}"
    assert problem_hint(problem) == (f"{OPENING}{problem.hint}{CLOSING}" if problem.hint else "")
