"""What a number is called, and what is said beside its formula."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from app.pictures.as_formula import formula, natural_size
from app.theatre.note_texts import TYPESET, is_typeset, note_latex, note_text
from app.theatre.place_texts import place_text, quantity_text
from app.translation import PseudoTranslator
from engine.backprop.explain.notes import NOTES
from engine.backprop.explanation import Note, Place, Quantity


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("output", "fc", "output", (0, 3)), "value[0, 3] of fc"),
        (Place("output", "lstm", "h_n", (1, 0, 2)), "h_n[1, 0, 2] of lstm"),
        (Place("output", "loss", "output"), "value of loss"),
        (Place("grad_output", "fc", "output", (0, 3)), "∇ output[0, 3] of fc"),
        (Place("grad_output", "lstm", "h_n", (1,)), "∇ h_n[1] of lstm"),
        (Place("input", "fc", "input", (0, 1)), "input[0, 1] of fc"),
        (Place("input", "loss", "target", (0,)), "target[0] of loss"),
        (Place("input", "both", "input[1]", (0, 2)), "input[1][0, 2] of both"),
        (Place("grad_input", "loss", "target", (0,)), "∇ of its target[0] of loss"),
        (Place("parameter", "fc", "weight", (0, 1)), "weight[0, 1] of fc"),
        (Place("grad_parameter", "fc", "bias", (4,)), "∇ bias[4] of fc"),
        (Place("gradient", "fc", "weight", (0, 1)), "whole ∇ weight[0, 1] of fc"),
        (Place("clipped", "fc", "weight", (0, 1)), "clipped ∇ weight[0, 1] of fc"),
        (Place("after", "fc", "weight", (0, 1)), "new weight[0, 1] of fc"),
        (Place("inside", "lstm", "f_l0", (0, 3, 1)), "forget gate[0, 3, 1] of lstm"),
        (
            Place("inside", "gru", "a_n_l1_reverse", (0, 3, 1)),
            "sum of the new gate (layer 1, backward)[0, 3, 1] of gru",
        ),
        (Place("grad_inside", "lstm", "c_l2", (0, 3, 1)), "∇ cell (layer 2)[0, 3, 1] of lstm"),
        (Place("grad_inside", "look", "scores", (0, 1, 2, 3)), "∇ score[0, 1, 2, 3] of look"),
    ],
)
def test_what_a_number_is_called(qapp: QApplication, place: Place, text: str) -> None:
    assert place_text(place, str) == text
    assert quantity_text(place) == text.rpartition(" of ")[0]


def test_every_quantity_has_a_name_of_its_own(qapp: QApplication) -> None:
    names = {quantity_text(Place(quantity, "fc", "input", (0,))) for quantity in get_args(Quantity)}
    assert len(names) == len(get_args(Quantity)) - 3, "what has one name on a node is one thing there"


def test_every_part_inside_a_layer_has_a_name(qapp: QApplication) -> None:
    parts = [*"ifgochurznmaqkv", "scores", "probabilities", "kept", "heads", "a_i", "attended", "sum1", "sum2",
             "normed1", "normed2", "inner", "hidden", "fed", "kept1", "kept2", "kept3"]  # fmt: skip
    names = {quantity_text(Place("inside", "layer", part)) for part in parts}
    assert len(names) == len(parts)
    assert not any(name.startswith("inner") for name in names)


def test_a_batch_of_one_is_not_counted_and_a_weight_is(qapp: QApplication) -> None:
    assert place_text(Place("output", "fc", "output", (0, 3)), str, is_single=True) == "value[3] of fc"
    assert place_text(Place("grad_input", "fc", "input", (0, 3)), str, is_single=True) == "∇ of its input[3] of fc"
    assert place_text(Place("inside", "lstm", "c_l0", (0, 3, 2)), str, is_single=True) == "cell[3, 2] of lstm"
    assert place_text(Place("output", "loss", "output"), str, is_single=True) == "value of loss"
    assert place_text(Place("output", "lstm", "c_n", (1, 0, 3)), str, is_single=True) == "c_n[1, 0, 3] of lstm"
    assert place_text(Place("after", "fc", "weight", (0, 3)), str, is_single=True) == "new weight[0, 3] of fc"
    assert place_text(Place("output", "fc", "output", (0,)), lambda node: f"<{node}>", True) == "value of <fc>"


# ------------------------------------------------------------------ notes


def note_of(code: str) -> Note:
    """With an argument of each kind that its text names."""
    names = re.findall(r"\{(\w+)\}", NOTES[code])
    latex = {"symbol": r"\hat{x}_{1}", "target_symbol": "t", "formula": r"\frac{1}{2}\,x"}
    return Note(
        code, {name: latex.get(name, 0.000123456 if number % 2 else "word") for number, name in enumerate(names)}
    )


@pytest.mark.parametrize("code", list(NOTES))
def test_every_note_can_be_shown_in_every_language(qapp: QApplication, code: str) -> None:
    note = note_of(code)
    names = set(note.arguments)
    assert is_typeset(note) == bool(names & set(TYPESET))
    translator = PseudoTranslator()
    for is_foreign in (False, True):
        if is_foreign:
            qapp.installTranslator(translator)
        text = note_latex(note) if is_typeset(note) else note_text(note)
        if is_foreign:
            qapp.removeTranslator(translator)
        assert "{value}" not in text and not re.search(r"(?<!\\text)\{(?:symbol|formula|count|place)\}", text)
        assert ("⟦" in text and "⟧" in text) == is_foreign
        if is_typeset(note):
            size = natural_size(formula(text, 15.0, "#333333"))
            assert size.width() > 20 and size.height() > 5


def test_numbers_in_notes_are_short_and_words_stay_words(qapp: QApplication) -> None:
    assert note_text(Note("statistics", {"mean": 0.123456, "variance": 2.0, "count": 8})) == (
        "The mean is 0.1235 and the variance 2, of 8 numbers."
    )
    assert note_text(Note("gate", {"gate": "forget", "unit": 3})) == "The weight belongs to the forget gate of unit 3."
    assert note_latex(Note("number", {"symbol": "p", "value": 1 / 3})) == r"p \text{ = } 0.3333"
    assert note_latex(Note("inside", {"symbol": "s", "formula": "a", "value": -2})) == r"s \text{ = } a \text{ = } -2"
