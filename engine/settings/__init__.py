"""How a network is trained, declared once each: the settings, optimizers, schedules, clipping and metrics.

From a declaration follow its form in the window, its check in a file, and `--set` on the command line. Importing
this room imports no torch; torch is inside the functions that build.
"""
