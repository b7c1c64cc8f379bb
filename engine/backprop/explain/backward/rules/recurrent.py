"""Recurrent layers: the gradient comes back through all later steps, so the derivatives are autograd's.

Which gate a weight belongs to follows from its row: torch stacks them (torch.nn.LSTM, torch.nn.GRU: weight_ih_l[k]).
"""

from __future__ import annotations

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question
from engine.backprop.explanation import Note

_GATES = {"LSTM": ("input", "forget", "cell", "output"), "GRU": ("reset", "update", "new"), "RNN": ("hidden",)}
_FORMULAS = {
    "RNN": (r"h_t = f\left(W x_t + b + U h_{t-1} + c\right)",),
    "LSTM": (
        r"i, f, o = \sigma\left(W x_t + b + U h_{t-1} + c\right)",
        r"g = \tanh\left(W x_t + b + U h_{t-1} + c\right)",
        r"c_t = f \odot c_{t-1} + i \odot g, \quad h_t = o \odot \tanh(c_t)",
    ),
    "GRU": (
        r"r, z = \sigma\left(W x_t + b + U h_{t-1} + c\right), \quad "
        r"n = \tanh\left(W x_t + b + r \odot (U h_{t-1} + c)\right)",
        r"h_t = (1 - z) \odot n + z \odot h_{t-1}",
    ),
}


def recurrent(question: Question) -> Answer | None:
    """Through every later step of the sequence."""
    notes = [Note("part", {"formula": formula}) for formula in _FORMULAS[question.kind]]
    size: int = question.values["hidden_size"]
    if not question.of_input and not question.name.startswith("weight_hr"):  # a projection belongs to no gate
        gate, unit = divmod(question.index[0], size)
        notes.append(Note("gate", {"gate": _GATES[question.kind][gate], "unit": unit}))
    return by_autograd(question, notes=notes)
