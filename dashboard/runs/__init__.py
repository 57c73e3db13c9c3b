"""The Runs page: every run that there is."""
