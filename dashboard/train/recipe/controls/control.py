"""A control of a recipe: its place, its words and how far its slider goes.

What a control is (a number, a switch, a choice), its limits and its choices come from the recipe's
own fields; only what no field can know is written with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from mnist_core.recipe.overrides import models_of
from mnist_core.recipe.recipe import OPTIMISERS
from mnist_core.recipe.schedules import SCHEDULES

Kind = Literal["number", "switch", "choice", "text"]

OPEN_CHOICE = "class_digits"
"""What else it offers is known when the page is made (see ``class_sets``)."""
_KINDS_OF: dict[str, Mapping[str, type[BaseModel]]] = {
    "optimiser": OPTIMISERS, "schedule": SCHEDULES}
KINDS = {f"{group}.kind": tuple(kinds) for group, kinds in _KINDS_OF.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control. ``usual`` is where its slider goes, ``step`` what an arrow key adds to it.

    ``in_ratios`` lets slider and keys multiply rather than add; ``is_detail`` hides it behind
    "More".
    """

    name: str
    label: str
    usual: tuple[float, float] | None = None
    step: float = 1
    in_ratios: bool = False
    is_detail: bool = False
    hint: str = ""

    @property
    def kind(self) -> Kind:
        if self.options:
            return "choice"
        kinds: dict[object, Kind] = {bool: "switch", str: "text"}
        return kinds.get(self._annotation, "number")

    @property
    def options(self) -> tuple[str, ...]:
        """What a choice offers; empty for everything else."""
        if self.name == OPEN_CHOICE:
            return ("",)
        declared = get_args(self._annotation)
        return KINDS.get(self.name) or tuple(
            option for option in declared if isinstance(option, str))

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value that the recipe takes."""
        return limits(models_of(self.name)[0], self.name.rpartition(".")[2])

    @property
    def is_whole(self) -> bool:
        schema = _schema(models_of(self.name)[0], self.name.rpartition(".")[2])
        return schema.get("type") == "integer"

    @property
    def of_kinds(self) -> tuple[str, ...]:
        """The optimisers or schedules that have it; empty for a field that is always there."""
        group, _, field = self.name.partition(".")
        kinds = _KINDS_OF.get(group, {})
        having = tuple(kind for kind, model in kinds.items() if field in model.model_fields)
        return () if len(having) == len(kinds) else having

    @property
    def _annotation(self) -> Any:
        return models_of(self.name)[0].model_fields[self.name.rpartition(".")[2]].annotation


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    controls: tuple[Control, ...]


@cache
def limits(model: type[BaseModel], field: str) -> tuple[float, float]:
    """The lowest and the highest value of a field, as its own declaration has them."""
    declared = _schema(model, field)
    low = declared.get("minimum", declared.get("exclusiveMinimum"))
    high = declared.get("maximum", declared.get("exclusiveMaximum"))
    assert low is not None and high is not None, f"{model.__name__}.{field} declares no limits"
    return low, high


@cache
def _schema(model: type[BaseModel], field: str) -> dict[str, Any]:
    schema = model.model_json_schema()["properties"][field]
    # an optional number says what it is one level down
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return {**schema, **(parts[0] if parts else {})}
