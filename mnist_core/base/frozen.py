"""Values that are checked when they are made: what people and programs write becomes these."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator


class Frozen(BaseModel):
    """A value: never changed, no unknown keys, no infinities, no ``true`` for 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False,
                              use_attribute_docstrings=True)

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
