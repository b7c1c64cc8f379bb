"""What a network costs before it runs: parameters, multiply-adds, activation memory, and how far each value sees.

Everything follows from the plan; no weight is allocated. For the command line, and for the window's table and overlay.
"""
