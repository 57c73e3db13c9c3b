"""Golden bits: what short trainings come to, to the last bit, on every path and with every setting.

A change that moves code must change none of them. They depend on the processor, on PyTorch and on
the number of threads, so they are recorded for each platform, with

    python -m tests.golden_bits

at a commit whose bits are known to be right.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path

import numpy as np
import torch

from mnist_core.data.mnist import Dataset, Source, Split
from mnist_core.data.normalise import normalise
from mnist_core.data.sample import sample
from mnist_core.drawn.digits import digit_from_strokes
from mnist_core.fast.captured_step import CapturedStep
from mnist_core.ladders import STEPS
from mnist_core.many_seeds.batched_seeds import train_seeds
from mnist_core.many_seeds.seed_lane import Diverged
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import reference_runs
from mnist_core.runs.database.machine import processor
from mnist_core.short_jobs.lr_finder import RangeTest, find_lr
from mnist_core.trained.predict import predict
from mnist_core.training.engine import train
from mnist_core.training.events import Batches, EpochDone, Event
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step.loss import Loss

RECORDED = Path(__file__).with_suffix(".json")
CPU = torch.device("cpu")
NUM_TRAIN, NUM_TEST = 320, 200
EVERY_LAYER = ("conv3x3(8,p1) bn relu drop(.1) conv3x3(8,g8,d2) bn relu conv3x3(12,s2,g4,bias) "
               "relu drop(.2) maxpool2 conv1x1(12) avgpool2 bn relu flatten linear(16,nobias) bn "
               "relu drop(.3) linear(10)")
SETTINGS: dict[str, dict[str, object]] = {
    "as published": {},
    "every kind of layer": {"layers": EVERY_LAYER},
    "plain sgd": {"optimiser": {"kind": "sgd", "lr": 0.05, "momentum": 0}},
    "nesterov": {"optimiser": {"kind": "sgd", "lr": 0.02, "momentum": 0.9, "nesterov": True,
                               "weight_decay": 0.001}},
    "adam": {"optimiser": {"kind": "adam", "lr": 0.002, "weight_decay": 0.001}},
    "adamw": {"optimiser": {"kind": "adamw", "lr": 0.002, "weight_decay": 0.1}},
    "constant": {"schedule": {"kind": "constant"}},
    "step": {"schedule": {"kind": "step", "every": 1, "gamma": 0.5}},
    "exponential": {"schedule": {"kind": "exponential"}},
    "one-cycle": {"schedule": {"kind": "one-cycle"}},
    "cosine": {"schedule": {"kind": "cosine"}},
    "rotation": {"rotation": {"degrees": 9, "interpolation": "bilinear"}},
    "affine": {"affine": {"degrees": 5, "translate": 0.1, "scale_min": 0.9, "scale_max": 1.1,
                          "shear": 8}},
    "perspective": {"perspective": {"distortion": 0.3, "probability": 0.7}},
    "colour": {"colour": {"brightness": 0.4, "contrast": 0.3}},
    "held out": {"held_out": 40},
    "label smoothing": {"label_smoothing": 0.1},
    "weight average": {"weight_average": 0.9},
    "plateau": {"schedule": {"kind": "plateau", "patience": 0, "gamma": 0.5}, "epochs": 4},
    "elastic": {"elastic": {"alpha": 40}},
    "cutout": {"cutout": {"size": 8, "probability": 0.8}},
}


def platform_name() -> str:
    """What the bits depend on beside the code: processor, its instructions, PyTorch."""
    return " · ".join((processor(), torch.backends.cpu.get_cpu_capability(),
                       f"torch {torch.__version__}"))


def cases() -> Iterator[tuple[str, Callable[[], str]]]:
    """Each case by name, and what computes its digest."""
    for name, settings in SETTINGS.items():
        for path in ("reference", "fused", "fused-bf16"):
            yield f"{name}, {path}", partial(_alone, settings, path)
    yield "two seeds at once", _together
    yield "the captured step, not captured", _captured
    yield "the finder's curve", _finder
    yield "a drawing, and what a reference run of each step reads in it", _drawing


def _digits() -> Dataset:
    """Part of the sample that comes with a package, equal everywhere."""
    images, labels, test_images, test_labels = map(torch.from_numpy, sample())
    return Dataset(Split(images[:NUM_TRAIN], labels[:NUM_TRAIN].long()),
                   Split(test_images[:NUM_TEST], test_labels[:NUM_TEST].long()),
                   Source("sample", "golden", None, ""))


def _recipe(settings: dict[str, object]) -> Recipe:
    return apply(STEPS["strategy-4"].recipe, {"batch_size": 32, "epochs": 2, **settings})


def _alone(settings: dict[str, object], path: str) -> str:
    return _digest(train(_recipe(settings), _digits(), CPU, path=path))


def _together() -> str:
    rounds = list(train_seeds(_recipe({}), (3, 1), _digits(), CPU))
    events = ([told[seed] for told in rounds] for seed in (3, 1))
    return _hash([_digest(event for event in of_seed if not isinstance(event, Diverged)).encode()
                  for of_seed in events])


def _captured() -> str:
    recipe, digits = _recipe({}), _digits()
    model = initial_model(recipe).train()
    step = CapturedStep(model, new_optimiser(recipe, model.parameters()), recipe.batch_size, Loss())
    images = normalise(digits.train.images, recipe.normalisation)
    values = []
    for index, (batch, labels) in enumerate(zip(
            torch.split(images, 32), torch.split(digits.train.labels, 32), strict=True)):
        torch.manual_seed(index)
        step.set_rates(0.05, 0.9)
        values.append(step.run(batch, labels)[0].numpy())
    return _hash([*values, *(value.numpy() for value in model.state_dict().values())])


def _finder() -> str:
    *curve, found = find_lr(_recipe({}), _digits(), CPU, num_batches=40)
    assert isinstance(found, RangeTest)
    return _hash([*(repr(point).encode() for point in curve),
                  repr((found.valley, found.steepest)).encode()])


def _drawing() -> str:
    seven = [[(80.0 + 12 * step, 70.0) for step in range(11)],
             [(200.0 - 7 * step, 70.0 + 15 * step) for step in range(11)]]
    drawn = digit_from_strokes(seven, width=280, height=280, brush=20)
    pixels = drawn.stages.digit[None]
    # more seeds may be recorded at any time
    first = {run.record.reference_id: run for run in reversed(reference_runs()) if run.moments}
    read = [predict(run.network(), pixels, run.recipe.normalisation)
            for _, run in sorted(first.items())]
    return _hash([pixels, *read])


def _digest(events: Iterable[Event]) -> str:
    """Losses, shares of correct digits, answers to the test digits and weights, of every epoch."""
    parts: list[np.ndarray | bytes] = []
    for event in events:
        if isinstance(event, Batches):
            # how many batches a report covers depends on the time that they took
            parts += [np.array(pair) for pair in zip(event.loss, event.correct, strict=True)]
        elif isinstance(event, EpochDone):
            parts += [event.evaluation.log_probabilities,
                      *(value.numpy() for _, value in sorted(event.weights.items()))]
    assert parts
    return _hash(parts)


def _hash(parts: Iterable[np.ndarray | bytes]) -> str:
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part if isinstance(part, bytes) else np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def recorded() -> dict[str, dict[str, str]]:
    """Digests by platform, then by case."""
    found: dict[str, dict[str, str]] = json.loads(RECORDED.read_text())
    return found


def main() -> None:
    torch.set_num_threads(1)
    known = recorded() if RECORDED.exists() else {}
    known[platform_name()] = {name: compute() for name, compute in cases()}
    RECORDED.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
