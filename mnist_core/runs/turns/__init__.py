"""Whose turn it is: the order of the queue, alone and between people, and taking its head."""
