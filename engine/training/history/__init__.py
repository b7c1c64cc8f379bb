"""Time travel: the states of a training that are kept in memory, to go back to, go on from, and branch from."""
