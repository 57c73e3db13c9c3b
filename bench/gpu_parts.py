"""The parts of ``bench.gpu``: ``python -m bench.gpu_parts PART [--rehearse]``.

Each tells what it found as soon as it knows, a JSON pair a line, so that a part which is ended by
its time has not been for nothing.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from bench.audience import headless, rate
from bench.canonical import Canonical, unpack
from bench.server import server
from bench.viewers import audience
from mnist_core.augment.pipeline import augment, draw
from mnist_core.base.machine.devices import device_state
from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.rng import generator
from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import Dataset, Split, load
from mnist_core.fast.captured_step import CapturedStep
from mnist_core.ladders import STEPS, find_step
from mnist_core.many_seeds.batched_seeds import train_seeds
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.artifacts import CHECKPOINT
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts
from mnist_core.training.checkpoint import from_bytes
from mnist_core.training.engine import train
from mnist_core.training.evaluate import evaluate
from mnist_core.training.events import Batches, EpochDone, Event, Started
from mnist_core.training.memory import gpu_bytes
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step.backends import AUTO, BACKENDS, choose_backend
from mnist_core.training.step.captured_check import difference, proved_backend
from mnist_core.training.step.loss import Loss
from mnist_core.training.step.step import EagerStep, gradients_of

Figure = tuple[str, str]
STEP = "strategy-4"


@dataclass(frozen=True)
class Setting:
    """The device, the digits, and how much of each part is done."""

    device: torch.device
    data: Dataset
    rehearse: bool

    def recipe(self, step: str, **settings: object) -> Recipe:
        small = {"num_train": 600, "epochs": 2} if self.rehearse else {}
        return apply(find_step(step).recipe, {**settings, **small})


def doctor(_: Setting) -> Iterator[Figure]:
    done = subprocess.run([sys.executable, "-m", "mnist_core", "doctor", "--json"],
                          capture_output=True, text=True)
    checks = json.loads(done.stdout)["checks"]
    for check in checks:
        if check["name"] == "GPU" or check["state"] == "bad":
            yield check["name"], f"{check['state']}: {check['words']}"
    yield "checks that are bad", str(sum(check["state"] == "bad" for check in checks))


def equality(setting: Setting) -> Iterator[Figure]:
    """Every way of the device against the one that is the truth."""
    for step in (STEP, "finetune-6", "models-1", "drilldown-1"):
        recipe = setting.recipe(step)
        yield f"{step}: captured against eager", _captured_against_eager(setting, recipe)
        pixels = _augmented(setting, recipe)
        yield f"{step}: augmented pixels that differ from the CPU's", f"{100 * pixels:.4f} %"
        gap = _measured(setting, recipe)
        yield f"{step}: largest gap of a log probability to the CPU's", f"{gap:.1e}"
    recipe = setting.recipe(STEP, batch_size=64)
    yield "eight seeds against each alone, first loss", f"{_together_gap(setting, recipe):.1e}"
    if setting.device.type == "cuda":
        yield from _memory(setting)


def _captured_against_eager(setting: Setting, recipe: Recipe) -> str:
    model = initial_model(recipe).to(setting.device)
    if setting.device.type == "cuda":
        return proved_backend(BACKENDS["captured"], model, recipe)[1] or "equal"

    def eager(copy: torch.nn.Sequential) -> EagerStep:
        return EagerStep(new_optimiser(recipe, copy.parameters()),
                         gradients_of(copy, BACKENDS["reference"], recipe))

    def uncaptured(copy: torch.nn.Sequential) -> "_Uncaptured":
        return _Uncaptured(CapturedStep(copy, new_optimiser(recipe, copy.parameters()),
                                        recipe.batch_size, Loss()))
    return difference(model, recipe, eager, uncaptured) or "equal"


class _Uncaptured:
    """What the graph would hold, where there is none."""

    def __init__(self, step: CapturedStep) -> None:
        self._step = step

    def __call__(self, images: torch.Tensor, labels: torch.Tensor, lr: float,
                 momentum: float) -> tuple[torch.Tensor, torch.Tensor]:
        self._step.set_rates(lr, momentum)
        return self._step.run(images, labels)


def _augmented(setting: Setting, recipe: Recipe) -> float:
    """The share of pixels."""
    images = setting.data.train.images[:500]
    draws = draw(recipe.augmentations, len(images), lambda name: generator(1, "bench", name))
    everything = slice(None)
    here = augment(images, draws.rows(everything, torch.device("cpu")))
    there = augment(images.to(setting.device), draws.rows(everything, setting.device))
    return float((here != there.cpu()).float().mean())


def _measured(setting: Setting, recipe: Recipe) -> float:
    model = initial_model(recipe)
    images, labels = setting.data.test.images[:500], setting.data.test.labels[:500]
    here = evaluate(model, images, labels, recipe.normalisation).log_probabilities
    there = evaluate(model.to(setting.device), images.to(setting.device),
                     labels.to(setting.device), recipe.normalisation).log_probabilities
    return float(np.abs(here - there).max())


def _together_gap(setting: Setting, recipe: Recipe) -> float:
    seeds = (1, 2, 3) if setting.rehearse else tuple(range(1, 9))
    together = train_seeds(recipe, seeds, setting.data, setting.device)
    next(together)
    told = together.send("one batch")
    together.close()
    gaps = []
    for seed in seeds:
        alone = train(recipe.model_copy(update={"seed": seed}), setting.data, setting.device,
                      path="reference")
        next(alone)
        event, other = alone.send("one batch"), told[seed]
        alone.close()
        assert isinstance(event, Batches) and isinstance(other, Batches)
        gaps.append(abs(other.loss[0] / event.loss[0] - 1))
    return max(gaps)


def _memory(setting: Setting) -> Iterator[Figure]:
    for size in (512, 8192):
        recipe = setting.recipe("models-1", batch_size=size, epochs=1)
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        _seconds(train(recipe, setting.data, setting.device))
        peak, said = torch.cuda.max_memory_reserved(), gpu_bytes(recipe, BACKENDS["captured"], size)
        yield (f"models-1, batches of {size:,}: memory said and taken",
               f"{said / 1e9:.2f} GB, {peak / 1e9:.2f} GB")


def kill(setting: Setting) -> Iterator[Figure]:
    """A run killed with SIGKILL and resumed against one that nobody disturbed."""
    device = setting.device.type
    settings = ["--set", "num_train=1000", "--threads", "1"] if setting.rehearse else []
    epochs = "3" if setting.rehearse else "30"
    command = [sys.executable, "-m", "mnist_core", "train", STEP, "--epochs", epochs, *settings,
               "--device", device]
    with tempfile.TemporaryDirectory(prefix="mnist-bench-") as folder:
        whole, killed = (_environment(Path(folder) / name) for name in ("whole", "killed"))
        victim = subprocess.Popen(command, env=killed, stderr=subprocess.PIPE, text=True,
                                  stdout=subprocess.DEVNULL)
        assert victim.stderr
        for line in victim.stderr:
            if line.startswith("Epoch 2 "):
                break
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        yield "killed", "after epoch 2"
        # its lease of some seconds may have to run out
        deadline = time.monotonic() + 30
        resume = [sys.executable, "-m", "mnist_core", "resume", "1"]
        while subprocess.run(resume, env=killed, capture_output=True).returncode:
            if time.monotonic() > deadline:
                yield "resumed", "no: it is still held"
                return
            time.sleep(1)
        subprocess.run(command, env=whole, check=True, capture_output=True)
        one, other = (_weights(Path(folder) / name) for name in ("whole", "killed"))
        is_equal = all(torch.equal(value, other[name]) for name, value in one.items())
        yield "bits after the resume", "equal" if is_equal else "DIFFERENT"
        if not is_equal:
            gap = max(float((value - other[name]).abs().max()) for name, value in one.items())
            yield "largest difference of a weight", f"{gap:.1e}"


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "MNIST_HOME": str(home), "MNIST_DATABASE_URL": ""}


def _weights(home: Path) -> dict[str, torch.Tensor]:
    data = FolderArtifacts(home / "runs").read(1, CHECKPOINT)
    assert data is not None
    return from_bytes(data).model


def fifteen_epochs(setting: Setting) -> Iterator[Figure]:
    """The wall clock around a whole training: drawing, training, measuring."""
    recipe = setting.recipe(STEP, epochs=15)
    _seconds(train(apply(recipe, {"epochs": 1}), setting.data, setting.device))
    taken = []
    for _ in range(3):
        seconds, event = _seconds(train(recipe, setting.data, setting.device))
        taken.append(seconds)
        yield (f"{recipe.epochs} epochs, round {len(taken)}",
               f"{seconds:.2f} s, last test {event.test_accuracy:.2f} %")
    yield f"{recipe.epochs} epochs of {STEP}, median", f"{statistics.median(taken):.2f} s"
    path, note = proved_backend(choose_backend(AUTO, setting.device),
                                initial_model(recipe).to(setting.device), recipe)
    yield "trained by", f"{path.words}{f' ({note})' if note else ''}"


def _seconds(training: Iterator[Event]) -> tuple[float, EpochDone]:
    """Of a training without what is outside the clock: compiling, and preparing the data."""
    began, last = 0.0, None
    for event in training:
        if isinstance(event, Started):
            began = time.perf_counter()
        elif isinstance(event, EpochDone):
            last = event
    assert last
    return time.perf_counter() - began, last


def canonical(setting: Setting) -> Iterator[Figure]:
    """An epoch of ours against one of the loop everyone copies, on the same digits and device."""
    num_train = 600 if setting.rehearse else 12_000
    num_test = num_train // 6
    folder = setting.data.source.folder
    if folder is None:
        yield "not measured", "the full MNIST is needed"
        return
    recipe = apply(find_step(STEP).recipe, {"num_train": num_train, "epochs": 4})
    part = Dataset(setting.data.train, Split(setting.data.test.images[:num_test],
                                             setting.data.test.labels[:num_test]),
                   setting.data.source)
    with tempfile.TemporaryDirectory(prefix="mnist-bench-") as root:
        unpack(folder, Path(root))
        taken = {}
        for num_workers in (0, 2) if setting.rehearse else (0, 4, 8):
            loop = Canonical(recipe, Path(root), setting.device, num_train=num_train,
                             num_test=num_test, num_workers=num_workers)
            loop.epoch()  # warms up
            began = time.perf_counter()
            loop.epoch()
            taken[num_workers] = time.perf_counter() - began
            yield f"canonical with {num_workers} workers", f"{taken[num_workers]:.2f} s an epoch"
    ours = []
    for event in train(recipe, part, setting.device):
        if isinstance(event, EpochDone):
            ours.append(event.seconds)
    quick = statistics.median(ours[1:])
    digits = num_train + num_test
    yield "ours", f"{quick:.3f} s an epoch, {digits / quick:,.0f} digits/s"
    yield f"ratio on {digits:,} digits", f"{min(taken.values()) / quick:.1f}x"


def steps(setting: Setting) -> Iterator[Figure]:
    """Each step for one epoch, with how it was trained; several seconds are lost on the first."""
    for step in STEPS.values() if not setting.rehearse else list(STEPS.values())[:3]:
        training = train(apply(setting.recipe(step.id), {"epochs": 1}), setting.data,
                         setting.device)
        started = next(training)
        assert isinstance(started, Started)
        done = next(event for event in training if isinstance(event, EpochDone))
        yield step.id, (f"{done.seconds:.2f} s, test {done.test_accuracy:.2f} %, {started.path}"
                        + (f" ({started.note})" if started.note else ""))


def seeds(setting: Setting) -> Iterator[Figure]:
    """Eight seeds together against one alone, the second epoch of each."""
    recipe = apply(setting.recipe(STEP), {"epochs": 2})
    num = 3 if setting.rehearse else 8
    alone = [event.seconds for event in train(recipe, setting.data, setting.device)
             if isinstance(event, EpochDone)][-1]
    yield "one seed alone", f"{alone:.2f} s an epoch"
    together = [event.seconds for told in train_seeds(recipe, range(num), setting.data,
                                                      setting.device)
                for event in told.values() if isinstance(event, EpochDone)][-1]
    yield f"{num} seeds together", f"{together:.2f} s an epoch"
    yield "together against one after the other", f"{num * alone / together:.1f}x"


def viewers(setting: Setting) -> Iterator[Figure]:
    """What 20 people who watch cost a run on the device."""
    digits, epochs = (1000, 2) if setting.rehearse else (60_000, 30)
    os.environ["MNIST_DEVICE"] = setting.device.type
    if setting.rehearse:
        os.environ["MNIST_SLOTS"] = str(num_cores())  # so that the run has one thread
    alone = headless(digits, epochs)
    yield "alone", f"{alone:,.0f} digits/s"
    with server() as lab:
        run_id = lab.start_run(STEP, num_train=digits, epochs=epochs)
        with audience(lab.url, run_id, 20) as watching:
            lab.wait(run_id, lambda run: run["state"] == "finished", look_seconds=1)
        run = lab.run(run_id)
    assert watching.watched
    watched = rate(run["epochs"], digits)
    yield "watched by 20", f"{watched:,.0f} digits/s on {run['device']}"
    yield "speed that is left", f"{100 * watched / alone:.0f} %"
    yield "points that a viewer missed", str(watching.watched.missed)


PARTS: dict[str, Callable[[Setting], Iterator[Figure]]] = {
    part.__name__: part for part in (doctor, equality, fifteen_epochs, kill, canonical, steps,
                                     seeds, viewers)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--rehearse", action="store_true")
    given = parser.parse_args()
    data = load(read_settings())
    if given.rehearse:
        # one thread, because the machine may have other work, and a test set as small as the rest
        torch.set_num_threads(1)
        data = Dataset(data.train, Split(data.test.images[:500], data.test.labels[:500]),
                       data.source)
    setting = Setting(device_state("cpu" if given.rehearse else "cuda").device, data,
                      given.rehearse)
    for figure in PARTS[given.part](setting):
        print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
