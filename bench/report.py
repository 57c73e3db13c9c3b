"""Figures with what they were measured on, as Markdown."""

import os
from importlib.metadata import version

from mnist_core.base.machine.devices import device_state
from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.markdown import table
from mnist_core.runs.database.machine import this_machine

__all__ = ["machine", "table"]


def machine() -> str:
    """One line: device, cores, versions, commit, and whether the machine had other work."""
    found = this_machine(device_state("auto").type)
    return (f"{found.processor}, {num_cores()} cores; Python {found.python}, "
            f"torch {found.torch}, streamlit {version('streamlit')}, "
            f"plotly {version('plotly')}; commit {found.commit}; "
            f"load average {os.getloadavg()[0]:.1f}")
