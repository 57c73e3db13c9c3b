"""What a trained network sees, looks for and makes of a digit."""
