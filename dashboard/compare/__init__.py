"""The Compare page: runs side by side, and whether they really differ."""
