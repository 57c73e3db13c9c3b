"""Compare: runs side by side, and whether they really differ."""

from dashboard.compare.page import compare_page

compare_page()
