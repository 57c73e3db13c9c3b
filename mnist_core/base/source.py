"""Where the lab's files lie: in its source tree, or where a wheel put them."""

import os
from pathlib import Path

PACKAGES = Path(__file__).parents[2]
"""The folder of ``mnist_core`` and ``dashboard``."""

_FROM_WHEEL = PACKAGES / "mnist_drilldown"

IS_INSTALLED = _FROM_WHEEL.is_dir()
"""Whether there is no source tree, only what a wheel holds."""

ROOT = _FROM_WHEEL if IS_INSTALLED else PACKAGES
"""The folder of ``app.py`` and the pages' scripts."""

REFERENCE = ROOT / "reference"
"""Each reference run has a folder there, called by its key: ``strategy-4@1``."""


def python_path() -> str:
    """PYTHONPATH of a process that runs this code: this one may have been started anywhere."""
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
