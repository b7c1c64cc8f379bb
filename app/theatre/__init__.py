"""The stage: one training step played on the canvas where the network was drawn, one node at a time.

For the lecturer in front of a hall and for whoever wants to know why a number is what it is. The engine computes the
whole step at once; what is played here is the order in which its numbers are shown.
"""
