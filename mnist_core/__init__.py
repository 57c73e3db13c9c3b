"""The lab without a screen: layers, recipes, ladders, data, training and its records."""
