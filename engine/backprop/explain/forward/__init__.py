"""Where the numbers came from that nodes compute going forward: one file of rules for each category of the palette.

`explaining.explain_value` is the front. What no rule tells is told by running the node once more.
"""
