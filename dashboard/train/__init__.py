"""The Train page: a recipe on the left, its run on the right."""
