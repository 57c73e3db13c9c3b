"""Which files leave the lab with a run, and what each is, said once.

``README.md``, the command line, HTTP and the pages read the list of files from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.lab_file import LAB, lab_safetensors
from mnist_core.export.network_page.page import network_html
from mnist_core.export.onnx_model import model_onnx, without_onnx
from mnist_core.export.plain_pytorch.model_file import model_py
from mnist_core.export.plain_pytorch.notebook import notebook_ipynb
from mnist_core.export.records import EVIDENCE, RECIPE, evidence_json, recipe_json
from mnist_core.export.report.page import report_html
from mnist_core.export.tables import (
    BATCH_TABLE,
    EPOCH_TABLE,
    EPOCHS,
    LAYER_TABLE,
    PREDICTION_TABLE,
    TABLES,
)
from mnist_core.export.trackers import mlflow_folder, tensorboard_folder, without_tensorboard
from mnist_core.export.weights import WEIGHTS, weights_safetensors


@dataclass(frozen=True, slots=True)
class File:
    """One file of a bundle.

    Attributes:
        name: within the bundle.
        words: what it is and how it is opened, in plain words.
        write: its bytes; the same run gives the same bytes.
        missing: why it cannot be written of this run, in a sentence; empty where it can.
    """

    name: str
    words: str
    write: Callable[[ExportedRun], bytes]
    missing: Callable[[ExportedRun], str]


@dataclass(frozen=True, slots=True)
class Folder:
    """Several files of a bundle that belong together; see ``File``. ``write`` names them within the
    folder.
    """

    name: str
    words: str
    write: Callable[[ExportedRun], Mapping[str, bytes]]
    missing: Callable[[ExportedRun], str]


def never(run: ExportedRun) -> str:
    return ""


def without_weights(run: ExportedRun) -> str:
    return "" if run.network else "no weights were kept of this run"


def without_answers(run: ExportedRun) -> str:
    return "" if run.evaluation else "its answers for the test digits are not known here"


def comes_with_the_lab(run: ExportedRun) -> str:
    return "a reference run comes with every lab" if run.is_reference else ""


FILES: tuple[File, ...] = (
    File("report.html", "The whole run on a page or two: question, result, network, mistakes, "
         "evidence. Opens in any browser, and is made to be printed.", report_html, never),
    File("network.html", "The network to try out, as one page that asks nobody for anything: open "
         "it with a double click, or send it to a phone. It reads what you draw, shows what each "
         "layer makes of it, and learns from corrections. It holds every weight, so that of a "
         "large network is a large file.", network_html, without_weights),
    File("notebook.ipynb", "The training as plain PyTorch and torchvision, from the data to the "
         "worst mistakes. Opens in Jupyter, VS Code or Colab; it needs torch, torchvision and "
         "matplotlib, and checks weights.safetensors where that lies beside it.",
         notebook_ipynb, never),
    File("model.py", "The network as plain PyTorch, with names for its layers. With "
         "weights.safetensors beside it, `python model.py digit.png` reads a picture.",
         model_py, without_weights),
    File("model.onnx", "The trained network with its normalisation inside: pixels uint8 "
         "[N, 28, 28], ink 255, to probabilities [N, 10]. Runs wherever ONNX does: onnxruntime, "
         "a browser, a phone.", model_onnx, without_onnx),
    File(WEIGHTS, "The trained weights, by the names that PyTorch gives them, with "
         "the recipe in its metadata. Read it with safetensors.torch.load_file.",
         weights_safetensors, without_weights),
    File(EPOCHS, "A row an epoch: losses in nats, accuracies in percent. Opens in any "
         "spreadsheet.", EPOCH_TABLE.csv, never),
    File("batches.csv", "A row a batch: its loss in nats, the percent of its digits read right, "
         "and the learning rate.", BATCH_TABLE.csv, never),
    File("predictions.csv", "A row a test digit: its index in MNIST's test set, its label, what "
         "the network read, and the probability of each class.", PREDICTION_TABLE.csv,
         without_answers),
    File("layers.csv", "A row a layer: sizes, receptive field and parameters, in the columns of "
         "the steps' authors.", LAYER_TABLE.csv, never),
    File(RECIPE, "The network and everything that trained it. Train it again with `python -m "
         "mnist_core train recipe.json`.", recipe_json, never),
    File(EVIDENCE, "Where the figures come from: device, versions, seed, commit, date.",
         evidence_json, never),
    File(LAB, "The curve and all answers in full precision. Another MNIST Drill-Down reads it: "
         "`python -m mnist_core import FILE.zip`, or \"Import a run\" on its page Runs.",
         lab_safetensors, comes_with_the_lab),
)

PARQUET: tuple[File, ...] = tuple(
    File(f"{table.name}.parquet", f"What `{table.name}.csv` holds, with its types. Read it with "
         "pandas.read_parquet, Polars or DuckDB.", table.parquet,
         without_answers if table is PREDICTION_TABLE else never) for table in TABLES)
"""Written on wish."""

FOLDERS: tuple[Folder, ...] = (
    Folder("tensorboard", "Curves and recipe for TensorBoard: `tensorboard --logdir tensorboard`.",
           tensorboard_folder, without_tensorboard),
    Folder("mlflow", "The run for MLflow, in the form of its file store: `mlflow "
           "migrate-filestore --source mlflow --target sqlite:///mlflow.db` brings it into a "
           "database.", mlflow_folder, never),
)
"""Written on wish, too."""
