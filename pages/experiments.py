"""Experiments: questions that several runs answer, their trials in pictures, and what they say."""

from dashboard.experiments.page import experiments_page

experiments_page()
