"""How the threads of one operator wait for each other: asleep, after a short look.

PyTorch's OpenMP (GCC's) looks 300,000 times, which on cores that others want too is time stolen
from the very thread that is waited for: docs/SPEED.md has what it cost.
"""

import os

SPINS = {"GOMP_SPINCOUNT": "3000"}
"""What a process must have in its environment before it imports PyTorch."""


def wait_asleep() -> None:
    """Let the threads of this process do so, unless its environment says otherwise."""
    for name, value in SPINS.items():
        os.environ.setdefault(name, value)
