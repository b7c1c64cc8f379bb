"""Small pieces that every panel is put together from: headings, rows of values, notes, numbers in words.

For the panels, which never import each other, and for the frame around the canvas. A leaf: knows the theme's
properties and nothing of projects.
"""
