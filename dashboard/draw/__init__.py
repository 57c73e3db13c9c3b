"""The Draw page: digits drawn by hand, read by up to four networks."""
