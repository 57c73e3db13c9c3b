"""Lessons: predict, train, compare, explain."""

from dashboard.lessons.page import lessons_page

lessons_page()
