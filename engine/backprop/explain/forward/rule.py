"""What a rule is: how one kind of layer computes a number."""

from __future__ import annotations

from collections.abc import Callable

from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explanation import Explanation

Rule = Callable[[Asked], Explanation | None]
