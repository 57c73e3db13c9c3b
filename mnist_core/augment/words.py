"""What augmentations do, in words: in differences, tables, chips and logs."""

from collections.abc import Iterable

from mnist_core.augment.augmentation import Augmentation, Part
from mnist_core.augment.augmentations import AUGMENTATIONS, Augmented


def augmentation_words(recipe: Augmented) -> dict[str, str]:
    """``±7°, fill 33`` by the name of the augmentation; empty where it does nothing."""
    return {name: told(parts_of(recipe, name)) for name in AUGMENTATIONS}


def parts_of(recipe: Augmented, name: str) -> list[Part]:
    """The figures of one augmentation; none where it does nothing or is not there."""
    augmentation: Augmentation | None = getattr(recipe, name)
    return augmentation.parts if augmentation else []


def told(parts: Iterable[Part]) -> str:
    """Those that need to be mentioned, in one line."""
    return ", ".join(f"{part.label} {part.text}".strip() for part in parts if not part.is_quiet)
