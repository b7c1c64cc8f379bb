"""Figures as files: what is in them, how large they are, and that the same gives the same."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.canvas.heat import heat_of
from app.figures.drawing import Drawing
from app.figures.figure import save_figure
from app.figures.sheet import Sheet
from app.figures.subject import Subject, Trained
from app.theme.tokens import DARK, LIGHT
from engine.problem import ProblemError

SVG = "{http://www.w3.org/2000/svg}"


Save = Callable[..., bytes]


@pytest.fixture
def saved(tmp_path: Path) -> Save:
    """Writes a figure and returns the file's content."""
    numbers = count()

    def save(subject: Subject, ending: str, **given: Any) -> bytes:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        save_figure(subject, folder / f"figure{ending}", **given)
        (only,) = folder.iterdir()
        return only.read_bytes()

    return save


def texts(svg: bytes) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def pages(pdf: bytes) -> list[list[float]]:
    """The corners of each page, in points."""
    return [[float(number) for number in found.split()] for found in re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)]


def page_size(subject: Subject) -> tuple[int, int]:
    sheet = Sheet(subject, LIGHT)
    size = Drawing(sheet).size
    sheet.close()
    return int(size.width()), int(size.height())


def test_an_svg_holds_the_numbers_as_text(saved: Save, by_hand: Subject) -> None:
    found = texts(saved(by_hand, ".svg"))
    for text in ("Chain rule by hand", "Sample 0 of train", "-52", "-16", "-24", "2.016", "Update, step 2 of 2"):
        assert text in found
    assert found.count("∇ output") == 7
    assert not [text for text in found if "…" in text]


def test_at_the_beginning_the_numbers_are_not_there_yet(
    saved: Save, by_hand: Subject, at_position: Callable[[Subject, int], Subject]
) -> None:
    found = texts(saved(at_position(by_hand, 0), ".svg"))
    assert "-52" not in found
    assert "∇ output" in found
    assert "The beginning" in found


def test_covered_numbers_are_in_no_figure(
    saved: Save, by_hand: Subject, at_position: Callable[[Subject, int], Subject]
) -> None:
    subject = at_position(by_hand, 1)
    assert subject.staged is not None
    covered = frozenset(subject.staged.step.moments[:1])
    found = texts(saved(replace(subject, staged=replace(subject.staged, covered=covered)), ".svg"))
    assert "?" in found
    assert "what will x show?" in found


def test_an_svg_of_numbers_holds_no_picture_and_one_of_maps_holds_only_tensors(
    saved: Save, by_hand: Subject, stepped: Callable[[str], Subject]
) -> None:
    assert not list(ElementTree.fromstring(saved(by_hand, ".svg")).iter(f"{SVG}image"))
    residual = stepped("residual")
    width, height = page_size(residual)
    pictures = list(ElementTree.fromstring(saved(residual, ".svg")).iter(f"{SVG}image"))
    assert pictures
    for picture in pictures:
        assert float(picture.get("width", "")) < width / 5
        assert float(picture.get("height", "")) < height / 5


def test_the_svg_looks_like_the_png(saved: Save, by_hand: Subject) -> None:
    width, height = page_size(by_hand)
    painted = QImage(width, height, QImage.Format.Format_RGB888)
    painted.fill(Qt.GlobalColor.white)
    painter = QPainter(painted)
    QSvgRenderer(QByteArray(saved(by_hand, ".svg"))).render(painter, QRectF(0, 0, width, height))
    painter.end()
    bits = np.frombuffer(painted.constBits(), np.uint8).reshape(height, painted.bytesPerLine())[:, : 3 * width]
    one = bits.reshape(height, width, 3).astype(int)
    other = np.asarray(Image.open(io.BytesIO(saved(by_hand, ".png", scale=1.0)))).astype(int)
    assert one.shape == other.shape
    assert (np.abs(one - other).max(axis=2) > 64).mean() < 0.01


def test_a_pdf_is_one_page_of_the_drawings_size_with_its_fonts(saved: Save, by_hand: Subject) -> None:
    pdf = saved(by_hand, ".pdf")
    width, height = page_size(by_hand)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert pages(pdf) == [[0, 0, width * 0.75, height * 0.75]]
    assert re.search(rb"/Type /Font\b", pdf)
    assert b"/FontFile" in pdf
    assert b"/Subtype /Image" not in pdf
    assert b"Chain rule by hand" in pdf


