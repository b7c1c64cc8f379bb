"""An array as something to look at: a picture, a heat map, a grid of feature maps, or numbers in words.

Pure functions from NumPy arrays and plain numbers to images and texts, for the canvas and the panels. Colours are
handed over as tables (256 rows of red, green, blue), so that this room knows no theme.
"""
