"""The one table of English texts for problems: code -> message and hint.

A message says what was expected and what came; a hint says what to do. `{name}` stands for an argument of the
problem. The window translates these texts by their code.
"""

from __future__ import annotations

from engine.texts import of_drawings, of_work
from engine.texts.text import Text

TEXTS: dict[str, Text] = {**of_drawings.TEXTS, **of_work.TEXTS}
