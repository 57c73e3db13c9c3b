"""Lessons: files that a student goes through, from a question to a task of one's own."""
