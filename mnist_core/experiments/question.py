"""What an experiment asks: which settings of a recipe are varied, how, and with which seeds."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from mnist_core.base.format import count_of
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import one_of
from mnist_core.recipe.overrides import SHORT, Scalar, apply, models_of, recipe_keys, single_keys
from mnist_core.recipe.recipe import NUM_TRAIN, Recipe

Measure = Literal["held_out_accuracy", "held_out_loss"]
"""What choosing goes by: of each run's best epoch on the held-out digits."""
Search = Literal["grid", "random", "quasi-random", "tpe"]
Overrides = Mapping[str, Scalar]

MAX_SETTINGS = 8
MAX_VALUES = 50
MAX_SEEDS = 20
MAX_TRIALS = 2_000
MAX_RUNS = 5_000
HELD_OUT = 5_000
"""Of all training digits; of fewer, the same share."""
_NOT_VARIED = {
    "seed": "seeds are chosen by themselves",
    "device": "it is where, not what is trained",
    "held_out": "all trials are judged on the same held-out digits",
    "class_digits": "one set of them belongs to one recipe",
}
_WORDS = {"true": True, "false": False, "none": None, "off": None}


class Setting(Frozen):
    """A setting of the recipe, and what is tried of it: ``values``, or a number from ``low`` to
    ``high``, evenly or by its logarithm."""

    key: str
    values: Annotated[tuple[Scalar, ...], Field(min_length=1, max_length=MAX_VALUES)] | None = None
    low: float | None = None
    high: float | None = None
    log: bool = False

    @field_validator("key")
    @classmethod
    def _known(cls, key: str) -> str:
        return _full_key(key)

    @field_validator("values")
    @classmethod
    def _each_once(cls, values: tuple[Scalar, ...] | None) -> tuple[Scalar, ...] | None:
        return None if values is None else tuple(dict.fromkeys(map(read_scalar, values)))

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if self.values is not None:
            if (self.low, self.high, self.log) != (None, None, False):
                raise ValueError(f"{self.key} has both values and a range; keep one")
            return self
        if not is_number(self.key):
            raise ValueError(f"{self.key} is not a number, so it has no range; list the values to "
                             "try instead")
        if self.low is None or self.high is None:
            raise ValueError(f"give {self.key} values to try, or a range with low and high")
        if not self.low < self.high:
            raise ValueError(f"the range of {self.key} goes from {self.low:g} to {self.high:g}; "
                             "it must begin below where it ends")
        if self.log and self.low <= 0:
            raise ValueError(f"{self.key} cannot be tried by its logarithm from {self.low:g} on; "
                             "begin above 0")
        if self.is_whole and (self.low % 1 or self.high % 1):
            raise ValueError(f"{self.key} is a whole number; so must be both ends of its range")
        return self

    @property
    def range(self) -> tuple[float, float] | None:
        """Its two ends; None where values are listed."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers can be tried."""
        return is_whole(self.key)


class Halving(Frozen):
    """Successive halving: of the runs that came so far, the best ``1/factor`` go on after
    ``first_epoch``, ``first_epoch * factor`` and so on (Li et al., MLSys 2020)."""

    first_epoch: Annotated[int, Field(ge=1, le=1000)] = 1
    factor: Annotated[int, Field(ge=2, le=10)] = 3


