"""The words of a recipe's keys: what differences, tables, chips and logs call them."""

OPTIMISER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}
SWITCHED = {"label_smoothing": "label smoothing", "weight_average": "weight average"}
"""Numbers of a recipe whose 0 means that it is not there."""
