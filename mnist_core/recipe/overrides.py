"""Overrides: a recipe's fields under flat dotted names, to change one by one and to compare.

``rotation.degrees``, ``optimiser.lr``; the short names of ``SHORT`` save typing. The command line,
the HTTP routes, the page's controls and its links all speak in these.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.base.validation import one_of
from mnist_core.recipe.recipe import OPTIMISERS, Normalisation, Recipe, read_recipe
from mnist_core.recipe.schedules import SCHEDULES

Scalar = str | float | int | bool | None

SHORT = {
    "lr": "optimiser.lr",
    "momentum": "optimiser.momentum",
    "nesterov": "optimiser.nesterov",
    "weight_decay": "optimiser.weight_decay",
    "mean": "normalisation.mean",
    "std": "normalisation.std",
}
_MAIN_FIELD = {name: kind.main_field for name, kind in AUGMENTATIONS.items() if kind.main_field}
_KINDS: dict[str, Mapping[str, type[Any]]] = {"optimiser": OPTIMISERS, "schedule": SCHEDULES}
_GROUPS: dict[str, tuple[type[Any], ...]] = {
    **{name: (group,) for name, group in AUGMENTATIONS.items()},
    "normalisation": (Normalisation,),
    **{name: tuple(kinds.values()) for name, kinds in _KINDS.items()},
}
_WHOLE_KIND = {f"{group}.kind": group for group in _KINDS}
# what "none" leaves behind
_NOTHING: dict[str, object] = {**dict.fromkeys((*AUGMENTATIONS, "dropout", "num_train")),
                               "normalisation": {"mean": 0, "std": 1}}


def recipe_keys() -> list[str]:
    """Every name that ``apply`` takes."""
    dotted = [f"{name}.{field}" for name, groups in _GROUPS.items()
              for field in dict.fromkeys(field for group in groups for field in group.model_fields)]
    return [*Recipe.model_fields, *dotted, *SHORT]


def single_keys() -> list[str]:
    """The names that hold one value each, without short names: what a page needs controls for."""
    return [name for name in recipe_keys() if name not in SHORT and name not in _GROUPS]


def models_of(name: str) -> tuple[type[BaseModel], ...]:
    """The models that declare one of ``single_keys``: several for a field of many kinds."""
    group, _, field = name.partition(".")
    if not field:
        return (Recipe,)
    return tuple(model for model in _GROUPS[group] if field in model.model_fields)


def apply(recipe: Recipe, overrides: Mapping[str, object]) -> Recipe:
    """The recipe with some keys overridden.

    A bare number sets an augmentation's main field, ``None`` (or "none") removes it; a bare kind
    (``optimiser: "adam"``) brings that kind's defaults. Whole groups come before their fields, so
    the order of the overrides does not matter.

    Raises:
        ValueError: an unknown name, or a value that is not allowed, in one sentence.
    """
    data: dict[str, Any] = recipe.model_dump()
    named: dict[str, object] = {}
    written: dict[str, str] = {}
    for given, value in overrides.items():
        name = _WHOLE_KIND.get(given) or SHORT.get(given, given)
        if name in named:
            raise ValueError(f"`{written[name]}` and `{given}` are the same setting; keep one.")
        named[name], written[name] = value, given
    # alphabetically, a group comes before its fields
    for name in sorted(named):
        _set(data, name, named[name])
    return read_recipe(data)


def flatten(recipe: Recipe) -> dict[str, Scalar]:
    """Every key of a recipe under its dotted name; an absent augmentation is one ``None``."""
    flat: dict[str, Scalar] = {}
    for name, value in recipe.model_dump().items():
        if isinstance(value, dict):
            flat.update({f"{name}.{field}": inner for field, inner in value.items()})
        else:
            flat[name] = value
    return flat


def main_key(key: str) -> str:
    """Of a whole augmentation the key of its main figure: ``rotation.degrees`` of ``rotation``."""
    return f"{key}.{_MAIN_FIELD[key]}" if key in _MAIN_FIELD else key


def changed_overrides(recipe: Recipe, base: Recipe) -> dict[str, Scalar]:
    """The fewest overrides that turn ``base`` into ``recipe``: what a link has to carry."""
    before, after = flatten(base), flatten(recipe)
    changed: dict[str, Scalar] = {
        group: after[f"{group}.kind"] for group in _KINDS
        if before[f"{group}.kind"] != after[f"{group}.kind"]}
    before |= flatten(apply(base, changed))
    for group, model in AUGMENTATIONS.items():
        if group in before and group not in after:
            # its first field brings it in, with its defaults
            first = f"{group}.{next(iter(model.model_fields))}"
            changed[first] = after[first]
            before |= {f"{group}.{name}": field.default
                       for name, field in model.model_fields.items()}
    missing = object()
    changed.update({name: value for name, value in after.items()
                    if before.get(name, missing) != value and not name.endswith(".kind")})
    return changed


def _set(data: dict[str, Any], name: str, value: object) -> None:
    if name not in recipe_keys():
        inner = [known for known in single_keys() if known.endswith(f".{name}")]
        if inner:
            raise ValueError(f"unknown setting `{name}`; did you mean "
                             f"{' or '.join(f'`{known}`' for known in inner)}?")
        shown = [*Recipe.model_fields, *SHORT, "or a part of one, such as rotation.degrees"]
        raise ValueError(one_of("setting", name, recipe_keys(), shown))
    group, _, field = name.partition(".")
    if not field:
        data[group] = _whole(group, data[group], value)
        return
    present = {} if data[group] is None else data[group]
    if not isinstance(present, dict):
        return  # it is wrong as it is, and will be refused
    kinds = _KINDS.get(group, {})
    kind = kinds.get(str(present.get("kind")))
    if kind and field not in kind.model_fields:
        having = " or ".join(other for other in kinds if field in kinds[other].model_fields)
        raise ValueError(f"the {group} {present['kind']} has no {field}; set {group} to {having}.")
    data[group] = {**present, field: value}


def _whole(group: str, present: Any, value: object) -> object:
    if isinstance(value, str) and group in _NOTHING and value.lower() in ("none", "off", ""):
        value = None
    if value is None:
        return _NOTHING.get(group)
    if group in _KINDS and isinstance(value, str):
        kind = value.lower()
        if kind not in _KINDS[group]:
            raise ValueError(one_of(group, value, list(_KINDS[group])))
        return dict(present) if present["kind"] == kind else {"kind": kind}
    if group in _MAIN_FIELD and isinstance(value, str | int | float):
        return {**(present or {}), _MAIN_FIELD[group]: value}
    return value
