"""Benchmarks: `python -m bench.pages`, `python -m bench.memory`. They print, and judge nothing."""
