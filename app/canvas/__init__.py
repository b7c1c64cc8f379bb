"""The canvas: the drawn graph on the screen, and every gesture with which it is drawn.

The scene follows one page of a document: changes come in, items stand there. It never edits; a gesture ends in a
change that is handed to the document. For the window, which tells it what to show.
"""
