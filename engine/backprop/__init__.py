"""Backpropagation made visible: probes of a running network, and steps taken apart node by node.

Both walk the plan with the very submodules and the very text of the network that trains, and neither changes a bit
of the result. For training, the command line and the window's canvas.
"""
