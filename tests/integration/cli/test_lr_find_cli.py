"""``lr-find`` prints one rate, the two it was chosen from, and nothing else on stdout."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mnist_core.cli import app
from mnist_core.ladders import STEPS
from mnist_core.recipe.overrides import apply

QUICK = ("--set", "num_train=2000", "--set", "batch_size=32", "--batches", "100", "--threads", "1")
KEYS = ["step", "recommended", "method", "points", "burn_in", "stopped", "stopped_lr", "valley",
        "steepest", "problem"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no way to the mirrors."""
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_DEVICE", "cpu")
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("MNIST_DATABASE_URL", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def lr_find(*words: str) -> Result:
    return CliRunner().invoke(app, ["lr-find", *words])


def test_one_rate_is_recommended_and_nothing_is_recorded(home: Path) -> None:
    result = lr_find("strategy-2", *QUICK)
    assert result.exit_code == 0, result.stderr
    first, second = result.stdout.splitlines()
    told = json.loads(lr_find("strategy-2", *QUICK, "--json").stdout)
    assert first == f"Recommended lr: {told['recommended']:g} (the {told['method']})"
    assert second.startswith(f"valley {told['valley']:g}, steepest {told['steepest']:g}; ")
    lines = result.stderr.splitlines()
    assert [line for line in lines if line.startswith("Batch 50 of 100: lr ")]
    assert lines[-1] == f"To use it, add to train: --set lr={told['recommended']:g}"
    assert not list(home.glob("lab.db*"))

    assert list(told) == KEYS and told["step"] == "strategy-2"
    assert list(told["points"][0]) == ["lr", "loss", "smoothed"]
    assert told["points"][0]["lr"] == 1e-6 and told["burn_in"] == 10
    assert apply(STEPS["strategy-2"].recipe, {"lr": told["recommended"]})


def test_a_loss_that_never_falls_is_one_sentence() -> None:
    result = lr_find("strategy-1", *QUICK, "--lr-max", "1e-3", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith("Error: No rate can be read off: the loss ")


@pytest.mark.parametrize(("words", "hint"), [
    (["strategy-22"], "strategy-22"),
    (["strategy-2", "--set", "dropout=1.5"], "dropout is 1.5"),
    (["strategy-2", "--set", "dropout"], "KEY=VALUE"),
    (["strategy-2", "--layers", "conv3x3(9) gap flatten"], "ends in 9 values"),
    (["strategy-2", "--lr-min", "1", "--lr-max", "0.1"], "must be below lr_max 0.1"),
    (["strategy-2", "--lr-min", "nan"], "lr_min nan is not allowed"),
    (["strategy-2", "--batches", "3"], "3 batches are not allowed"),
    (["strategy-2", "--device", "tpu"], "'auto', 'cpu' or 'cuda'"),
    ([], "STEP"),
])
def test_wrong_input_is_refused_in_one_sentence(words: list[str], hint: str) -> None:
    result = lr_find(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1 and hint in errors[0] and "Traceback" not in result.stderr
