"""Home: the ladders, their steps and what was published."""

from dashboard.ladders.page import ladder_page

ladder_page()
