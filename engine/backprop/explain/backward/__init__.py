"""Why a gradient is what it is: gradient coming in × local derivative = gradient going out.

`gradient.explain_gradient` is the door. It asks the rule of the node's kind (`rules`, one file for each category of
the catalogue); where there is none, autograd computes the column of the node's Jacobian (`jacobian`).
"""
