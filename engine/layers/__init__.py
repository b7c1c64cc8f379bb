"""The catalogue: everything that can be drawn. One file is one palette category, one class is one layer kind.

A kind declares its ports and parameters and prints its code; checking, the network, the exported file, the palette,
the inspector, help and the contract tests all follow from that one class. No tensor and no torch in here.
"""
