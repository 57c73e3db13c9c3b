"""Draw: a digit drawn by hand, read while the pen moves."""

from dashboard.draw.page import draw_page

draw_page()
