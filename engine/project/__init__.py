"""The project: one value that holds everything that is saved, the changes that edit it, and its file.

For the window's document, for the command line and for scripts. Reading runs no code and imports no torch.
"""
