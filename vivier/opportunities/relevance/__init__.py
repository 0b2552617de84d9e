"""In which order to show what fits: learned, exact, and explained by the features that moved it.

Plain Python and numpy. Who may apply is decided elsewhere (`opportunities.conditions`); nothing here can
make an opportunity fit, or hide one.
"""
