"""Makes what Qt writes as SVG good to use elsewhere: letters that find a font, sharp pictures, no empty groups.

Qt names the one font with which it painted. Where a reader lacks it, others are named; and since each text says how
long it is, nothing overlaps in another font either.
"""

from __future__ import annotations

import re
from html import escape, unescape

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

FALLBACKS = ("Inter", "Segoe UI", "Helvetica Neue", "Arial", "DejaVu Sans", "sans-serif")

_EMPTY_GROUP = re.compile(r"<g\b[^>]*>\s*</g>\s*")
_FONT = r'font-family="([^"]*)" font-size="([^"]*)" font-weight="(\d+)" font-style="(\w+)"'
_GROUP_FONT = re.compile(rf"(<g\b[^>]*?)\s*{_FONT}")
_TEXT = re.compile(rf"<text\b([^>]*?) {_FONT}\s*>([^<]*)</text>")
_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')


def improved(svg: str, width: float, height: float) -> str:
    """The same drawing, `width` and `height` CSS pixels large where nobody says otherwise."""
    svg = _SIZE.sub(f'<svg width="{width:g}" height="{height:g}"', svg, count=1)
    svg = _EMPTY_GROUP.sub("", svg)
    svg = _GROUP_FONT.sub(r"\1", svg)
    svg = svg.replace('vector-effect="none" ', "").replace("<image ", '<image style="image-rendering:pixelated" ')
    return _TEXT.sub(_text, svg)


def _text(found: re.Match[str]) -> str:
    attributes, family, size, weight, style, content = found.groups()
    font = QFont(unescape(family))
    font.setPixelSize(max(1, round(float(size))))
    font.setWeight(QFont.Weight(int(weight)))
    length = QFontMetricsF(font).horizontalAdvance(unescape(content).strip("\n"))
    names = dict.fromkeys([QFontInfo(font).family(), *FALLBACKS])
    families = ", ".join(name if name.isalpha() or name == FALLBACKS[-1] else f"'{name}'" for name in names)
    families = escape(families, quote=False)
    spacing = f' textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs"' if length else ""
    slant = "" if style == "normal" else f' font-style="{style}"'
    return (
        f'<text{attributes} font-family="{families}" font-size="{size}" font-weight="{weight}"{slant}{spacing}>'
        f"{content.strip(chr(10))}</text>"
    )
