"""The rules of a challenge, and whether a run keeps to them, each in words."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, field_validator

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.augment.words import augmentation_words
from mnist_core.base.format import count_of, duration_text, one_line
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import one_of
from mnist_core.recipe.recipe import Recipe

MAX_TITLE = 80
MOST_SEEDS = 10
# the year 9999, beyond which no calendar goes
LATEST = 253_402_300_799


class Rules(Frozen):
    """What counts in a challenge. A rule that is left out is open."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"title": "Below 8,000 parameters", "most_parameters": 8000, "most_epochs": 5,
         "augmentations": ["rotation"], "num_seeds": 1}]})

    title: Annotated[str, Field(max_length=MAX_TITLE)]
    most_parameters: Annotated[int, Field(ge=1, le=10**9)] | None = None
    most_epochs: Annotated[int, Field(ge=1, le=1000)] | None = None
    most_seconds: Annotated[float, Field(gt=0, le=10**6)] | None = None
    """Of training, the tests after each epoch included and pauses not."""
    augmentations: tuple[str, ...] | None = None
    """The ones that are allowed: an empty list allows none, and without a list all are."""
    num_seeds: Annotated[int, Field(ge=1, le=MOST_SEEDS)] = 1
    """How many runs that differ in their seed alone are one submission; their mean counts."""
    quick_tries: bool = False
    """Whether runs of fewer epochs or digits than their step has count, too."""
    ends: Annotated[float, Field(ge=0, le=LATEST)] | None = None
    """In UNIX seconds: a run counts if it finished before."""

    @field_validator("title")
    @classmethod
    def _named(cls, text: str) -> str:
        title = one_line(text)
        if not title:
            raise ValueError("Give the challenge a title first")
        return title

    @field_validator("augmentations")
    @classmethod
    def _known(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in names or ():
            if name not in AUGMENTATIONS:
                raise ValueError(one_of("augmentation", name, [*AUGMENTATIONS]))
        return None if names is None else tuple(name for name in AUGMENTATIONS if name in names)

    def words(self) -> tuple[str, ...]:
        """Each rule that is not open, but for the end: ``at most 8,000 parameters``."""
        told = []
        if self.most_parameters is not None:
            told.append(f"at most {count_of(self.most_parameters, 'parameter')}")
        if self.most_epochs is not None:
            told.append(f"at most {count_of(self.most_epochs, 'epoch')}")
        if self.most_seconds is not None:
            told.append(f"at most {duration_text(self.most_seconds)} of training")
        if self.augmentations is not None:
            told.append(f"augmentations: {_listed(self.augmentations)}"
                        if self.augmentations else "no augmentation")
        if self.num_seeds > 1:
            told.append(f"the mean of {self.num_seeds} seeds counts")
        if self.quick_tries:
            told.append("quick tries count, too")
        return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules ask of a finished run. ``finished`` in UNIX seconds."""

    recipe: Recipe
    parameters: int
    seconds: float
    is_quick_try: bool
    finished: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of a run."""

    fits: bool
    words: str


def judge(rules: Rules, facts: Facts) -> tuple[Finding, ...]:
    """Rule by rule; what is open is not mentioned, and neither are further seeds."""
    found = [Finding(rules.quick_tries, "a quick try: fewer epochs or digits than its step has"
                     )] if facts.is_quick_try else []
    if rules.most_parameters is not None:
        found.append(_at_most(facts.parameters, rules.most_parameters, "parameter"))
    if rules.most_epochs is not None:
        found.append(_at_most(facts.recipe.epochs, rules.most_epochs, "epoch"))
    if rules.most_seconds is not None:
        fits = facts.seconds <= rules.most_seconds
        found.append(Finding(fits, f"{facts.seconds:.1f} s of training, at most "
                                   f"{rules.most_seconds:g} s"))
    if rules.augmentations is not None:
        found.append(_augmented(facts.recipe, rules.augmentations))
    if rules.ends is not None:
        late = facts.finished - rules.ends
        found.append(Finding(late <= 0, "finished before the end" if late <= 0 else
                             f"finished {duration_text(max(1, late))} after the end"))
    return tuple(found)


def _at_most(num: int, most: int, noun: str) -> Finding:
    return Finding(num <= most, f"{count_of(num, noun)}, at most {most:,}")


def _augmented(recipe: Recipe, allowed: tuple[str, ...]) -> Finding:
    used = [name for name, words in augmentation_words(recipe).items() if words]
    told = f"augmented by {_listed(used)}" if used else "not augmented"
    may = f"allowed: {_listed(allowed)}" if allowed else "none is allowed"
    return Finding(set(used) <= set(allowed), f"{told}, {may}")


def _listed(names: "tuple[str, ...] | list[str]") -> str:
    return ", ".join(names)
