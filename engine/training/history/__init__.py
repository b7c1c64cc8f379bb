"""Time travel: the states of a training that are kept in memory, to go back to, go on from, and branch from.

A keeper takes snapshots while the training runs, spread over all its steps within a budget of memory and time. From
each of them, and by a few steps more from every step, training goes on exactly as it went, or otherwise as a branch.
"""
