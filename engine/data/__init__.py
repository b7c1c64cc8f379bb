"""Where samples come from: sources that declare their columns without loading, transforms, splits.

For the project, which holds the settings; for the check, which needs columns only; for training and stepping, which
load. All in NumPy: no torch in here, and each generated sample follows from its source's seed alone.
"""
