"""Errors: the digits that a run reads wrong."""

from dashboard.errors.page import errors_page

errors_page()
