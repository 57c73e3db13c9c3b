"""The reference runs: every published step as this lab trained it, recorded in ``reference/``."""
