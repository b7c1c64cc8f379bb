"""Runs the project's own code: tried in a process of its own first, where nothing that it does can hurt.

What it answers are shapes, parameters and costs, as torch gives them for any layer; or what it did instead, with the
line. For the plan, in the command line and in the window.
"""
