from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.plots.bar_plot import BarPlot
from app.plots.curve_plot import CurvePlot, Series
from app.plots.header import Legend, LegendEntry
from app.plots.histogram_plot import HistogramPlot
from app.plots.history_plot import HistoryPlot
from app.plots.plot_panel import PlotPanel
from app.theme.tokens import DARK, LIGHT

Show = Callable[..., Any]
NAMES = ["conv1", "relu1", "fc", "loss"]
COLOURS = [QColor("#205080"), QColor("#208080"), QColor("#20A080"), QColor("#60C060")]


@pytest.fixture
def show(qapp: QApplication) -> Iterator[Show]:
    """Shows a plot in a window of its own, drawn and laid out."""
    windows: list[QWidget] = []

    def shown(plot: PlotPanel, width: int = 420, height: int = 260) -> PlotPanel:
        plot.resize(width, height)
        plot.show()
        windows.append(plot)
        for _ in range(2):  # the axes take their room in the first round
            qapp.processEvents()
            plot.data_changed()
            plot.flush()
        return plot

    yield shown
    for window in windows:
        window.close()
        window.deleteLater()


def near(image: QImage, colour: QColor, tolerance: int = 30) -> np.ndarray:
    """[H, W] where the image has about this colour."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    pixels = rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).astype(int)
    return (np.abs(pixels - np.array(colour.getRgb()[:3])).max(axis=2) <= tolerance).astype(bool)


def centre_of_bar(plot: BarPlot, index: int) -> QPoint:
    view = plot.plot.getPlotItem().getViewBox()
    return plot.plot.mapFromScene(view.mapViewToScene(QPointF(index, -4.0)))


def empty_text(plot: PlotPanel) -> str:
    return next((label.text() for label in plot.findChildren(QLabel) if label.isVisible() and label.wordWrap()), "")


def test_importing_the_package_does_not_import_pyqtgraph() -> None:
    code = "import app.plots, sys; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: CurvePlot("Loss", LIGHT),
        lambda: BarPlot("Gradient by layer", LIGHT),
        lambda: HistogramPlot("Gradient of weight", LIGHT),
        lambda: HistoryPlot(LIGHT),
    ],
)
def test_a_plot_without_data_says_what_will_appear(show: Show, make: Callable[[], PlotPanel]) -> None:
    plot = show(make())
    assert len(empty_text(plot)) > 20
    plot.set_theme(DARK)
    plot.flush()
    assert empty_text(plot)


def test_curves_are_drawn_in_their_colours_and_thinned(show: Show) -> None:
    plot = CurvePlot("Loss", LIGHT)
    x = np.arange(20_000)
    plot.set_series("train", x, 2 * np.exp(-x / 5000))
    plot.set_series("validation", x[::2000], 2 * np.exp(-x[::2000] / 5000) + 0.2)
    show(plot)
    assert empty_text(plot) == ""
    drawn = plot._curves["train"].getData()[0]
    assert len(drawn) <= 2 * plot.plot_width()
    image = plot.plot.grab().toImage()
    assert near(image, LIGHT.forward, 60).sum() > 100
    assert near(image, LIGHT.backward).sum() > 50
    assert plot.plot.viewRange() == [[0, 20_000], [0, 2.5]]


def test_a_theme_changes_every_colour(show: Show) -> None:
    plot = CurvePlot("Loss", LIGHT)
    plot.set_series("train", [0, 1, 2], [3, 2, 1])
    show(plot)
    plot.set_theme(DARK)
    plot.flush()
    image = plot.plot.grab().toImage()
    assert near(image, DARK.panel, 4).mean() > 0.8
    assert near(image, DARK.forward).sum() > 50
    assert near(image, LIGHT.panel, 4).sum() == 0


def test_ranges_stay_while_the_data_fits(show: Show) -> None:
    plot = show(CurvePlot("Loss", LIGHT))
    plot.set_extent(1000)
    seen = set()
    for step in range(10, 900, 30):
        x = np.arange(step)
        plot.set_series("train", x, 2.3 * np.exp(-x / 300))
        plot.flush()
        seen.add(str(plot.plot.viewRange()))
    assert len(seen) <= 6
    assert plot.plot.viewRange()[0] == [0, 1000]
    plot.clear()
    plot.flush()
    assert empty_text(plot)


def test_an_accuracy_never_gets_an_axis_beyond_one(show: Show) -> None:
    plot = show(CurvePlot("Accuracy", LIGHT, bounds=(0.0, 1.0)))
    for epoch in range(1, 12):
        plot.set_series("validation", np.arange(epoch), 1 - 0.7 ** np.arange(1, epoch + 1))
        plot.flush()
        low, high = plot.plot.viewRange()[1]
        assert 0 <= low < high <= 1
    assert (low, high) == (0, 1)


def test_a_logarithmic_plot_leaves_out_what_is_not_positive(show: Show) -> None:
    plot = HistoryPlot(LIGHT)
    plot.set_history([0, 1, 2, 3], [1e-4, 0.0, np.nan, 1e-2])
    show(plot)
    xs, ys = plot._curves["norm"].getData()
    assert (xs.tolist(), ys.tolist()) == ([0, 3], [-4, -2])
    assert plot.plot.viewRange()[1] == [-4, -2]


def test_wrong_series_are_refused(qapp: QApplication) -> None:
    plot = CurvePlot("Loss", LIGHT, [Series("a", "a")])
    with pytest.raises(KeyError):
        plot.set_series("train", [], [])
    with pytest.raises(ValueError, match="one length"):
        plot.set_series("a", [1, 2], [1])
    plot.deleteLater()


def test_the_legend_reads_out_what_is_under_the_mouse(show: Show) -> None:
    plot = CurvePlot("Loss", LIGHT, x_name="epoch")
    plot.set_series("train", [1, 2, 3, 4], [0.5, 0.4, 0.3, 0.2])
    plot.set_series("validation", [2, 4], [0.45, 0.25])
    show(plot, 600)
    place = plot.plot.getPlotItem().getViewBox().mapViewToScene(QPointF(2.9, 0.3))
    plot.plot.scene().sigMouseMoved.emit(place)
    assert [(entry.text, entry.value) for entry in plot.header.legend.entries] == [
        ("epoch 3", ""),
        ("train", "0.3000"),
        ("validation", "0.4500"),
    ]
    QApplication.sendEvent(plot.plot.viewport(), QEvent(QEvent.Type.Leave))
    assert [entry.value for entry in plot.header.legend.entries] == ["", ""]
    assert plot.value_at("train", -10) == 0.5
    assert plot.value_at("train", 99) == 0.2


def test_nothing_is_drawn_while_it_cannot_be_seen_and_often_is_not_too_often(
    show: Show, wait_until: Callable[..., None]
) -> None:
    class Counting(CurvePlot):
        drawings = 0

        def draw(self) -> None:
            self.drawings += 1
            super().draw()

    plot = Counting("Loss", LIGHT)
    for step in range(50):
        plot.set_series("train", np.arange(step), np.ones(step))
    assert plot.drawings == 0
    show(plot)
    before = plot.drawings
    for step in range(50):
        plot.set_series("train", np.arange(step + 1), np.ones(step + 1))
    assert plot.drawings == before
    wait_until(lambda: not plot.is_pending)
    assert plot.drawings == before + 1
    plot.hide()
    plot.set_series("train", [1, 2], [1, 2])
    assert plot.is_pending
    assert plot.drawings == before + 1


def test_bars_stand_in_order_in_their_colours_on_a_logarithmic_axis(show: Show) -> None:
    plot = BarPlot("Gradient by layer", LIGHT)
    plot.set_bars(NAMES, [1e-6, 1e-4, 1e-2, 1.0], COLOURS)
    show(plot)
    image = plot.plot.grab().toImage()
    heights, centres = [], []
    for colour in COLOURS:
        there = near(image, colour, 3)
        rows, columns = np.nonzero(there)
        heights.append(int(rows.max() - rows.min()))
        centres.append(float(columns.mean()))
    assert centres == sorted(centres)
    steps = np.diff(heights)
    assert steps.min() > 20
    assert steps.max() - steps.min() <= 3  # each a hundred times the one before: equal steps


def test_a_click_on_a_bar_names_it(show: Show) -> None:
    plot = BarPlot("Gradient by layer", LIGHT)
    plot.set_bars(NAMES, [1e-6, 1e-4, 1e-2, 1.0], COLOURS)
    show(plot)
    chosen: list[str] = []
    plot.chosen.connect(chosen.append)
    for index in range(4):
        QTest.mouseClick(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=centre_of_bar(plot, index))
    QTest.mouseClick(plot.plot.viewport(), Qt.MouseButton.RightButton, pos=centre_of_bar(plot, 0))
    assert chosen == NAMES
    plot.set_chosen("fc")
    plot.flush()
    assert plot.chosen_index == 2
    assert chosen == NAMES  # being told is no choice


def test_norms_that_are_zero_huge_or_no_number_are_seen(show: Show) -> None:
    plot = BarPlot("Gradient by layer", LIGHT)
    plot.set_bars(NAMES, [0.0, 1e-30, np.nan, 3e3], COLOURS)
    show(plot)
    assert plot.plot.viewRange()[1] == [-8, 4]
    image = plot.plot.grab().toImage()
    heights = [int(near(image, colour, 3).any(axis=1).sum()) for colour in COLOURS]
    assert 1 <= heights[0] <= 6
    assert heights[0] == heights[1]
    assert heights[2] > heights[3] > 100
    plot.set_bars(["other"], [1e-3], COLOURS[:1])
    plot.flush()
    assert plot.plot.viewRange()[1] == [-8, 0]


def test_bars_of_odd_lengths_are_refused(qapp: QApplication) -> None:
    plot = BarPlot("Gradient by layer", LIGHT)
    with pytest.raises(ValueError, match="one length"):
        plot.set_bars(NAMES, [1.0], COLOURS)
    plot.deleteLater()


def test_many_names_stand_upright_and_few_lie(show: Show) -> None:
    plot = BarPlot("Gradient by layer", LIGHT)
    plot.set_bars(NAMES, [1e-2] * 4, COLOURS)
    show(plot)
    lying = plot.bottom.height()
    many = [f"encoder.{index}.attention" for index in range(60)]
    plot.set_bars(many, [1e-2] * 60, COLOURS[:1] * 60)
    show(plot)
    assert lying < 30 < plot.bottom.height() <= 0.4 * plot.plot.height()
    assert not plot.grab().isNull()
    plot.clear()
    plot.flush()
    assert empty_text(plot)


def test_the_band_and_its_words_are_whole(show: Show) -> None:
    plot = BarPlot("Gradient by layer", LIGHT, vanishing=1e-6)
    plot.set_bars(NAMES, [1e-7] * 4, COLOURS)
    show(plot)
    assert [entry.text for entry in plot.header.legend.entries] == ["vanishing, below 1e-6"]
    assert (plot._band.rect().top(), plot._band.rect().bottom()) == pytest.approx((-8, -6))


def test_a_histogram_keeps_zero_in_its_middle(show: Show) -> None:
    plot = HistogramPlot("Gradient of weight", LIGHT)
    plot.set_histogram([1, 4, 2], [-1.0, 0.0, 1.0, 2.0], COLOURS[0])
    show(plot)
    (low, high), (bottom, top) = plot.plot.viewRange()
    assert low == -high
    assert high >= 2
    assert (bottom, top) == (0, 1.04)
    image = plot.plot.grab().toImage()
    columns = near(image, COLOURS[0], 3).sum(axis=0)
    assert columns.max() > 100
    with pytest.raises(ValueError, match="one edge more"):
        plot.set_histogram([1, 2], [0, 1])
    plot.set_histogram([0, 0], [0.0, 0.0, 0.0])
    plot.flush()
    plot.clear()
    plot.flush()
    assert empty_text(plot)


def test_a_narrow_legend_leaves_out_names_before_it_is_cut(qapp: QApplication) -> None:
    legend = Legend()
    legend.show_entries([LegendEntry("remark", QColor("red"), "none"), LegendEntry("train", QColor("blue"))])
    metrics = legend.fontMetrics()
    whole = metrics.horizontalAdvance("remark") + metrics.horizontalAdvance("train") + 60

    def texts(width: int) -> list[str]:
        legend.resize(width, 20)
        from PySide6.QtGui import QFontMetricsF

        return [text for _, text in legend._fitting(QFontMetricsF(legend.font()))]

    assert texts(whole) == ["remark", "train"]
    assert texts(metrics.horizontalAdvance("train") + 30) == ["train"]
    assert texts(20) == [""]
    legend.deleteLater()
