"""The home page: the ladders, their steps, and what was published and measured of them."""
