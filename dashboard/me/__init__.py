"""The page of the person who looks."""
