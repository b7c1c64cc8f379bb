"""Figures and films: the canvas as it is drawn, and the stage as it is played, for papers, slides and lessons.

Everything is painted by the painters of the canvas, on a scene of its own that is made from plain values. So the
window stays as it is, and the same is made from the command line, without a display.
"""
