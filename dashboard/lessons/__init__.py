"""The Lessons page: the way through the lessons, and one of them."""
