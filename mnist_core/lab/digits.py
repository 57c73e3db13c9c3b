"""The digits that a notebook's questions are answered with, read once for one place."""

from functools import lru_cache

from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mnist import Dataset, NoDigits, load


def digits() -> Dataset | None:
    """What would be trained on, without a fetch; None where there are no digits at all."""
    try:
        return _loaded(read_settings())
    except NoDigits:
        return None


@lru_cache(maxsize=1)
def _loaded(settings: Settings) -> Dataset:
    """The very same value each time: what a network made of it is remembered by that."""
    return load(settings)
