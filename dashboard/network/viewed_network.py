"""Whose network the page looks into: a step's, a trained one's, or one that somebody edits.

The same words say it in the address of the page and in the questions of its elements:
``step=nets-3``, ``run=12`` or ``run=nets-3@1``, with ``layers=...`` where it was changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain
from typing import Literal

from torch import nn

from dashboard.navigation.run_options import RunOptions
from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.people.whose import label_of
from mnist_core.ladders import STEPS, find_step
from mnist_core.ladders.labels import step_name
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.network.draft import read_draft
from mnist_core.network.notation import to_text
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.setup import initial_model

Weighing = Moment | Literal["fresh"]
FRESH: Literal["fresh"] = "fresh"


@dataclass(frozen=True, slots=True)
class Weights:
    """A network with weights, equal to another by ``key`` alone; it can be kept at no cost."""

    key: tuple[object, ...]
    load: Callable[[], nn.Sequential] = field(compare=False, repr=False)

    @property
    def network(self) -> nn.Sequential:
        """In eval mode; nobody may change it.

        Raises:
            ValueError: there are no such weights (any more).
        """
        return self.load()


@dataclass(frozen=True, slots=True)
class ViewedNetwork:
    """One network, perhaps not finished yet.

    Attributes:
        source: whose it is or was: ``step=nets-3`` or ``run=12``.
        base: the recipe that it comes from.
        layers: its notation, right or wrong, perhaps empty.
        trained: who trained exactly these layers, if anybody did.
    """

    source: str
    name: str
    step_id: str | None
    base: Recipe
    layers: str
    trained: Trained | None

    @property
    def is_edited(self) -> bool:
        return self.layers != to_text(self.base.network)

    @property
    def recipe(self) -> Recipe:
        """What it would be trained by.

        Raises:
            ValueError: its layers are wrong.
        """
        if not self.is_edited:
            return self.base
        # what was typed says every dropout itself
        return apply(self.base, {"layers": self.layers, "dropout": None})

    @property
    def weighings(self) -> tuple[Weighing, ...]:
        """The weights that it can be looked at with, those that a person most likely wants first.
        """
        if self.trained is None:
            return (FRESH,)
        moments = self.trained.moments
        if self.trained.is_active:
            # whoever trains or paused it wants to see it as it is
            moments = tuple(reversed(moments))
        return (*moments, FRESH)

    def weights(self, weighing: Weighing) -> Weights:
        """Its network with these weights.

        Raises:
            ValueError: its layers are wrong.
        """
        if weighing == FRESH or self.trained is None:
            recipe = self.recipe
            layers = to_text(recipe.network)
            return Weights((FRESH, layers, recipe.seed), partial(_fresh, layers, recipe))
        return Weights((self.trained.key, self.trained.version, weighing),
                       partial(self.trained.network, weighing))


def shown_network(address: Mapping[str, str]) -> ViewedNetwork:
    """What an address or a question asks for; the layers are not checked yet.

    Raises:
        ValueError: it asks for a step or a run that does not exist.
    """
    if address.get("run"):
        trained = library().find(address["run"])
        shown = ViewedNetwork(f"run={trained.key}", label_of(trained), trained.step_id,
                              trained.recipe, to_text(trained.recipe.network), trained)
    else:
        step = find_step(address.get("step") or DEFAULT_STEP)
        shown = ViewedNetwork(f"step={step.id}", step_name(step), step.id, step.recipe,
                      to_text(step.recipe.network), _trained_as_published(step.id))
    if "layers" not in address:
        return shown
    # as the notation writes it, as far as it can be read
    layers = read_draft(address["layers"]).text
    return shown if layers == shown.layers else replace(shown, layers=layers, trained=None)


def titles(options: RunOptions, *sources: str) -> dict[str, str]:
    """Networks to choose from, by their source: steps, runs of this lab, reference runs.

    Of the runs those of ``options`` and, whatever they are, those of ``sources``.
    """
    own = options.listed(also=[source.removeprefix("run=") for source in sources])
    trained: tuple[Trained, ...] = (*own, *library().references())
    return ({f"step={step.id}": step_name(step) for step in STEPS.values()}
            | {f"run={one.key}": label_of(one) for one in trained})


def source_of(typed: object, options: RunOptions) -> str | None:
    """The source that a box of networks says, or whom somebody means by words of their own."""
    if typed in STEPS:
        return f"step={typed}"
    chosen = options.chosen(typed)
    if chosen is None or chosen.startswith(("step=", "run=")):
        return chosen
    return f"run={chosen}"


def in_words(shown: ViewedNetwork, weighing: Weighing) -> str:
    """``Before training``, ``Run 12, best epoch`` or ``Run 12, as it was paused``."""
    if weighing == FRESH or shown.trained is None:
        return "Before training"
    name = shown.trained.short_label
    return f"{name}, best epoch" if weighing == "best" else f"{name}, {_now(shown.trained)}"


def _now(trained: Trained) -> str:
    if isinstance(trained, OwnRun) and trained.run.state == "paused":
        return "as it was paused"
    return "last checkpoint" if trained.is_active else "last epoch"


def _trained_as_published(step_id: str) -> Trained | None:
    """A reference run of the step, else its newest own run with the step's own network."""
    step = STEPS[step_id]
    begun = library().own(RunQuery(step=step_id, has_begun=True, owner=this_owner()))
    candidates = chain[Trained](library().references(), begun)
    return next((trained for trained in candidates if trained.step_id == step_id and
                 trained.recipe.network == step.recipe.network and trained.moments), None)


# few: the largest network that the notation allows takes 80 MB
@lru_cache(maxsize=4)
def _fresh(layers: str, recipe: Recipe) -> nn.Sequential:
    assert to_text(recipe.network) == layers
    return initial_model(recipe).eval().requires_grad_(False)
