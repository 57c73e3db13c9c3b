"""Batch norm: one channel's values before and after, in a batch whose members one changes."""

from typing import Annotated, Literal

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import TestDigit, digits, first_layer, network_up_to


class BatchNormSettings(Frozen):
    """``digit`` is a test digit; ``channel`` says which channel is in sight, from 1. In ``train``
    mode the batch's own mean and variance are used, in ``eval`` mode those kept from training."""

    digit: TestDigit | None = None
    channel: Annotated[int, Field(ge=1, le=1024)] = 1
    mode: Literal["train", "eval"] = "train"


def _data(given: Given, settings: BatchNormSettings) -> Data:
    place = first_layer(given.trained, "bn", "batch norm")
    layer = given.trained.recipe.describe().layers[place]
    if not layer.spatial:
        raise ValueError(f"{given.trained.short_label} has batch norm on a vector, not on maps; "
                         "take another network.")
    return {"network": network_up_to(given.trained, place),
            "digits": digits(given.dataset, settings.digit),
            "channel": min(settings.channel, layer.out_channels), "mode": settings.mode}


BATCH_NORM = DemoKind(name="batch-norm", settings=BatchNormSettings, data=_data,
                      runs=("nets-3@1",), terms=("batch-norm", "batch"))
