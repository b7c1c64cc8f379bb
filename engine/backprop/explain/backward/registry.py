"""The rule of each kind: how it sends a gradient back, as a formula of ours. Kinds without one go by autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.question import Question

Rule = Callable[[Question], Answer | None]  # None where it does not cover this use of the kind

RULES: Mapping[str, Rule] = {}
