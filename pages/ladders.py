"""Home: the five ladders, their steps and what was published."""

from dashboard.ladder_page import ladder_page

ladder_page()
