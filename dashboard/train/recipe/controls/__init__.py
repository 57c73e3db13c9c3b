"""The controls of a recipe, by the group that they stand in."""