def test_the_tensors_of_a_pdf_are_its_only_pictures(saved: Save, stepped: Callable[[str], Subject]) -> None:
    pdf = saved(stepped("residual"), ".pdf")
    sizes = re.findall(rb"/Subtype /Image\s*/Width (\d+)\s*/Height (\d+)", pdf)
    assert sizes
    assert max(int(number) for size in sizes for number in size) <= 1024


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_a_png_has_so_many_pixels_and_says_how_large_they_are(saved: Save, by_hand: Subject, scale: float) -> None:
    width, height = page_size(by_hand)
    image = Image.open(io.BytesIO(saved(by_hand, ".png", scale=scale)))
    assert image.size == (round(width * scale), round(height * scale))
    assert image.mode == "RGB"
    assert image.info["dpi"][0] == pytest.approx(96 * scale, abs=0.1)
    assert image.getpixel((1, 1)) == LIGHT.canvas.getRgb()[:3]


def test_without_a_ground_it_is_transparent_beside_the_cards(saved: Save, by_hand: Subject) -> None:
    image = Image.open(io.BytesIO(saved(by_hand, ".png", is_transparent=True)))
    assert image.mode == "RGBA"
    assert image.getpixel((1, 1)) == (0, 0, 0, 0)
    assert image.getextrema()[3] == (0, 255)
    root = ElementTree.fromstring(saved(by_hand, ".svg", is_transparent=True))
    ground = LIGHT.canvas.name()
    assert not [element for element in root.iter() if element.get("fill") == ground]


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
@pytest.mark.parametrize("name", ["chain-rule-by-hand", "sequence-lstm"])
def test_the_same_gives_the_same_bytes(saved: Save, stepped: Callable[[str], Subject], name: str, ending: str) -> None:
    first = saved(stepped(name), ending)
    assert saved(stepped(name), ending) == first
    assert saved(stepped(name), ending, theme=DARK) != first


def test_the_scale_of_lines_and_letters_is_the_size_that_they_have(saved: Save, by_hand: Subject) -> None:
    width, height = page_size(by_hand)
    root = ElementTree.fromstring(saved(by_hand, ".svg", scale=2.0))
    assert (root.get("width"), root.get("height")) == (str(2 * width), str(2 * height))
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert pages(saved(by_hand, ".pdf", scale=2.0)) == [[0, 0, width * 1.5, height * 1.5]]


def test_a_drawing_off_the_stage_has_no_legend_and_no_words(saved: Save, by_hand: Subject) -> None:
    found = texts(saved(replace(by_hand, staged=None), ".svg"))
    assert "MSELoss" in found
    assert "2 units" in found
    assert not {"values, forward", "value", "-52", "Update, step 2 of 2"} & set(found)


def test_a_training_shows_its_gradients_and_their_scale(saved: Save, by_hand: Subject) -> None:
    heat = heat_of(0.01)
    trained = Trained({"hidden": heat}, {}, {"hidden": (0.1,) * 9}, {"loss": "4.0"})
    found = texts(saved(replace(by_hand, staged=None, trained=trained), ".svg"))
    assert {heat.text, "4.0", "gradient, L2 norm", "1e-8"} <= set(found)


@pytest.mark.parametrize("name", ["figure", "figure.jpg", "figure.svgz"])
def test_another_ending_is_refused(tmp_path: Path, by_hand: Subject, name: str) -> None:
    with pytest.raises(ProblemError) as caught:
        save_figure(by_hand, tmp_path / name)
    assert caught.value.problems[0].code == "call_figure_place"
    assert not list(tmp_path.iterdir())


def test_a_picture_too_large_is_refused(tmp_path: Path, by_hand: Subject) -> None:
    with pytest.raises(ProblemError) as caught:
        save_figure(by_hand, tmp_path / "a.png", scale=100.0)
    assert caught.value.problems[0].code == "call_picture_too_large"


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, by_hand: Subject) -> None:
    with pytest.raises(ProblemError) as caught:
        save_figure(by_hand, tmp_path / "none" / "a.svg")
    assert caught.value.problems[0].code == "file_not_writable"
