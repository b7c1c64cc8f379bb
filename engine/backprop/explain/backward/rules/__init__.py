"""How each kind sends a gradient back, as formulas: one file for each category of the catalogue."""
