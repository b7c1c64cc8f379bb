"""The state behind the window: what is edited, whether it is right, and what trains.

Serves the canvas, the panels and the window; knows none of them. The document is the only door for edits; the compute
thread is the only place where torch computes; everything here works without a visible window.
"""
