"""The Qt program: the window in which a network is drawn, trained and watched.

Everything here serves the person before the screen; it stands on `engine`, and nothing imports it.
"""
