"""What changed between two recipes, in the few words that chips, links and logs show.

Only what acts is compared: not the device, not a momentum that one-cycle replaces, not an
augmentation of nothing.
"""

from collections.abc import Iterable

from mnist_core.change import Change, added, arrow, figure, removed
from mnist_core.network_changes import network_changes
from mnist_core.recipe import (
    SGD,
    Affine,
    Colour,
    Constant,
    Cosine,
    Exponential,
    Normalisation,
    OneCycle,
    Optimiser,
    Perspective,
    Recipe,
    Rotation,
    Schedule,
    StepDecay,
)

__all__ = ["Change", "diff", "diff_text"]

_OPTIMISERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}
_NUMBERS = {"epochs": "epochs", "seed": "seed", "num_train": "training digits",
            "held_out": "held out"}
_INNER = {"momentum": "momentum", "beta1": "beta 1", "beta2": "beta 2"}
_CYCLE = {"warmup": "warm-up", "div": "div", "final_div": "final div",
          "momentum_min": "least momentum", "momentum_max": "most momentum"}
# grey levels up to this one look black
_NEARLY_BLACK = 1


def diff(before: Recipe, after: Recipe) -> tuple[Change, ...]:
    """What turns ``before`` into ``after``, network first; empty if they train the same."""
    return (*network_changes(before.network, after.network),
            *_normalisation(before.normalisation, after.normalisation),
            *_augmentation(before, after), *_batch(before, after),
            *_optimiser(before, after), *_schedule(before.schedule, after.schedule),
            *_numbers(before, after))


def diff_text(before: Recipe, after: Recipe) -> str:
    """One line: ``dropout 0.1 → 0.05, batch 256 → 128``; empty if nothing changed."""
    return ", ".join(change.text for change in diff(before, after))


def _normalisation(old: Normalisation, new: Normalisation) -> Iterable[Change]:
    nothing = Normalisation(mean=0, std=1)
    if old == new:
        return
    values = [f"{figure(one.mean)}/{figure(one.std)}" for one in (old, new)]
    if old == nothing:
        yield added("normalisation" if new == Normalisation() else f"normalisation {values[1]}")
    elif new == nothing:
        yield removed("normalisation")
    else:
        yield Change("changed", f"normalisation {' → '.join(values)}")


def _augmentation(before: Recipe, after: Recipe) -> Iterable[Change]:
    for name, words in (("rotation", _rotation), ("affine", _affine),
                        ("perspective", _perspective), ("brightness, contrast", _colour)):
        old, new = words(before), words(after)
        parts = [f"{label} {now}".strip() for label, now in new.items() if now != _OFF.get(label)]
        ...
