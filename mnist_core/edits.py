"""Settings: a recipe's fields under flat dotted names, to change one by one and to compare.

``rotation.degrees``, ``optimiser.lr``; the short names of ``SHORT`` save typing. The command line,
the HTTP routes, the page's controls and its links all speak in these.
"""

from collections.abc import Mapping
from typing import Any

from mnist_core.mistakes import one_of
from mnist_core.recipe import (
    OPTIMISERS,
    SCHEDULES,
    Affine,
    Colour,
    Normalisation,
    Perspective,
    Recipe,
    Rotation,
    read_recipe,
)

Scalar = str | float | int | bool | None

SHORT = {
    "lr": "optimiser.lr",
    "momentum": "optimiser.momentum",
    "nesterov": "optimiser.nesterov",
    "weight_decay": "optimiser.weight_decay",
    "mean": "normalisation.mean",
    "std": "normalisation.std",
}
_OPTIONAL = {"rotation": Rotation, "affine": Affine, "perspective": Perspective, "colour": Colour}
# what a bare number means: `rotation=7` is `rotation.degrees=7`
_MAIN_FIELD = {"rotation": "degrees", "perspective": "distortion", "affine": "degrees"}
_KINDS: dict[str, Mapping[str, type]] = {"optimiser": OPTIMISERS, "schedule": SCHEDULES}
_GROUPS: dict[str, tuple[type[Any], ...]] = {
    **{name: (group,) for name, group in _OPTIONAL.items()},
    "normalisation": (Normalisation,),
    **{name: tuple(kinds.values()) for name, kinds in _KINDS.items()},
}


def setting_names() -> list[str]:
    """Every name that ``apply`` takes."""
    dotted = [f"{name}.{field}" for name, groups in _GROUPS.items()
              for field in dict.fromkeys(field for group in groups for field in group.model_fields)]
    return [*Recipe.model_fields, *dotted, *SHORT]


def apply(recipe: Recipe, settings: Mapping[str, object]) -> Recipe:
    """The recipe with some settings replaced.

    A bare number sets an augmentation's main field, ``None`` (or "none") removes it; a bare kind
    (``optimiser: "adam"``) brings that kind's defaults. Whole groups come before their fields, so
    the order of the settings does not matter.

    Raises:
        ValueError: an unknown name, or a value that is not allowed, in one sentence.
    """
    data: dict[str, Any] = recipe.model_dump()
    named = {SHORT.get(name, name): value for name, value in settings.items()}
    for name in sorted(named, key=lambda name: (name.count("."), name)):
        _set(data, name, named[name])
    return read_recipe(data)


def flatten(recipe: Recipe) -> dict[str, Scalar]:
    """Every setting of a recipe under its dotted name; an absent augmentation is one ``None``."""
    flat: dict[str, Scalar] = {}
    for name, value in recipe.model_dump().items():
        if isinstance(value, dict):
            flat.update({f"{name}.{field}": inner for field, inner in value.items()})
        else:
            flat[name] = value
    return flat


def changed_settings(recipe: Recipe, base: Recipe) -> dict[str, Scalar]:
    """The smallest settings that turn ``base`` into ``recipe``: what a link has to carry."""
    before, after = flatten(base), flatten(recipe)
    changed: dict[str, Scalar] = {}
    for group in _GROUPS:
        kind = f"{group}.kind"
        if kind in after and before[kind] != after[kind]:
            changed[group] = after[kind]
            fresh = apply(base, {group: after[kind]})
            before = {**{name: value for name, value in before.items()
                         if not name.startswith(f"{group}.")},
                      **{name: value for name, value in flatten(fresh).items()
                         if name.startswith(f"{group}.")}}
    missing = object()
    changed.update({name: value for name, value in after.items()
                    if before.get(name, missing) != value and not name.endswith(".kind")})
    return changed


def _set(data: dict[str, Any], name: str, value: object) -> None:
    group, _, field = name.partition(".")
    if group not in data or (field and not _knows(group, field)):
        raise ValueError(one_of("setting", name, setting_names()))
    if isinstance(value, str) and value.lower() in ("none", "off", ""):
        value = None
    if not field:
        data[group] = _whole(group, data[group], value)
        return
    if data[group] is None:
        data[group] = {}
    present = data[group].get("kind")
    if present and field not in _KINDS[group][present].model_fields:
        raise ValueError(f"the {group} `{present}` has no {field}; set {group} to one that has.")
    data[group] = {**data[group], field: value}


def _whole(group: str, present: Any, value: object) -> object:
    if group in _KINDS and isinstance(value, str):
        if value not in _KINDS[group]:
            raise ValueError(one_of(group, value, list(_KINDS[group])))
        kept = present if present["kind"] == value else {"kind": value}
        return dict(kept)
    if group in _MAIN_FIELD and isinstance(value, int | float) and not isinstance(value, bool):
        return {**(present or {}), _MAIN_FIELD[group]: value}
    return value


def _knows(group: str, field: str) -> bool:
    return any(field in kind.model_fields for kind in _GROUPS.get(group, ()))
