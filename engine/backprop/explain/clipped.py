"""Why a clipped gradient is what it is: the gradient of the loss, and what clipping did to all of it or to this number.

Formulas: torch.nn.utils.clip_grad_norm_ and clip_grad_value_.
"""

from __future__ import annotations

from engine.backprop.explanation import Explanation, Factor, Note, Place, Term
from engine.backprop.places import number_at
from engine.backprop.recording import Recording

WHOLE, CLIPPED = r"\frac{\partial L}{\partial \theta}", r"g"


def explain_clipped(recording: Recording, place: Place) -> Explanation:
    """The gradient times the factor of the norm; or, held to its limit before that, the limit.

    Raises LookupError where nothing was clipped.
    """
    value = number_at(recording, place)
    done = recording.clipped
    if done is None:
        raise LookupError(f"nothing was clipped at {place.address}.{place.name}")
    source = Place("gradient", place.address, place.name, place.index)
    before = number_at(recording, source)
    limit = done.clipping.values["value"]
    held = before if not isinstance(limit, float) else max(-limit, min(limit, before))
    factors = [Factor(WHOLE if held == before else r"\pm c", held, "gradient", source)]
    formula = rf"{CLIPPED} = {WHOLE}" if held == before else rf"{CLIPPED} = \pm c"
    notes = []
    if held != before:
        notes.append(Note("clipped_by_value", {"limit": limit, "value": before}))
    factor = done.factor
    if factor is not None and done.total_norm is not None:
        factors.append(Factor(r"\frac{c}{\left\| g \right\|}", float(factor), "constant"))
        formula += r" \cdot \min\left(1, \frac{c}{\left\| g \right\|}\right)"
        notes.append(Note("clipped_by_norm", {"norm": float(done.total_norm), "limit": done.clipping.values["norm"]}))
    product = Term(0.0, tuple(factors)).product
    return Explanation(
        place, value, formula, (Term(product, tuple(factors)),), rounding=value - product, notes=tuple(notes)
    )
