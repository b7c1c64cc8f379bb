"""What a node computes on its way and never gives out: gates, cells, heads, and the gradient that comes to each.

A step records what crosses edges. These numbers are computed once more from it, in double precision, by the formulas
that torch documents, and the gradients by the chain rule written out. For the explanations alone.
"""
