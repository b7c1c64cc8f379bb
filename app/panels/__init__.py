"""The docks around the canvas, one file each.

A panel shows what the document, the checker and the trainer hold and asks the document for changes. Panels never
import each other; the window composes them.
"""
