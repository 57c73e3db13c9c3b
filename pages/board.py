"""The class: who is here, and what everybody is doing; for the teacher alone."""

from dashboard.board.page import board_page

board_page()
