"""Layers whose code is kept in the project: read without being run.

From a class, a function or an expression follow fields, ports and the text that calls it, as from a kind of the
catalogue. For the project file, the compiler and the window's editor. Imports no torch, and runs nothing.
"""
