"""Training: a one-page loop that yields frozen events, and the runs that are kept on disk.

The loop decides nothing about display: the window drains its events thirty times a second, the command line prints
them. Pause is to stop asking for the next event; stop is to close the generator.
"""
