"""Why a gradient dies: what is measured at each node of a step, and rules that name what is wrong where it happens.

A step is measured from its Recording, or from the norms of a look during training. Measures and diagnoses are plain
values. For the command line and the window, which offers the remedies (engine/project/remedies.py) with a press.
"""
