"""Spin counts: how long OpenMP's threads poll for each other before they sleep.

GCC's OpenMP, which PyTorch uses, polls 300,000 times. Where other processes want the same cores,
polling takes time from the thread that is waited for: docs/SPEED.md has what it cost.
"""

import os

SPINS = {"GOMP_SPINCOUNT": "3000"}
"""What a process must have in its environment before it imports PyTorch."""


def wait_asleep() -> None:
    """Let this process's threads sleep early, unless its environment sets another count."""
    for name, value in SPINS.items():
        os.environ.setdefault(name, value)
