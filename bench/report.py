"""Figures with what they were measured on, as Markdown."""

import os
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import torch

ROOT = Path(__file__).parent.parent


def machine() -> str:
    """One line: device, cores, versions, commit, and whether the machine had other work."""
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else _processor()
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT,
                            capture_output=True, text=True).stdout.strip() or "unknown"
    return (f"{device}, {os.cpu_count()} cores; Python {platform.python_version()}, "
            f"torch {torch.__version__}, streamlit {version('streamlit')}, "
            f"plotly {version('plotly')}; commit {commit}; load average {os.getloadavg()[0]:.1f}")


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
