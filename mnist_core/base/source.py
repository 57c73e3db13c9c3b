"""Where the source of the lab lies."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The folder of ``app.py``, in which other processes of the lab are started."""
