"""``python -m mnist_core``."""

import sys

from mnist_core.cli import app

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # a terminal without arrows and degree signs shows question marks, not a traceback
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="python -m mnist_core")
