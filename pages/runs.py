"""Runs: every run that there is, to find, compare and clear up."""

from dashboard.runs.page import runs_page

runs_page()
