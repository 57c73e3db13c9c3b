"""``python -m mnist_core``, and the command ``mnist-lab`` that a wheel installs."""

import sys
from pathlib import Path


def main() -> None:
    try:
        from mnist_core.cli import app
        from mnist_core.fast.waiting_threads import wait_asleep
    except ModuleNotFoundError as error:
        sys.exit(f"Error: {error}. Install what the lab needs: {sys.executable} -m pip install -r "
                 "requirements.txt")
    wait_asleep()
    for stream in (sys.stdout, sys.stderr):
        # a terminal without arrows and degree signs shows question marks, not a traceback
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    started_as = Path(sys.argv[0]).stem
    app(prog_name="python -m mnist_core" if started_as == "__main__" else started_as)


if __name__ == "__main__":
    main()
