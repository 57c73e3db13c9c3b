"""The schedules of a recipe: a model each, with its words; ``training.rates`` has the rates."""

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mnist_core.base.change import figure
from mnist_core.base.frozen import Frozen

Momentum = Annotated[float, Field(ge=0, lt=1)]
CYCLE_WORDS = {"warmup": "warm-up", "div": "div", "final_div": "final div",
               "momentum_min": "lowest momentum", "momentum_max": "highest momentum"}


class BaseSchedule(Frozen, ABC):
    """How the learning rate moves over a run.

    Attributes:
        reads_history: whether the rate depends on what the epochs before came to, so that nobody
            knows it beforehand.
    """

    reads_history: ClassVar[bool] = False

    @property
    @abstractmethod
    def words(self) -> str:
        """``×0.85 an epoch``, ``one-cycle, warm-up 0.2``: what is not usual is named."""


class Constant(BaseSchedule):
    """The optimiser's lr throughout."""

    kind: Literal["constant"] = "constant"

    @property
    def words(self) -> str:
        return "constant"


class StepDecay(BaseSchedule):
    """lr times ``gamma`` after every ``every`` epochs."""

    kind: Literal["step"] = "step"
    every: Annotated[int, Field(ge=1, le=1000)] = 6
    gamma: Annotated[float, Field(gt=0, le=1)] = 0.1

    @property
    def words(self) -> str:
        often = "an epoch" if self.every == 1 else f"every {self.every} epochs"
        return f"×{figure(self.gamma)} {often}"


class Exponential(BaseSchedule):
    """lr times ``gamma`` after every epoch: the authors' "lambda" schedule."""

    kind: Literal["exponential"] = "exponential"
    gamma: Annotated[float, Field(gt=0, le=1)] = 0.85

    @property
    def words(self) -> str:
        return f"×{figure(self.gamma)} an epoch"


class OneCycle(BaseSchedule):
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

    @property
    def words(self) -> str:
        usual = OneCycle()
        own = [f"{word} {figure(getattr(self, field))}" for field, word in CYCLE_WORDS.items()
               if getattr(self, field) != getattr(usual, field)]
        return ", ".join(["one-cycle", *own])


class Cosine(BaseSchedule):
    """lr falls along half a cosine, every batch, to ``final_lr``."""

    kind: Literal["cosine"] = "cosine"
    final_lr: Annotated[float, Field(ge=0, le=10)] = 0

    @property
    def words(self) -> str:
        return f"cosine to {figure(self.final_lr)}"


class Plateau(BaseSchedule):
    """PyTorch's ReduceLROnPlateau: lr times ``gamma`` whenever the loss has not improved.

    The loss of the held-out digits where there are any, else that of training: never that of the
    test digits. It has improved where it lies 0.01 % below its best so far; after more than
    ``patience`` epochs in a row without that, the rate falls.
    """

    reads_history: ClassVar[bool] = True

    kind: Literal["plateau"] = "plateau"
    patience: Annotated[int, Field(ge=0, le=1000)] = 2
    gamma: Annotated[float, Field(gt=0, le=1)] = 0.1

    @property
    def words(self) -> str:
        return f"×{figure(self.gamma)} on a plateau, patience {self.patience}"


Schedule = Annotated[Constant | StepDecay | Exponential | OneCycle | Cosine | Plateau,
                     Field(discriminator="kind")]
SCHEDULES: dict[str, type[Constant] | type[StepDecay] | type[Exponential] | type[OneCycle]
                | type[Cosine] | type[Plateau]] = {
    "constant": Constant, "step": StepDecay, "exponential": Exponential, "one-cycle": OneCycle,
    "cosine": Cosine, "plateau": Plateau}
