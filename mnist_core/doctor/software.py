"""Python, the packages that were tested, and PyTorch's build."""

import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version

from mnist_core.base.source import IS_INSTALLED, ROOT
from mnist_core.doctor.check import Answer, bad, good

REQUIREMENTS = ROOT / "requirements.txt"
OLDEST = (3, 11)


def python() -> Answer:
    number = platform.python_version()
    if sys.version_info < OLDEST:
        return bad(f"Python {number} is too old: install Python 3.11 or newer and name it with "
                   "`make PYTHON=python3.11`.")
    return good(f"Python {number}, {sys.executable}, on {platform.system()} "
                f"{platform.machine()}.")


def packages() -> Answer:
    """Whether everything in requirements.txt is installed; other versions are named."""
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;#]+)",
                        REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    absent, other = [], []
    for name, wanted in pinned:
        try:
            # a build such as 2.15.0+cpu is the same version
            found = version(name).partition("+")[0]
        except PackageNotFoundError:
            absent.append(name)
            continue
        if found != wanted.partition("+")[0]:
            other.append(f"{name} {found} (tested: {wanted})")
    if absent:
        remedy = ("`pip install` with the lab's wheel again, which brings them" if IS_INSTALLED else
                  "`pip install -r requirements.txt`, or `make run`, which does")
        return bad(f"Not installed: {', '.join(absent)}. Run {remedy}.")
    if other:
        return good(f"Everything is installed; {', '.join(other)}.")
    return good(f"All {len(pinned)} are installed as tested.")


def pytorch() -> Answer:
    import torch
    import torchvision

    build = f"built for CUDA {torch.version.cuda}" if torch.version.cuda else "built for CPUs only"
    return good(f"PyTorch {torch.__version__}, {build}; torchvision {torchvision.__version__}.")


def settings() -> Answer:
    from mnist_core.base.settings import PREFIX, Settings, read_settings

    read_settings()  # its mistakes are sentences
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    given = sorted(known & os.environ.keys())
    words = f"Set: {', '.join(given)}." if given else "All as they come."
    # a mistyped name is ignored, which its owner does not expect
    return good(words + (f" Unknown and ignored: {', '.join(unknown)}." if unknown else ""))
