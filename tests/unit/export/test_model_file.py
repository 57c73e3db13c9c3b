"""``model.py``: what a student would write, with the weights of the run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.plain_pytorch.model_file import model_py
from mnist_core.export.weights import weights_safetensors
from mnist_core.ladders import STEPS
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import typical_run
from tests.exported_runs import ODD_NETWORKS, untrained_run

RECIPES = [*{step.recipe.layers: step.recipe for step in STEPS.values()}.values(),
           *(Recipe(layers=layers) for layers in ODD_NETWORKS),
           STEPS["strategy-4"].recipe.model_copy(update={"dropout": 0.25})]


def written(run: ExportedRun, folder: Path) -> dict[str, Any]:
    """The names that the module has, with the weights beside it."""
    (folder / "weights.safetensors").write_bytes(weights_safetensors(run))
    names: dict[str, Any] = {"__name__": "model", "__file__": str(folder / "model.py")}
    exec(compile(model_py(run), "model.py", "exec"), names)
    return names


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.layers[:40])
def test_the_class_with_named_layers_gives_the_logits_of_the_lab(
        recipe: Recipe, dataset: Dataset, tmp_path: Path) -> None:
    run = untrained_run(recipe)
    model = written(run, tmp_path)
    network = model["load_network"](tmp_path / "weights.safetensors")
    digits = dataset.test.images[:5]
    assert run.network is not None
    with torch.inference_mode():
        ours = run.network(normalise(digits, recipe.normalisation))
        theirs = network(model["to_input"](digits))
    assert float((ours - theirs).abs().max()) <= 1e-5
    dropouts = [module.p for module in network.modules() if isinstance(module, torch.nn.Dropout)]
    assert dropouts == [layer.p for layer in recipe.network if hasattr(layer, "p")]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.layers[:40])
def test_its_lines_are_no_longer_than_ours(recipe: Recipe) -> None:
    assert max(map(len, model_py(untrained_run(recipe)).decode().splitlines())) <= 100


def test_comments_tell_sizes_and_receptive_fields() -> None:
    text = model_py(untrained_run(STEPS["strategy-4"].recipe)).decode()
    call = "x = self.drop7(self.bn7(F.relu(self.conv7(x))))"
    line = next(line for line in text.splitlines() if line.strip().startswith(call))
    assert line.split("  # ") == [f"        {call}", "16 x 4 x 4, sees 22 x 22"]


def test_it_reads_pictures_of_digits_that_lie_anywhere(dataset: Dataset, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str],
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    reference = typical_run("strategy-4")
    assert reference is not None
    model = written(exported_run(reference, None), tmp_path)
    paths = []
    for index in range(40):
        # dark ink on light paper, three times as large, away from the middle
        paper = np.full((200, 150), 255, np.uint8)
        digit = Image.fromarray(dataset.test.images[index].numpy()).resize((84, 84))
        paper[100:184, 10:94] = 255 - np.asarray(digit)
        Image.fromarray(paper).save(path := tmp_path / f"{index}.png")
        paths.append(str(path))
    monkeypatch.setattr("sys.argv", ["model.py", *paths])
    model["main"]()
    read = [int(line.split(": ")[1].split()[0]) for line in capsys.readouterr().out.splitlines()]
    num_right = sum(map(int.__eq__, read, dataset.test.labels[:40].tolist()))
    assert num_right >= 38


def test_the_same_run_gives_the_same_bytes() -> None:
    run = untrained_run(STEPS["nets-6"].recipe)
    assert model_py(run) == model_py(run)
