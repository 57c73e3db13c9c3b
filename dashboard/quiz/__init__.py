"""The quiz before and after the lessons."""
