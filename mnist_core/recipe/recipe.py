"""Recipe: a network and everything that trains it, as one frozen, validated value."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from mnist_core.augment.augmentations import Augmented
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import Mistake, mistakes
from mnist_core.network.geometry import Description, describe
from mnist_core.network.layers import Layer, dropout_rates, with_dropout
from mnist_core.network.notation import parse, to_text
from mnist_core.recipe.schedules import Constant, Momentum, Schedule

NUM_TRAIN, NUM_TEST = 60_000, 10_000

LearningRate = Annotated[float, Field(gt=0, le=10)]
WeightDecay = Annotated[float, Field(ge=0, le=1)]


class Normalisation(Frozen):
    """(pixel / 255 - mean) / std; mean 0 and std 1 leave the pixels in [0, 1]."""

    mean: Annotated[float, Field(ge=0, le=1)] = 0.1307
    std: Annotated[float, Field(gt=0, le=10)] = 0.3081


class SGD(Frozen):
    """Stochastic gradient descent; ``nesterov`` is Nesterov's momentum (Sutskever et al., 2013).

    ``weight_decay`` times the weights is added to the gradient: an L2 penalty.
    """

    kind: Literal["sgd"] = "sgd"
    lr: LearningRate = 0.01
    momentum: Momentum = 0.9
    nesterov: bool = False
    weight_decay: WeightDecay = 0

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov needs a momentum above 0; raise it, or set nesterov to "
                             "false")
        return self


class Adam(Frozen):
    """Adam (Kingma and Ba, 2015).

    ``weight_decay`` times the weights is added to the gradient, so Adam scales it per weight like
    the rest of the gradient; ``AdamW`` does not.
    """

    kind: Literal["adam"] = "adam"
    lr: LearningRate = 0.001
    beta1: Momentum = 0.9
    beta2: Momentum = 0.999
    weight_decay: WeightDecay = 0


class AdamW(Frozen):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019).

    Each step first shrinks the weights by ``lr * weight_decay`` of themselves; the gradient has no
    part in it.
    """

    kind: Literal["adamw"] = "adamw"
    lr: LearningRate = 0.001
    beta1: Momentum = 0.9
    beta2: Momentum = 0.999
    weight_decay: WeightDecay = 0.01


Optimiser = Annotated[SGD | Adam | AdamW, Field(discriminator="kind")]
OPTIMISERS: dict[str, type[SGD] | type[Adam] | type[AdamW]] = {
    "sgd": SGD, "adam": Adam, "adamw": AdamW}


class NetworkFields(Frozen):
    """The network of a recipe, and how the pixels that it is given are scaled."""

    layers: str
    dropout: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Replaces the probability of every ``drop`` layer."""
    normalisation: Normalisation = Normalisation()


# the fields of the last base come first, in JSON and wherever they are listed
class Recipe(Augmented, NetworkFields):
    """A network and everything that trains it.

    Augmentations act one after the other, each on 8-bit pixels, as the authors' PIL transforms did.
    ``device`` is where, never what: it does not count as a difference between two recipes.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"layers": "conv3x3(8,s2) relu bn gap conv1x1(10) flatten", "epochs": 2,
         "optimiser": {"kind": "sgd", "lr": 0.05}}]})

    label_smoothing: Annotated[float, Field(ge=0, le=0.9)] = 0
    """This share of the truth is taken from the label; where it goes says ``loss.Loss``."""
    batch_size: Annotated[int, Field(ge=1, le=NUM_TRAIN)] = 128
    optimiser: Optimiser = SGD()
    schedule: Schedule = Constant()
    weight_average: Annotated[float, Field(ge=0, lt=1)] = 0
    """The decay of an exponential moving average of the weights, which is then what is measured and
    kept; 0: none. See ``averaging``."""
    epochs: Annotated[int, Field(ge=1, le=1000)] = 15
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    num_train: Annotated[int, Field(ge=10, le=NUM_TRAIN)] | None = None
    """Use the first ``num_train`` training digits only; the last ``held_out`` of them are held out.
    None means all that there are."""
    class_digits: Annotated[str, Field(pattern=r"^([1-9]\d{0,4}-[0-9a-f]{16})?$")] = ""
    """A set of digits that a class drew, trained on beside MNIST's: how many, and their digest, as
    ``140-0f1e2d3c4b5a6978``; empty for none."""
    held_out: Annotated[int, Field(ge=0, le=NUM_TRAIN - 10)] = 0
    """How many of these digits, the last ones, are not trained on: they choose the best epoch."""

    @property
    def num_train_or_all(self) -> int:
        """``num_train``, or the number of all training digits of MNIST; the offline sample has
        fewer."""
        return self.num_train or NUM_TRAIN

    @field_validator("layers")
    @classmethod
    def _canonical(cls, text: str) -> str:
        layers = parse(text)
        describe(layers)
        return to_text(layers)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.dropout is not None and not self.has_dropout:
            raise ValueError("dropout cannot be set: this network has no drop layer; add drop(.1) "
                             "to its layers")
        if self.num_train is not None and self.held_out > self.num_train - 10:
            raise ValueError(f"held_out {self.held_out:,} leaves fewer than 10 of num_train "
                             f"{self.num_train:,} digits to train on; hold out fewer")
        return self

    @property
    def has_dropout(self) -> bool:
        return bool(dropout_rates(parse(self.layers)))

    @property
    def is_regularised(self) -> bool:
        """Dropout or changed digits make learning harder than reading afterwards."""
        return (any(one.parts for one in self.augmentations)
                or any(dropout_rates(self.network)))

    @property
    def num_class_digits(self) -> int:
        return int(self.class_digits.partition("-")[0] or 0)

    @property
    def apart_from_seed(self) -> Self:
        """What it has in common with its other seeds, wherever they are trained."""
        return self.model_copy(update={"seed": 0, "device": "auto"})

    @property
    def network(self) -> tuple[Layer, ...]:
        """The layers that are trained: the notation with the dropout override applied."""
        layers = parse(self.layers)
        return layers if self.dropout is None else with_dropout(layers, self.dropout)

    def describe(self) -> Description:
        return describe(self.network)

    def to_json(self) -> str:
        return self.model_dump_json()


class RecipeError(ValueError):
    """A recipe that cannot be; ``mistakes`` say of which keys."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(" ".join(dict.fromkeys(one.sentence for one in mistakes)))
        self.mistakes = tuple(mistakes)


def read_recipe(data: Mapping[str, Any] | str) -> Recipe:
    """A recipe from JSON text or its decoded form.

    Raises:
        RecipeError: one sentence a mistake: which key, what it was, what is allowed.
    """
    try:
        if isinstance(data, str):
            return Recipe.model_validate_json(data)
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise RecipeError(mistakes(error, Recipe)) from None


class NewerVersion(ValueError):
    """What was recorded by a newer version of the lab says more than this one knows."""

    def __init__(self, what: str, error: ValueError) -> None:
        """``what`` has the recipe, such as "run 12"; ``error`` is what is wrong with that."""
        super().__init__(f"A newer version of the lab wrote {what}: update this one to go on with "
                         f"it. What it does not know: {error}")
