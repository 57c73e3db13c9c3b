"""Experiments: settings of a recipe varied over seeds, and what may be said of the outcome."""
