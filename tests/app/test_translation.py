"""Law 12: with a pseudo-language installed, every string that a person sees has been through the translator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
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

from app.translation import CLOSING, NAMES, OPENING, PseudoTranslator, problem_hint, problem_message
from engine.layers.catalogue import catalogue
from engine.problem import Problem
from engine.project import edits
from engine.texts import TEXTS
from tests.app.conftest import Answers
from tests.app.theatre.on_stage import BY_HAND, MOMENTS, Stage
from tests.test_translations import entries

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
    assert not (lacking := not_gathered(translator.asked)), f"the translation files lack {lacking}"


def not_gathered(asked: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the window asks a translator for and `resources/translations/update.py` did not find.

    A class may ask in the name of the one below it; Qt's own words and those of the plots' menus are not ours.
    """
    known = {source for _, source in entries("zh_CN")}
    others = ("Q", "Form", "PlotItem", "GraphicsScene")
    return sorted(
        (context, source)
        for context, source in asked
        if source not in known and OPENING not in source and not context.startswith(others)
    )


def names_of(window: MainWindow) -> set[str]:
    """Names that stay as they are in every language: of nodes, kinds, parameters, columns, files, choices."""
    from engine.backprop.diagnosis.thresholds import Thresholds
    from engine.compiler.init import FUNCTIONS
    from engine.data.catalogue import sources
    from engine.data.split import Split
    from engine.data.transforms import transforms
    from engine.project.templates import templates
    from engine.settings.clipping import Clipping
    from engine.settings.optimizers import optimizers
    from engine.settings.schedules import schedules
    from engine.settings.training import TrainingOptions

    project = window.document.project
    names = {
        "Chainrule",
        *NAMES.values(),
        project.name,
        window.files.name,
        *catalogue(),
        *sources(),
        *transforms(),
        *optimizers(),
        *schedules(),
    }
    names |= {text for node in project.graph.nodes.values() for text in (node.id, node.title, *node.init)}
    names |= {port.name for kind in catalogue().values() for port in kind.inputs}
    names |= {*project.data.columns()[0], *(template.title for template in templates())}
    declarations = [*catalogue().values(), *sources().values(), *transforms().values(), *optimizers().values()]
    for declaration in (*declarations, *schedules().values(), TrainingOptions, Clipping, Split, Thresholds):
        for name, parameter in declaration.parameters.items():
            names |= {name, *getattr(parameter, "choices", ())}
    return names | {"weight", "bias", *FUNCTIONS}


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


TRANSLATED = re.compile(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}")


def escaped(window: MainWindow) -> list[str]:
    """The texts that were not translated, and are no names."""
    names = names_of(window)
    return [f"{place}: {text!r}" for place, text in texts_of(window) if not is_foreign(text, names)]


def is_foreign(text: str, names: set[str]) -> bool:
    """Whether nothing of a text is English: it is translated, or a name, or has no words."""
    while text != (rest := TRANSLATED.sub("", text)):
        text = rest  # a translated text may stand within another one
    lines = [line.strip() for line in text.replace("[*]", "").splitlines()]
    words = [word for line in lines if line not in names for word in re.split(r"[\s,·:()*]+", line)]
    return all(word in names or is_elided(word, names) or NO_LANGUAGE.fullmatch(word) for word in words)


def is_elided(word: str, names: set[str]) -> bool:
    start, dots, end = word.partition("…")
    return bool(dots) and any(name.startswith(start) and name.endswith(end) for name in names)


def test_no_string_of_the_window_escapes_the_translator(pseudo: None, window: MainWindow) -> None:
    assert not (found := escaped(window)), "\n".join(found)


