"""``notebook.ipynb``: well-formed, and its cells run for every recipe of the lab."""

import ast
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mnist_core.augment.affine import Affine
from mnist_core.augment.colour import Colour
from mnist_core.augment.cutout import Cutout
from mnist_core.augment.elastic import Elastic
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation
from mnist_core.data.mnist import Dataset
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.plain_pytorch.model_file import model_py
from mnist_core.export.plain_pytorch.notebook import notebook_ipynb
from mnist_core.export.tables import PREDICTION_TABLE
from mnist_core.export.weights import weights_safetensors
from mnist_core.ladders import STEPS
from mnist_core.recipe.recipe import AdamW, Normalisation, Recipe
from mnist_core.recipe.schedules import OneCycle, Plateau
from tests.exported_runs import ODD_NETWORKS, few_digits, untrained_run, write_mnist

NUM_TRAIN, NUM_TEST = 20, 30
DRAWING = ("batch", "curves", "confusion", "worst")
EVERYTHING: dict[str, Any] = {
    "elastic": Elastic(alpha=20), "colour": Colour(contrast=0.2), "cutout": Cutout(size=5),
    "label_smoothing": 0.1, "weight_average": 0.9, "optimiser": AdamW(),
    "schedule": OneCycle(), "held_out": 5}
RECIPES = {
    **{step.id: step.recipe for step in STEPS.values()},
    **{f"odd-{number}": Recipe(layers=layers) for number, layers in enumerate(ODD_NETWORKS)},
    "everything": STEPS["finetune-6"].recipe.model_copy(update=EVERYTHING),
    "plateau": STEPS["nets-6"].recipe.model_copy(update={"schedule": Plateau(), "dropout": 0.3})}

BASE = Recipe(layers="drop(.1) flatten linear(10)")
OTHERS: dict[str, Any] = {
    "layers": "flatten drop(.1) linear(10)", "dropout": 0.2,
    "normalisation": Normalisation(mean=0.2), "rotation": Rotation(degrees=5),
    "affine": Affine(shear=5), "perspective": Perspective(distortion=0.2),
    **{key: EVERYTHING[key] for key in (
        "elastic", "colour", "cutout", "label_smoothing", "weight_average", "optimiser",
        "schedule", "held_out")},
    "batch_size": 64, "epochs": 3, "seed": 2, "num_train": 1000,
    "class_digits": "140-0f1e2d3c4b5a6978"}


def cells(run: ExportedRun) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook_ipynb(run))["cells"]
    return found


def code(run: ExportedRun) -> str:
    """All but what draws, which is the same for every run: a kernel does that in the tests of
    ``integration/cli``.
    """
    return "\n".join("".join(cell["source"]) for cell in cells(run)
                     if cell["cell_type"] == "code" and cell["id"] not in DRAWING)


@pytest.mark.long
@pytest.mark.parametrize("name", RECIPES)
def test_it_runs_from_top_to_bottom(name: str, dataset: Dataset, tmp_path: Path,
                                    monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    data = few_digits(dataset, NUM_TRAIN, NUM_TEST)
    write_mnist(data, tmp_path)
    recipe = RECIPES[name].model_copy(update={"num_train": NUM_TRAIN, "batch_size": 5, "epochs": 2})
    run = untrained_run(recipe, data)
    (tmp_path / "weights.safetensors").write_bytes(weights_safetensors(run))
    (tmp_path / "predictions.csv").write_bytes(PREDICTION_TABLE.csv(run))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_DATA_DIR", str(tmp_path))
    exec(code(run), {})
    printed = capsys.readouterr().out
    assert "epoch  2: train" in printed
    assert run.evaluation is not None
    assert f"{run.evaluation.accuracy:.2f} % of {NUM_TEST} test digits" in printed
    assert "The answers are the lab's, digit by digit." in printed


def test_other_weights_are_found_out(dataset: Dataset, tmp_path: Path,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    data = few_digits(dataset, NUM_TRAIN, NUM_TEST)
    write_mnist(data, tmp_path)
    recipe = Recipe(layers="flatten linear(10)", num_train=10, epochs=1, batch_size=5)
    run = untrained_run(recipe, data)
    assert run.network is not None
    for parameter in run.network.parameters():
        parameter.data.neg_()
    (tmp_path / "weights.safetensors").write_bytes(weights_safetensors(run))
    (tmp_path / "predictions.csv").write_bytes(PREDICTION_TABLE.csv(run))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_DATA_DIR", str(tmp_path))
    with pytest.raises(AssertionError, match=r"the lab read|read otherwise"):
        exec(code(run), {})


def test_no_key_of_a_recipe_is_forgotten() -> None:
    assert OTHERS.keys() == Recipe.model_fields.keys() - {"device"}
    usual = notebook_ipynb(untrained_run(BASE))
    for key, value in OTHERS.items():
        other = BASE.model_copy(update={key: value})
        assert notebook_ipynb(untrained_run(other)) != usual, key


@pytest.mark.parametrize("name", ["strategy-4", "everything", "odd-0"])
def test_it_is_well_formed_and_always_the_same(name: str) -> None:
    run = untrained_run(RECIPES[name])
    notebook = notebook_ipynb(run)
    assert notebook == notebook_ipynb(run)
    # of a cell without an id it would make one, and say so
    nbformat.validate(json.loads(notebook))
    assert not any(cell.get("outputs") for cell in cells(run))


def test_it_needs_nothing_but_torch_torchvision_and_matplotlib() -> None:
    run = untrained_run(RECIPES["everything"])
    allowed = {*sys.stdlib_module_names, "torch", "torchvision", "matplotlib"}
    assert imported(code(run)) <= allowed
    # torchvision brings Pillow along
    assert imported(model_py(run).decode()) <= {*allowed, "PIL"}


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    return names


def heading(run: ExportedRun) -> str:
    return "".join(cells(run)[0]["source"])


def test_its_title_says_what_was_asked() -> None:
    step = STEPS["strategy-4"]
    run = replace(untrained_run(step.recipe), step=step)
    assert step.target in heading(run)
    changed = replace(untrained_run(step.recipe.model_copy(update={"batch_size": 128})), step=step)
    assert "strategy-4, LR schedule come to with batch 256 → 128?" in heading(changed)
    assert "stopped after 1 of 15 epochs" in heading(changed)


def test_what_a_person_wrote_stays_text() -> None:
    run = replace(untrained_run(RECIPES["strategy-4"]), note="![x](http://a.b/c) <b>bold</b>",
                  title="Run 1 · *mine*")
    assert r"\!\[x\](http://a.b/c) \<b\>bold\</b\>" in heading(run)
    assert heading(run).startswith(r"# Run 1 · \*mine\*")


def test_without_weights_it_trains_and_checks_nothing() -> None:
    run = replace(untrained_run(RECIPES["strategy-4"]), network=None)
    assert "weights" not in [cell["id"] for cell in cells(run)]
    other = replace(untrained_run(RECIPES["strategy-4"]), source="Offline sample 4,000 + 1,000")
    assert "assert abs(num_correct" not in code(other)
    assert "cannot be compared" in heading(other)
