"""Glossary: what the words on these pages mean, and where to see each."""

from dashboard.glossary.page import glossary_page

glossary_page()
