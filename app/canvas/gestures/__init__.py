"""Gestures: what a press of the mouse begins, a move carries on, and a release ends.

Each is an object that lives as long as the button is held. It shows what would happen on the items alone; only its
end edits, through the editor, and a cancelled gesture leaves no trace.
"""
