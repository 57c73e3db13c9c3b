"""What changed between two recipes, in the few words that chips, links and logs show.

Only what acts is compared: not the device, not an augmentation of nothing, and not a momentum that
one-cycle replaces by its own.
"""

from collections.abc import Iterable
from functools import lru_cache

from mnist_core.augment.augmentation import Part
from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.augment.words import parts_of, told
from mnist_core.base.change import Change, added, arrow, figure, removed
from mnist_core.network.changes import network_changes
from mnist_core.recipe.recipe import NUM_TRAIN, SGD, Normalisation, Recipe
from mnist_core.recipe.schedules import (
    CYCLE_WORDS,
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    Plateau,
    Schedule,
    StepDecay,
)
from mnist_core.recipe.words import OPTIMISER_NAMES, SWITCHED


def diff(before: Recipe, after: Recipe) -> tuple[Change, ...]:
    """What turns ``before`` into ``after``, network first; empty if they train the same."""
    return (*network_changes(before.network, after.network),
            *_normalisation(before.normalisation, after.normalisation),
            *_augmentation(before, after),
            *_number("batch", before.batch_size, after.batch_size),
            *_optimiser(before, after),
            *_schedule(before.schedule, after.schedule),
            *_switched(before, after),
            *_number("epochs", before.epochs, after.epochs),
            *_number("seed", before.seed, after.seed),
            *_training_digits(before, after),
            *_class_digits(before, after),
            *_number("held out", before.held_out, after.held_out))


@lru_cache(maxsize=256)
def diff_text(before: Recipe, after: Recipe) -> str:
    """One line: ``dropout 0.1 → 0.05, batch 256 → 128``; empty if nothing changed."""
    return ", ".join(change.text for change in diff(before, after))


def _number(word: str, old: float, new: float) -> Iterable[Change]:
    if old != new:
        yield Change("changed", f"{word} {arrow(old, new)}")


def _switched(before: Recipe, after: Recipe) -> Iterable[Change]:
    for field, word in SWITCHED.items():
        old, new = getattr(before, field), getattr(after, field)
        if old and new:
            yield from _number(word, old, new)
        elif old or new:
            yield added(f"{word} {figure(new)}") if new else removed(word)


def _training_digits(before: Recipe, after: Recipe) -> Iterable[Change]:
    old, new = (recipe.num_train_or_all for recipe in (before, after))
    if old != new:
        texts = ["all" if number == NUM_TRAIN else figure(number) for number in (old, new)]
        yield Change("changed", f"training digits {' → '.join(texts)}")


def _class_digits(before: Recipe, after: Recipe) -> Iterable[Change]:
    if before.class_digits == after.class_digits:
        return
    old, new = before.num_class_digits, after.num_class_digits
    if old and new:
        yield Change("changed", f"class digits {arrow(old, new)}" if old != new else
                     "other class digits")
    else:
        yield added(f"{figure(new)} class digits") if new else removed("class digits")


def _normalisation(old: Normalisation, new: Normalisation) -> Iterable[Change]:
    nothing = Normalisation(mean=0, std=1)
    texts = [f"{figure(one.mean)}/{figure(one.std)}" for one in (old, new)]
    if old == new:
        return
    if old == nothing:
        yield added("normalisation" if new == Normalisation() else f"normalisation {texts[1]}")
    elif new == nothing:
        yield removed("normalisation")
    else:
        yield Change("changed", f"normalisation {' → '.join(texts)}")


def _augmentation(before: Recipe, after: Recipe) -> Iterable[Change]:
    for kind in AUGMENTATIONS:
        # brightness and contrast speak for themselves
        name = "" if kind == "colour" else kind
        old, new = parts_of(before, kind), parts_of(after, kind)
        if new and not old:
            yield added(f"{name} {told(new)}".strip())
        elif old and not new:
            yield removed(name or ", ".join(part.label for part in old if not part.is_quiet))
        elif old != new:
            yield Change("changed", f"{name} {_parts_changed(old, new)}".strip())


def _parts_changed(old: list[Part], new: list[Part]) -> str:
    """``±7° → ±9°, shift 0.1 → 0.2``; parts that change alike are named together."""
    labels: dict[str, list[str]] = {}
    for one, two in zip(old, new, strict=True):
        if one.text != two.text:
            labels.setdefault(f"{one.text} → {two.text}", []).append(one.label)
    return ", ".join(f"{', '.join(names)} {text}".strip() for text, names in labels.items())


def _optimiser(before: Recipe, after: Recipe) -> Iterable[Change]:
    old, new = before.optimiser, after.optimiser
    changes = [*_lr(before, after), *_number("weight decay", old.weight_decay, new.weight_decay),
               *_inner(before, after)]
    if old.kind != new.kind:
        names = f"{OPTIMISER_NAMES[old.kind]} → {OPTIMISER_NAMES[new.kind]}"
        yield Change("changed", ", ".join([names, *(change.text for change in changes)]))
    else:
        yield from changes


def _lr(before: Recipe, after: Recipe) -> Iterable[Change]:
    old, new = before.optimiser.lr, after.optimiser.lr
    words = ["peak lr" if isinstance(recipe.schedule, OneCycle) else "lr"
             for recipe in (before, after)]
    if old != new:
        again = f"{words[1]} " if words[0] != words[1] else ""
        yield Change("changed", f"{words[0]} {figure(old)} → {again}{figure(new)}")


def _inner(before: Recipe, after: Recipe) -> Iterable[Change]:
    """Momentum and its like, compared with the new kind's own defaults if the kind changed."""
    old, new = before.optimiser, after.optimiser
    reference = old if old.kind == new.kind else type(new)()
    cycled = [isinstance(recipe.schedule, OneCycle) for recipe in (before, after)]
    for field, word in (("momentum", "momentum"), ("beta1", "beta 1"), ("beta2", "beta 2")):
        was, now = getattr(reference, field, None), getattr(new, field, None)
        replaced = any(cycled) and field != "beta2"
        if was is None or now is None or was == now or (replaced and cycled[1]):
            continue
        # what one-cycle replaced before, or another kind had not, has no value to come from
        is_new = replaced or reference is not old
        yield Change("changed", f"{word} {figure(now) if is_new else arrow(was, now)}")
    had, has = (isinstance(one, SGD) and one.nesterov for one in (reference, new))
    if had != has:
        yield added("nesterov") if has else removed("nesterov")


def _schedule(old: Schedule, new: Schedule) -> Iterable[Change]:
    if old == new:
        return
    match old, new:
        case Constant(), _:
            text = new.words
        case StepDecay(), StepDecay() if old.gamma == new.gamma:
            text = f"×{figure(old.gamma)} every {arrow(old.every, new.every)} epochs"
        case Exponential(), Exponential():
            text = f"×{figure(old.gamma)} → ×{figure(new.gamma)} an epoch"
        case Plateau(), Plateau() if old.gamma == new.gamma:
            patience = arrow(old.patience, new.patience)
            text = f"×{figure(old.gamma)} on a plateau, patience {patience}"
        case Cosine(), Cosine():
            text = f"cosine to {arrow(old.final_lr, new.final_lr)}"
        case OneCycle(), OneCycle():
            text = "one-cycle, " + ", ".join(
                f"{word} {arrow(getattr(old, field), getattr(new, field))}"
                for field, word in CYCLE_WORDS.items()
                if getattr(old, field) != getattr(new, field))
        case _:
            text = f"{old.words} → {new.words}"
    yield Change("changed", f"schedule: {text}")
