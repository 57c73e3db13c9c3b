"""The lab without a screen: layers, recipes, ladders, data, training and its records.

In notebooks: ``import mnist_core as lab``, then ``lab.run("strategy-4@1").history``; see
docs/NOTEBOOKS.md. To import it costs nothing: each name brings what it needs when it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from mnist_core.base.version import VERSION

if TYPE_CHECKING:
    from mnist_core.lab.lab_run import LabRun
    from mnist_core.lab.runs import all_runs, recipe_of, run, step, steps
    from mnist_core.lab.train import train

__version__ = VERSION
__all__ = ["LabRun", "all_runs", "recipe_of", "run", "step", "steps", "train"]

_ROOMS = {"LabRun": "lab_run", "train": "train"}


# mypy knows the names from above, and would take any other one if it saw this
if not TYPE_CHECKING:
    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.lab.{_ROOMS.get(name, 'runs')}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
