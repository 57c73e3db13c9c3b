"""The lab in a notebook: the examples of docs/NOTEBOOKS.md as they stand, and its mistakes."""

import _thread
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import mnist_core as lab
from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.foreground import progress
from mnist_core.training.events import Batches, Event


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNIST_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MNIST_DEVICE", "cpu")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_the_page_work_from_top_to_bottom(home: Path, dataset: Dataset) -> None:
    names: dict[str, Any] = {}
    text = (ROOT / "docs" / "NOTEBOOKS.md").read_text("utf-8")
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        exec(block, names)
    run, own, model = names["run"], names["own"], names["model"]
    assert list(run.history.index) == list(range(1, run.recipe.epochs + 1))
    assert run.history["test_accuracy"].max() == run.best_test_accuracy
    # the kept weights, read here, misread the digits that the table names
    read = run.predictions()
    wrong = run.mistakes()
    assert (100 * (read["read"] == read["label"]).mean()
            == pytest.approx(100 - 100 * len(wrong) / len(read)))
    digits = wrong.index[:50].to_numpy().copy()
    with torch.inference_mode():
        logits = model(normalise(dataset.test.images[torch.from_numpy(digits)],
                                 run.recipe.normalisation))
    assert np.array_equal(logits.argmax(1).numpy(), wrong["read"].to_numpy()[:50])
    assert not model.training
    recorded = lab.run(own.key)
    assert recorded.recipe == lab.recipe_of("strategy-1", epochs=1, num_train=500)
    assert recorded.history.equals(own.history)
    assert "a first try" in recorded.title and recorded.step is lab.step("strategy-1")
    assert [one.key for one in lab.all_runs(text="first try")] == [own.key]
    assert (home / "first-try.zip").exists()
    assert sorted(path.name for path in (home / "tables").iterdir()) == ["epochs.csv",
                                                                         "layers.csv"]
    # changing the copy changes nobody else's
    with torch.no_grad():
        next(model.parameters()).zero_()
    assert next(run.model().parameters()).abs().sum() > 0
    assert "<table" in run._repr_html_() and run.key not in run._repr_html_().split("<table")[1]


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda: lab.run(99), "There is no run 99"),
    (lambda: lab.run("strategy-4@99"), "There is no reference run"),
    (lambda: lab.step("strategy-44"), "did you mean `strategy-4`"),
    (lambda: lab.all_runs(step="strategy-44"), "did you mean `strategy-4`"),
    (lambda: lab.recipe_of("strategy-4", dropuot=0.1), "did you mean `dropout`"),
    (lambda: lab.recipe_of("strategy-4", {"dropout": 0.1}, dropout=0.2), "given twice"),
    (lambda: lab.train("strategy-4", epochs=0), "at least 1"),
])
def test_a_mistake_is_one_sentence(wrong: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as told:
        wrong()
    assert "\n" not in str(told.value)
    assert lab.all_runs(text="strategy") == []


def test_to_interrupt_a_training_saves_it_and_leaves_the_handler_as_it_was(
        monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    watch = progress._Lines.watch

    def interrupt(self: Any, event: Event) -> None:
        watch(self, event)
        if isinstance(event, Batches):
            _thread.interrupt_main()
            monkeypatch.setattr(progress._Lines, "watch", watch)
    monkeypatch.setattr(progress._Lines, "watch", interrupt)
    run = lab.train("strategy-1", epochs=50, num_train=500)
    assert "stopped" in run.trained.label
    assert run.trained.moments == ("last",)
    assert signal.getsignal(signal.SIGINT) is before


def test_to_import_it_brings_nothing_that_takes_time() -> None:
    code = ("import sys; import mnist_core as lab; "
            "print([name for name in ('torch', 'pandas', 'numpy', 'pydantic', 'sqlalchemy') "
            "if name in sys.modules], sorted(set(lab.__all__) - set(dir(lab))))")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[] []\n", done.stderr
