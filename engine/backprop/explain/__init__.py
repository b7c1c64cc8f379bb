"""Ask why: for any number of a recorded step, the numbers that it was made of.

`explaining.explain` is the door, for values, gradients and updated weights alike. `backward` tells where a gradient
came from. `latex` writes an explanation down: as a formula, and as the same equation with the step's numbers.
"""
