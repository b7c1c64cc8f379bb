"""Chainrule without a window: draw a network as data, check it, train it, take its backpropagation apart.

For scripts, for the command line (`python -m engine`) and for the window in `app`. Nothing in here knows Qt.
"""
