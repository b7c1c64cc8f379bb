"""What stands around the canvas: the bar above with the modes, the docks, the message bar, the status bar, the files.

Pieces that the main window composes; each does one thing and knows nothing of the others.
"""
