"""Measurements, as ratios within one run: `make bench`. They need no display, and no test depends on a time.

Every comparison runs its candidates in turn, A B C A B C ..., and tells medians with their spread, so that a noisy
machine widens the spread and does not shift the ratio.
"""
