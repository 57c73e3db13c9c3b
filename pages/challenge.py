"""Challenge: the class's challenge, its ranking, and what one submits to it."""

from dashboard.challenge.page import challenge_page

challenge_page()
