"""Colours for Python text, from the theme."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.theme import Theme

_TOKENS = re.compile(
    r"""
    (?P<comment>\#.*$)
  | (?P<string>[rbf]?(?:\"\"\".*?\"\"\"|\"\"\".*$|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))
  | (?P<named>(?<=def\s)\w+|(?<=class\s)\w+)
  | (?P<number>\b\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?\b)
  | (?P<word>\b[A-Za-z_]\w*\b)
    """,
    re.VERBOSE,
)
_OPEN = 1  # the state of a block that ends inside a docstring


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, names that are defined, strings, numbers and comments; docstrings over several lines."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats = _formats(theme)

    def set_theme(self, theme: Theme) -> None:
        self._formats = _formats(theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        start = 0
        if self.previousBlockState() == _OPEN:
            end = text.find('"""')
            start = len(text) if end < 0 else end + 3
            self.setFormat(0, start, self._formats["string"])
            if end < 0:
                self.setCurrentBlockState(_OPEN)
                return
        self.setCurrentBlockState(0)
        for match in _TOKENS.finditer(text, start):
            kind = match.lastgroup or ""
            if kind == "word":
                kind = "keyword" if keyword.iskeyword(match.group()) else "self" if match.group() == "self" else ""
            if kind:
                self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])
            if kind == "string" and match.group().count('"""') == 1:
                self.setCurrentBlockState(_OPEN)


def _formats(theme: Theme) -> dict[str, QTextCharFormat]:
    return {
        "comment": _format(theme.soft_text, italic=True),
        "string": _format(theme.category("activation")),
        "named": _format(theme.accent, bold=True),
        "number": _format(theme.category("convolution")),
        "keyword": _format(theme.category("normalization"), bold=True),
        "self": _format(theme.soft_text),
    }


def _format(colour: QColor, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    made.setFontItalic(italic)
    return made
