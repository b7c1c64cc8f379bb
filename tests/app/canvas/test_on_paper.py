"""A scene on paper: all is drawn at any zoom, as lines and letters, in widths that follow the zoom."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem

from app.canvas.card_texts import RIGHT, Fonts
from app.canvas.scene import GraphScene
from app.canvas.stage import RowContent, lay_out_stage
from app.canvas.stage_painter import StagePainter
from app.pictures.as_cells import cells_of
from app.theme.colours import signed_table
from app.theme.tokens import LIGHT
from tests.app.canvas.toy import ToyDocument, residual

SVG = "{http://www.w3.org/2000/svg}"


def svg_of(paint: object) -> str:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    painter = QPainter(device)
    paint(painter)  # type: ignore[operator]
    painter.end()
    return bytes(content.data()).decode("utf-8")


def drawn(scene: GraphScene, zoom: float) -> str:
    def paint(painter: QPainter) -> None:
        painter.scale(zoom, zoom)
        for item in (*scene.item_for_edge.values(), *scene.item_for_node.values()):
            painter.save()
            painter.translate(item.pos())
            item.paint(painter, QStyleOptionGraphicsItem())
            painter.restore()

    return svg_of(paint)


def count(svg: str, name: str) -> int:
    return len(list(ElementTree.fromstring(svg).iter(f"{SVG}{name}")))


@pytest.fixture
def scenes(qapp: QApplication) -> dict[bool, GraphScene]:
    return {on_paper: GraphScene(ToyDocument(residual()), on_paper=on_paper) for on_paper in (False, True)}


def test_everything_is_lines_and_letters(scenes: dict[bool, GraphScene]) -> None:
    svg = drawn(scenes[True], 1.0)
    assert count(svg, "image") == 0
    assert count(svg, "text") == count(drawn(scenes[False], 1.0), "text") > 0
    assert count(drawn(scenes[False], 1.0), "image") > 0  # on a screen, shells are pictures that are shared


@pytest.mark.parametrize("zoom", [0.05, 0.2, 0.4, 2.0])
def test_nothing_is_left_out_at_any_zoom(scenes: dict[bool, GraphScene], zoom: float) -> None:
    full, other = drawn(scenes[True], 1.0), drawn(scenes[True], zoom)
    for name in ("text", "path", "circle", "ellipse", "polyline"):
        assert count(other, name) == count(full, name)


def test_lines_follow_the_zoom(scenes: dict[bool, GraphScene]) -> None:
    assert "non-scaling-stroke" in drawn(scenes[False], 1.0)
    assert "non-scaling-stroke" not in drawn(scenes[True], 1.0)


def test_the_place_for_a_next_edge_is_not_on_paper(scenes: dict[bool, GraphScene]) -> None:
    slots = [
        slot
        for item in scenes[True].item_for_node.values()
        for slot in (*item.card.frame.inputs, *item.card.frame.outputs)
    ]
    spare = sum(slot.is_spare for slot in slots)
    ports = {on_paper: count(drawn(scene, 1.0), "circle") for on_paper, scene in scenes.items()}
    assert spare == 1
    assert ports[False] == len(slots)
    assert ports[True] == len(slots) - spare


def test_a_long_name_gives_way_to_the_range_beside_it(qapp: QApplication) -> None:
    fonts = Fonts()
    cells = cells_of(np.ones((96, 32)), signed_table(LIGHT), (255, 255, 255), False)
    name = "new self_attn.in_proj_weight of everything"
    content = RowContent("a", "parameter", name, name, "weight", "96×32", cells, "±0.22")
    stage = lay_out_stage([content], 56.0, fonts)
    stage = stage.with_states(["shown"], None)
    svg = svg_of(lambda painter: StagePainter(LIGHT, fonts, True).paint(painter, stage))
    texts = {
        element.text or "": float(element.get("x", "")) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")
    }
    (label,) = (text for text in texts if text.strip().startswith("new"))
    assert label.strip().endswith("…")
    (legend,) = (text for text in texts if "0.22" in text)
    assert texts[label] + fonts.width("label", label.strip()) <= texts[legend]
    assert texts[legend] + fonts.width("label", legend.strip()) == pytest.approx(RIGHT, abs=1)