class Question(Frozen):
    """Which settings are varied, how many trials of them are made, and what they are judged by."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"settings": [{"key": "dropout", "values": [0, 0.05, 0.1]}], "seeds": [1, 2, 3]}]})

    settings: Annotated[tuple[Setting, ...], Field(max_length=MAX_SETTINGS)] = ()
    """None: only the seeds differ."""
    seeds: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**31)], ...],
                     Field(min_length=1, max_length=MAX_SEEDS)] = (1,)
    search: Search = "grid"
    num_trials: Annotated[int, Field(ge=1)] | None = None
    """How many are made; of a grid all, if it is not said."""
    measure: Measure = "held_out_accuracy"
    held_out: Annotated[int, Field(ge=100, le=NUM_TRAIN - 10)] | None = None
    """How many training digits choose; None: ``default_held_out``."""
    halving: Halving | None = None

    @field_validator("seeds")
    @classmethod
    def _once(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(seeds))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = [setting.key for setting in self.settings]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"{key} is varied twice; name each setting once")
        ranges = [setting.key for setting in self.settings if setting.range]
        if self.search == "grid" and ranges:
            raise ValueError(f"a grid has no ranges: list the values of {ranges[0]}, or choose "
                             "another search")
        if self.search != "grid" and self.num_trials is None:
            raise ValueError("say how many trials are made: ranges have no end")
        if self.num_planned > MAX_TRIALS:
            raise ValueError(f"these are {self.num_planned:,} trials; at most {MAX_TRIALS:,} make "
                             "one experiment: vary less")
        if self.num_planned * len(self.seeds) > MAX_RUNS:
            raise ValueError(f"these are {self.num_planned * len(self.seeds):,} runs; at most "
                             f"{MAX_RUNS:,} make one experiment: vary less, or fewer seeds")
        return self

    @property
    def num_combinations(self) -> int | None:
        """Of the values; None where there are ranges."""
        if any(setting.range for setting in self.settings):
            return None
        return math.prod(len(setting.values or ()) for setting in self.settings)

    @property
    def num_planned(self) -> int:
        """How many trials are made."""
        there = self.num_combinations
        wanted = self.num_trials
        if there is None:
            assert wanted is not None
            return wanted
        return there if wanted is None else min(there, wanted)

    @property
    def is_higher_better(self) -> bool:
        return self.measure == "held_out_accuracy"

    def recipe(self, base: Recipe, overrides: Overrides, seed: int) -> Recipe:
        """What a trial trains with a seed.

        Raises:
            ValueError: these settings do not go together, in a sentence.
        """
        held_out = self.held_out if self.held_out is not None else default_held_out(base)
        return apply(base, {**overrides, "held_out": held_out, "seed": seed})

    def check(self, base: Recipe) -> None:
        """Refuse what no trial could train: each value and both ends of each range are tried.

        Raises:
            ValueError: the first of them that cannot be, in a sentence.
        """
        self.recipe(base, {}, self.seeds[0])
        for setting in self.settings:
            ends: Sequence[Scalar] = setting.range or setting.values or ()
            for value in ends:
                tried = int(value) if setting.range and setting.is_whole and value else value
                self.recipe(base, {setting.key: tried}, self.seeds[0])


def default_held_out(base: Recipe) -> int:
    """How many training digits choose, unless it is said: what the recipe holds out itself, else
    5,000 of 60,000, and of fewer the same share."""
    num_train = base.num_train_or_all
    return base.held_out or max(100, num_train * HELD_OUT // NUM_TRAIN)


def varied_keys() -> list[str]:
    """Every key that an experiment may vary."""
    return [key for key in recipe_keys() if key not in _NOT_VARIED and key not in SHORT]


def is_number(key: str) -> bool:
    """Whether a setting is a number, of which there are ranges."""
    return _kinds_of(key) & {"number", "integer"} != set()


def is_whole(key: str) -> bool:
    return "integer" in (kinds := _kinds_of(key)) and "number" not in kinds


def read_scalar(value: Scalar) -> Scalar:
    """What was typed as the value that it means: ``0.1`` is a number, ``none`` is nothing."""
    if not isinstance(value, str):
        return value
    word = value.strip()
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    for kind in (int, float):
        try:
            number = kind(word)
        except ValueError:
            continue
        return number if math.isfinite(number) else word
    return word


def _full_key(key: str) -> str:
    name = SHORT.get(key, key)
    if name in _NOT_VARIED:
        raise ValueError(f"{name} cannot be varied: {_NOT_VARIED[name]}")
    if name not in recipe_keys():
        inner = [known for known in single_keys() if known.endswith(f".{name}")]
        if inner:
            raise ValueError(f"unknown setting `{name}`; did you mean "
                             f"{' or '.join(f'`{known}`' for known in inner)}?")
        raise ValueError(one_of("setting", name, varied_keys(),
                                [known for known in varied_keys() if "." not in known]))
    return name


@cache
def _kinds_of(key: str) -> frozenset[str]:
    """JSON's names of what the setting may be; of an augmentation nothing, as it has parts."""
    if key not in single_keys():
        return frozenset()
    field = key.rpartition(".")[2]
    kinds: set[str] = set()
    for model in models_of(key):
        node = model.model_json_schema()["properties"][field]
        kinds |= {str(one.get("type")) for one in node.get("anyOf", [node])}
    return frozenset(kinds)


def planned_words(question: Question) -> str:
    """``5 trials x 3 seeds = 15 runs``."""
    trials, seeds = question.num_planned, len(question.seeds)
    if seeds == 1:
        return count_of(trials, "run")
    return (f"{count_of(trials, 'trial')} x {count_of(seeds, 'seed')} = "
            f"{count_of(trials * seeds, 'run')}")
