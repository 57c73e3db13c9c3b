"""The command that opens the dashboard: serve."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from mnist_core.base.machine.addresses import default_host
from mnist_core.base.settings import read_settings
from mnist_core.base.source import ROOT
from mnist_core.cli.errors import FAILED
from mnist_core.foreground.notes import note

PORT = "8501"
# an import would go up the stairs
_LISTENING = "dashboard.server.listening"


def serve(
    host: Annotated[str, typer.Option(
        metavar="ADDRESS", help="Who may open the lab: localhost is this machine alone, 0.0.0.0 "
        "everybody who reaches it. Without it localhost, and 0.0.0.0 for a class.")] = "",
    port: Annotated[str, typer.Option(metavar="N", help="Its port.")] = PORT,
    base_path: Annotated[str, typer.Option(
        metavar="PATH", help="Below which path of the host the pages lie, behind a proxy.")] = "",
) -> None:
    """Open the dashboard, by default at http://localhost:8501. Ctrl-C ends it."""
    host = host or default_host(read_settings().mode)
    if subprocess.run([sys.executable, "-m", _LISTENING, host, port], cwd=ROOT, check=False
                      ).returncode:
        note(f"More about this machine: {'' if port == PORT else f'PORT={port} '}{sys.executable} "
             "-m mnist_core doctor")
        raise typer.Exit(FAILED)
    # without a home folder Streamlit breaks off before the lab can say what is missing
    if not os.environ.get("HOME"):
        os.environ["HOME"] = _home_folder() or os.environ.get("MNIST_HOME", "")
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
               "--server.port", port, "--server.address", host, "--server.baseUrlPath", base_path]
    if sys.platform == "win32":  # where exec would leave the terminal to two programs
        raise typer.Exit(subprocess.run(command, check=False).returncode)
    os.execv(sys.executable, command)


def _home_folder() -> str:
    found = os.path.expanduser("~")
    return "" if found == "~" else found
