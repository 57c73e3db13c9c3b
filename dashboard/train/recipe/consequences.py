"""What a recipe will do, before any time is spent on it."""

import json
import math
from base64 import b64encode
from functools import lru_cache
from typing import Any

import streamlit as st
import torch

from dashboard.components.consequences.consequences import consequences, num_redraws
from dashboard.display.plain_text import with_commands
from dashboard.server.forecast import device_of
from dashboard.server.resources import data_state
from dashboard.train.preview import NUM_DIGITS, augmented_digits, planned_rates
from dashboard.train.recipe.duration import known_duration, speed_key, start_seconds
from dashboard.train.training_now import training_now
from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.ink_lost import ink_lost
from mnist_core.base.format import in_millions
from mnist_core.data.mnist import Dataset
from mnist_core.findings.advice import advice
from mnist_core.ladders import Goal
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.memory import shortage
from mnist_core.training.setup import num_trained
from mnist_core.training.step.backends import AUTO, choose_backend

# enough digits for the share of lost ink to stand still in its first figure
NUM_INKED = 256


@st.fragment
def show_consequences(recipe: Recipe, goal: Goal, *, is_old: bool = False) -> None:
    """Parameters, time, rates, digits and advice; another draw of the digits reruns only this.

    ``is_old``: the controls say something that cannot be trained, and this was the last that could.
    """
    data = data_state().dataset
    if data is None:
        return
    try:
        num_train = num_trained(recipe, len(data.train))
    except ValueError as error:
        # a link or an own recipe of more digits than there are; the form says it, too
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    consequences({**consequences_data(recipe, goal, data, num_train, num_redraws()),
                  "is_old": is_old})


def consequences_data(recipe: Recipe, goal: Goal, data: Dataset, num_train: int,
                      shake: int) -> dict[str, Any]:
    """Everything that the element shows, ready for JSON; ``goal`` is that of the step's ladder."""
    description = recipe.describe()
    num_batches = math.ceil(num_train / recipe.batch_size)
    lost = _ink_lost(recipe.augmentations, data)
    duration = known_duration(recipe, num_train, data)
    return {
        "parameters": description.parameters, "max_parameters": goal.max_parameters,
        "multiply_adds_words": in_millions(description.multiply_adds),
        "sees": description.sees,
        "epochs": recipe.epochs, "max_epochs": goal.max_epochs,
        "rates": planned_rates(recipe, num_train),
        "digits": b64encode(augmented_digits(recipe, data, shake)).decode(),
        "labels": data.train.labels[:NUM_DIGITS].tolist(),
        "changes_digits": bool(recipe.augmentations),
        "advice": [*_memory_advice(recipe, num_train),
                   *(item.text for item in advice(recipe, num_batches, lost))],
        "duration": duration and {"seconds_an_epoch": duration.seconds_an_epoch,
                                  "how": duration.how},
        # by itself only where it disturbs no run and no run disturbs it
        "measures": not training_now(),
        "start_seconds": start_seconds(), "speed_key": speed_key(recipe, num_train),
        "recipe": json.loads(recipe.to_json()),
    }


def _memory_advice(recipe: Recipe, num_train: int) -> tuple[str, ...]:
    device = device_of(recipe)
    if device != "cpu":
        return ()
    sentence = shortage(recipe, choose_backend(AUTO, torch.device(device)), num_train)
    return (sentence,) if sentence else ()


@lru_cache(maxsize=64)
def _ink_lost(augmentations: tuple[Augmentation, ...], data: Dataset) -> float:
    return ink_lost(augmentations, data.train.images[:NUM_INKED])
