"""What is made of Qt's SVG."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.figures.svg_text import improved

FONT = 'font-family="DejaVu Sans" font-size="14" font-weight="600" font-style="normal"'
WRITTEN = f"""<svg width="10mm" height="5mm"
 viewBox="0 0 40 20">
<g fill="none" transform="matrix(1,0,0,1,2,2)"
{FONT}
>
</g>

<g fill="#000000"
{FONT}
>
<text fill="#112233" xml:space="preserve" x="1" y="2" {FONT}
 >a &lt; b  c</text>
<path vector-effect="none" d="M0,0"/>
<image x="1" y="2"/>
</g>
</svg>"""


def test_texts_name_fonts_that_are_anywhere_and_say_how_long_they_are(qapp: QApplication) -> None:
    svg = improved(WRITTEN, 40, 20)
    font = QFont("DejaVu Sans", weight=600)
    font.setPixelSize(14)
    length = QFontMetricsF(font).horizontalAdvance("a < b  c")
    (text,) = re.findall(r"<text[^>]*>[^<]*</text>", svg)
    assert f'textLength="{length:.2f}"' in text
    assert text.endswith(">a &lt; b  c</text>")
    assert "Inter" in text
    assert "sans-serif" in text


def test_it_is_as_large_as_it_is_drawn_and_holds_nothing_in_vain(qapp: QApplication) -> None:
    svg = improved(WRITTEN, 40, 20)
    assert svg.startswith('<svg width="40" height="20"\n viewBox="0 0 40 20">')
    assert svg.count("<g") == 1
    assert svg.count("font-family") == 1
    assert "vector-effect" not in svg
    assert '<image style="image-rendering:pixelated" x="1"' in svg
