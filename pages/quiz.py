"""The quiz before and after the lessons, and what was gained."""

from dashboard.quiz.page import quiz_page

quiz_page()
