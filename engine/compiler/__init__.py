"""From a drawing to something that runs: graph -> plan -> shapes, network, source text, cost.

The plan is the one intermediate form: whatever trains, steps, exports or counts reads it. For the window's checker,
training, backprop and the command line.
"""
