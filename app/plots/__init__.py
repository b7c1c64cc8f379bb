"""Curves, bars and histograms that keep up with a training run: the only user of pyqtgraph.

Every plot takes plain arrays, redraws at most twelve times a second and only while it can be seen, and keeps its ranges
still until they must grow. Serves the panels. Importing pyqtgraph takes half a second, so nothing is imported here:
the window imports `app.plots.curve_plot` and the others after its first paint.
"""
