"""Recipe: a network and everything that trains it, as one frozen, validated value."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from mnist_core.base.validation import sentences
from mnist_core.network.geometry import Description, describe
from mnist_core.network.notation import Drop, Layer, parse, to_text, with_dropout

NUM_TRAIN = 60_000

Interpolation = Literal["nearest", "bilinear"]
Probability = Annotated[float, Field(ge=0, le=1)]
Degrees = Annotated[float, Field(ge=0, le=180)]
GreyLevel = Annotated[int, Field(ge=0, le=255)]
LearningRate = Annotated[float, Field(gt=0, le=10)]
Momentum = Annotated[float, Field(ge=0, lt=1)]
WeightDecay = Annotated[float, Field(ge=0, le=1)]


class Frozen(BaseModel):
    """A value: never changed, no unknown keys, no infinities, no ``true`` for 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_switch_for_a_number(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        # as a word it is refused like any other word
        return {name: str(value).lower() if isinstance(value, bool) and name in kinds
                and bool not in (kinds[name], *get_args(kinds[name])) else value
                for name, value in data.items()}


class Normalisation(Frozen):
    """(pixel / 255 - mean) / std; mean 0 and std 1 leave the pixels in [0, 1]."""

    mean: Annotated[float, Field(ge=0, le=1)] = 0.1307
    std: Annotated[float, Field(gt=0, le=10)] = 0.3081


class Rotation(Frozen):
    """torchvision's RandomRotation: uniform in +-degrees about the centre."""

    degrees: Degrees
    interpolation: Interpolation = "nearest"
    fill: GreyLevel = 0


class Affine(Frozen):
    """torchvision's RandomAffine.

    Rotation uniform in +-degrees, translation in +-translate (a share of the width, rounded to
    whole pixels), scale uniform in [scale_min, scale_max], x-shear in +-shear degrees.
    """

    degrees: Degrees = 0
    translate: Annotated[float, Field(ge=0, le=1)] = 0
    scale_min: Annotated[float, Field(gt=0, le=10)] = 1
    scale_max: Annotated[float, Field(gt=0, le=10)] = 1
    shear: Annotated[float, Field(ge=0, lt=90)] = 0
    interpolation: Interpolation = "nearest"
    fill: GreyLevel = 0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.scale_min > self.scale_max:
            raise ValueError(f"scale_min {self.scale_min:g} must not exceed scale_max "
                             f"{self.scale_max:g}; lower it, or raise scale_max")
        return self


class Perspective(Frozen):
    """torchvision's RandomPerspective: with the probability given, each corner moves inwards."""

    distortion: Probability
    probability: Probability = 0.5
    interpolation: Interpolation = "bilinear"
    fill: GreyLevel = 0


class Colour(Frozen):
    """torchvision's ColorJitter on grey images, where only brightness and contrast act.

    Each factor is uniform in [max(0, 1 - value), 1 + value]; the two come in random order.
    """

    brightness: Annotated[float, Field(ge=0, le=10)] = 0
    contrast: Annotated[float, Field(ge=0, le=10)] = 0


class SGD(Frozen):
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
    kind: Literal["adam"] = "adam"
    lr: LearningRate = 0.001
    beta1: Momentum = 0.9
    beta2: Momentum = 0.999
    weight_decay: WeightDecay = 0


class AdamW(Frozen):
    kind: Literal["adamw"] = "adamw"
    lr: LearningRate = 0.001
    beta1: Momentum = 0.9
    beta2: Momentum = 0.999
    weight_decay: WeightDecay = 0.01


class Constant(Frozen):
    """The optimiser's lr throughout."""

    kind: Literal["constant"] = "constant"


class StepDecay(Frozen):
    """lr times ``gamma`` after every ``every`` epochs."""

    kind: Literal["step"] = "step"
    every: Annotated[int, Field(ge=1, le=1000)] = 6
    gamma: Annotated[float, Field(gt=0, le=1)] = 0.1


class Exponential(Frozen):
    """lr times ``gamma`` after every epoch: the authors' "lambda" schedule."""

    kind: Literal["exponential"] = "exponential"
    gamma: Annotated[float, Field(gt=0, le=1)] = 0.85


class OneCycle(Frozen):
    """PyTorch's OneCycleLR, stepped every batch, with the optimiser's lr as its peak.

    The lr rises from lr / div to lr over the first ``warmup`` share of the batches, then falls
    to lr / div / final_div, both along a cosine; momentum (beta1) moves the other way.
    """

    kind: Literal["one-cycle"] = "one-cycle"
    warmup: Annotated[float, Field(gt=0, lt=1)] = 0.3
    div: Annotated[float, Field(ge=1, le=1e6)] = 25
    final_div: Annotated[float, Field(ge=1, le=1e9)] = 1e4
    momentum_min: Momentum = 0.85
    momentum_max: Momentum = 0.95


class Cosine(Frozen):
    """lr falls along half a cosine, every batch, to ``final_lr``."""

    kind: Literal["cosine"] = "cosine"
    final_lr: Annotated[float, Field(ge=0, le=10)] = 0


Optimiser = Annotated[SGD | Adam | AdamW, Field(discriminator="kind")]
Schedule = Annotated[Constant | StepDecay | Exponential | OneCycle | Cosine,
                     Field(discriminator="kind")]
OPTIMISERS: dict[str, type[SGD] | type[Adam] | type[AdamW]] = {
    "sgd": SGD, "adam": Adam, "adamw": AdamW}
SCHEDULES: dict[str, type[Constant] | type[StepDecay] | type[Exponential] | type[OneCycle]
                | type[Cosine]] = {
    "constant": Constant, "step": StepDecay, "exponential": Exponential, "one-cycle": OneCycle,
    "cosine": Cosine}


class Recipe(Frozen):
    """A network and everything that trains it.

    Augmentations act in the order of the fields: rotation, affine, perspective, colour; each on
    8-bit pixels, as the authors' PIL transforms did. ``device`` is where, never what: it does
    not count as a difference between two recipes.
    """

    layers: str
    dropout: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Replaces the probability of every ``drop`` layer."""
    normalisation: Normalisation = Normalisation()
    rotation: Rotation | None = None
    affine: Affine | None = None
    perspective: Perspective | None = None
    colour: Colour | None = None
    batch_size: Annotated[int, Field(ge=1, le=NUM_TRAIN)] = 128
    optimiser: Optimiser = SGD()
    schedule: Schedule = Constant()
    epochs: Annotated[int, Field(ge=1, le=1000)] = 15
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    num_train: Annotated[int, Field(ge=10, le=NUM_TRAIN)] | None = None
    """Train on the first this many digits only; None means all that there are."""
    held_out: Annotated[int, Field(ge=0, le=NUM_TRAIN - 10)] = 0
    """The last this many training digits are not trained on but choose the best epoch."""

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
        return any(isinstance(layer, Drop) for layer in parse(self.layers))

    @property
    def network(self) -> tuple[Layer, ...]:
        """The layers that are trained: the notation with the dropout override applied."""
        layers = parse(self.layers)
        return layers if self.dropout is None else with_dropout(layers, self.dropout)

    def describe(self) -> Description:
        return describe(self.network)

    def to_json(self) -> str:
        return self.model_dump_json()


def read_recipe(data: Mapping[str, Any] | str) -> Recipe:
    """A recipe from JSON text or its decoded form.

    Raises:
        ValueError: one sentence a mistake: which key, what it was, what is allowed.
    """
    try:
        if isinstance(data, str):
            return Recipe.model_validate_json(data)
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise ValueError(sentences(error, Recipe)) from None


class NewerVersion(ValueError):
    """What was recorded by a newer version of the lab says more than this one knows."""

    def __init__(self, what: str, error: ValueError) -> None:
        """``what`` has the recipe, such as "run 12"; ``error`` is what is wrong with that."""
        super().__init__(f"A newer version of the lab wrote {what}: update this one to go on with "
                         f"it. What it does not know: {error}")
