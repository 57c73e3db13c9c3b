"""``python -m mnist_core``."""

import sys

try:
    from mnist_core.cli import app
    from mnist_core.fast.waiting_threads import wait_asleep
except ModuleNotFoundError as error:
    sys.exit(f"Error: {error}. Install what the lab needs: {sys.executable} -m pip install -r "
             "requirements.txt")

if __name__ == "__main__":
    wait_asleep()
    for stream in (sys.stdout, sys.stderr):
        # a terminal without arrows and degree signs shows question marks, not a traceback
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="python -m mnist_core")
