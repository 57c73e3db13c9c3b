"""``notebook.ipynb``: the run from the data to its mistakes, without outputs."""

import json

from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.plain_pytorch.notebook_code import (
    WORST,
    batch_code,
    check_code,
    confusion_code,
    curves_code,
    data_code,
    imports_code,
    loop_code,
    network_code,
    setup_code,
    transforms_code,
)
from mnist_core.export.plain_pytorch.notebook_words import WORDS, heading

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"}}


def notebook_ipynb(run: ExportedRun) -> bytes:
    """nbformat 4.5; cells have names for ids, so that the same run gives the same bytes."""
    cells = [_words("title", heading(run)), _code("imports", imports_code(run)),
             _words("about-data", WORDS["data"]), _code("data", data_code(run)),
             _words("about-transforms", WORDS["transforms"]),
             _code("transforms", transforms_code(run)),
             _code("batch", batch_code()),
             _words("about-network", WORDS["network"]), _code("network", network_code(run)),
             _words("about-training", WORDS["training"]), _code("setup", setup_code(run)),
             _code("training", loop_code(run)),
             _code("curves", curves_code(run)),
             _words("about-mistakes", WORDS["mistakes"]), _code("confusion", confusion_code()),
             _code("worst", WORST)]
    if run.network:
        cells += [_words("about-weights", WORDS["weights"]), _code("weights", check_code(run))]
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _words(name: str, text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code(name: str, code: str) -> dict[str, object]:
    return {"cell_type": "code", "execution_count": None, "id": name, "metadata": {},
            "outputs": [], "source": _lines(code.strip("\n"))}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