@pytest.mark.parametrize("node", ["image", "fc1", "loss"])
def test_no_string_about_a_node_escapes(pseudo: None, window: MainWindow, node: str) -> None:
    window.canvas.select([node])
    QApplication.processEvents()
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_about_clipping_escapes(pseudo: None, window: MainWindow) -> None:
    training = replace(window.document.project.training, clip={"norm": 1.0, "value": -1.0})
    window.document.apply(edits.set_training(window.document.project, training), None)
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_about_what_is_wrong_escapes(pseudo: None, window: MainWindow) -> None:
    window.canvas.select(["fc1"])
    window.canvas.delete_selection()
    window.checker.check()
    assert window.checker.problems
    window.canvas.select(["relu1", "fc2"])
    QApplication.processEvents()
    window.set_mode(window._mode)
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_of_a_run_escapes(pseudo: None, window: MainWindow, wait_until: Callable[..., None]) -> None:
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


# ------------------------------------------------------------------ the stage


@pytest.mark.parametrize("mode", ["backprop", "present"])
def test_no_string_of_the_stage_escapes(
    pseudo: None, window: MainWindow, answers: Answers, wait_until: Callable[..., None], mode: str
) -> None:
    stage = staged(window, answers, wait_until, mode)
    names = names_of(window)
    stage.theatre.set_predicting(True)
    for position in range(MOMENTS + 1):
        stage.player.go_to(position)
        found = [text for _, text in texts_of(window.stage_bar) if not is_foreign(text, names)]
        assert not found, position
        stage.theatre.reveal()
        assert is_foreign(stage.words, names), stage.words
    assert not (found := escaped(window)), "\n".join(found)


def test_no_string_on_the_cards_and_beside_them_escapes(
    pseudo: None, window: MainWindow, answers: Answers, wait_until: Callable[..., None]
) -> None:
    from app.canvas import stage_legend
    from app.theatre.narration import phase_title
    from engine.backprop.moments import PHASES

    stage = staged(window, answers, wait_until, "backprop")
    texts = [phase_title(phase) for phase in PHASES]
    for item in stage.scene.item_for_node.values():
        assert item.stage is not None
        texts += [text for row in item.stage.rows for text in (row.content.label, row.content.shape)]
    texts += stage_legend._texts()
    menu = window.canvas.menu(stage.scene.item_for_node["hidden"].scene_body.center())
    texts += [action.text() for action in menu.actions()]
    menu.deleteLater()
    assert len(texts) > 30
    assert not [text for text in texts if not is_foreign(text, names_of(window))]


def test_no_string_of_the_form_for_samples_escapes(
    pseudo: None, window: MainWindow, answers: Answers, wait_until: Callable[..., None]
) -> None:
    stage = staged(window, answers, wait_until, "backprop")
    window.stage_bar._samples.click()
    picker = stage.theatre._choice._picker
    assert not (found := escaped(window)), "\n".join(found)
    picker._from.setCurrentIndex(1)
    for text in ("", "[[1], [2, 3]]", "[]", "[1, 2]", '["a"]', "[[1], [2]]"):
        picker._fields["x"].setText(text)
        picker.accept()
        assert picker.isVisible() and picker._problem.isVisible()
        assert not (found := escaped(window)), "\n".join(found)
    picker.close()


def test_no_string_of_a_stage_without_a_step_escapes(
    pseudo: None, window: MainWindow, answers: Answers, wait_until: Callable[..., None]
) -> None:
    stage = staged(window, answers, wait_until, "backprop")
    window.canvas.select(["relu1"])
    window.canvas.delete_selection()
    stage.settle()
    assert stage.problem and not (found := escaped(window)), "\n".join(found)


def staged(window: MainWindow, answers: Answers, wait_until: Callable[..., None], mode: str) -> Stage:
    answers.unsaved = "discard"
    window.files.open_example(BY_HAND)
    window.checker.check()
    window.show()
    return Stage(window, wait_until).enter(mode)


def test_a_text_that_nobody_gathered_is_found() -> None:
    asked = {("Costs", "whole"), ("Costs", "no such words"), ("QDialog", "No"), ("Costs", f"{OPENING}done{CLOSING}")}
    assert not_gathered(asked) == [("Costs", "no such words")]
