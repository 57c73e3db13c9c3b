"""What a run was trained with: its evidence, beside its figures."""

import json
import platform
import subprocess
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from mnist_core.base.source import IS_INSTALLED, ROOT
from mnist_core.base.version import VERSION


@dataclass(frozen=True, slots=True)
class Machine:
    """``commit`` is that of this program, with "-dirty" where files were changed since.

    ``processor`` names the GPU for a run on one. Empty or "unknown" where it cannot be found out.
    """

    commit: str
    processor: str
    python: str
    torch: str

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def machine_from_json(text: str | None) -> Machine | None:
    """The inverse of ``Machine.to_json``; None for a run of before it was recorded."""
    return None if text is None else Machine(**json.loads(text))


def this_machine(device_type: str) -> Machine:
    """This machine, for a training on ``device_type``, "cpu" or "cuda"."""
    import torch

    name = torch.cuda.get_device_name() if device_type == "cuda" else processor()
    return Machine(commit(), name, platform.python_version(), torch.__version__)


@cache
def commit() -> str:
    """As git describes it, "-dirty" where files were changed; "unknown" outside a checkout.

    Of what a wheel installed, its version: a checkout around that is another program's.
    """
    if IS_INSTALLED:
        return f"v{VERSION}"
    # `describe --dirty` would rewrite the index, and a commit made meanwhile would find it locked
    name = _git("describe", "--always")
    changed = _git("--no-optional-locks", "status", "--porcelain", "--untracked-files=no")
    return f"{name}-dirty" if name and changed else name or "unknown"


def _git(*words: str) -> str:
    """What git says about this checkout; nothing where there is no git, or no checkout."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


@cache
def processor() -> str:
    """The CPU's name, as Linux gives it, or as much as the platform tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
