"""In and out: what a network becomes for others, and what others' networks become here.

Python text that needs torch alone, with a state_dict beside it. For the command line and the window's code panel.
"""
