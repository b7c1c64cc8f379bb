"""What the user drew, as plain values: nodes, edges, blocks, and their order of execution.

A graph is never changed; an edit makes a new one that shares all that it did not touch. For the project, the
compiler and the canvas.
"""
