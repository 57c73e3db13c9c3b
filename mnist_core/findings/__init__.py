"""What may be said of a training, and of a recipe before it: only what figures show."""
