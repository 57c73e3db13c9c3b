"""The lab without a screen: layers, recipes, ladders, data, training and its records."""

__version__ = "0.1.0"
