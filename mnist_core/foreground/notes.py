"""Remarks for people on stderr."""

import sys

from mnist_core.base.format import for_terminal


def note(text: str) -> None:
    """A remark for people, on stderr."""
    print(for_terminal(text), file=sys.stderr, flush=True)
