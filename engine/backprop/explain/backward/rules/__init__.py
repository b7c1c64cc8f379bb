"""How each kind sends a gradient back, as formulas: one file for each category of the catalogue.

A rule names the factors of the local derivative where it is a formula of ours, and may leave the rest to autograd.
`registry` beside this package knows them by kind.
"""
