"""An afternoon of edits, across blocks and with trained weights, is taken back to the first byte and done again."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.session.document import Document
from engine.compiler.planner import Planner
from engine.project.reader import read_text
from engine.project.templates import find_template
from engine.project.weights import Weights
from engine.project.writer import project_text
from tests.engine.project.random_walk import Walk


def trained(document: Document) -> Weights:
    """A small array for each parameter of the network, none like another."""
    leaves = Planner().plan(document.project).leaves
    names = [f"{leaf.address}.{name}" for leaf in leaves if leaf.owns for name in leaf.step.parameters]
    return {name: np.full(2, number, np.float32) for number, name in enumerate(names)}


def state(document: Document) -> tuple[str, dict[str, float]]:
    return project_text(document.project), {key: float(array[0]) for key, array in sorted(document.weights.items())}


# Long ones for the edits, of which few weights are left in the end; short ones for the weights.
WALKS = [("resnet-18", 0, 1_500), ("transformer", 1, 1_500), ("digits-mlp", 2, 1_500)]
WALKS += [(name, seed, 60) for name in ("vit", "transformer", "gpt-2", "u-net") for seed in (10, 11, 12, 13, 14, 109)]


@pytest.mark.parametrize(("template", "seed", "count"), WALKS)
def test_edits_without_number_are_undone_and_done_again(template: str, seed: int, count: int) -> None:
    document = Document(read_text(find_template(template).path.read_text(encoding="utf-8")).project)
    document.set_trained_weights(trained(document), 10)
    assert len(document.weights) > 3
    stack, walk, done = document.undo_stack, Walk(seed), Counter[str]()
    states = {0: state(document)}
    while stack.count() < count:
        change = walk.next(document.project)
        document.apply(change)
        done[change.code] += bool(change)
        if stack.count() in (count, *range(0, count, 20)):
            states.setdefault(stack.count(), state(document))
    assert len(done) > (25 if count > 1_000 else 10), done
    while stack.canUndo():
        stack.undo()
        assert stack.index() not in states or state(document) == states[stack.index()], stack.redoText()
    stack.setIndex(count)
    assert state(document) == states[count]
