"""Pydantic's validation errors as sentences that a user can act on."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def sentences(error: ValidationError) -> str:
    """Every mistake in one sentence: the key, what it was, what is allowed."""
    return " ".join(_sentence(dict(detail)) for detail in error.errors(include_url=False))


def one_of(what: str, given: str, allowed: list[str]) -> str:
    """``unknown step `x`; did you mean `y`?``, or the whole list where nothing is close."""
    close = get_close_matches(given, allowed, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"use one of {', '.join(allowed)}."
    return f"unknown {what} `{given}`; {hint}"


def _sentence(detail: dict[str, Any]) -> str:
    # a tagged union puts its tag into the location: `optimiser.sgd.lr` is `optimiser.lr` to users
    tags = {"sgd", "adam", "adamw", "constant", "step", "exponential", "one-cycle", "cosine"}
    key = ".".join(str(part) for part in detail["loc"] if part not in tags)
    given, context, kind = detail["input"], detail.get("ctx", {}), detail["type"]
    if kind == "value_error":
        text = str(context["error"]).rstrip(".")
        return f"{text}." if key in ("", "layers") else f"{key}: {text}."
    if kind == "extra_forbidden":
        return f"unknown key `{key}`: remove it or check its spelling."
    if kind == "missing":
        return f"`{key}` is missing."
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limits = " and ".join(f"{_BOUNDS[name]} {_plain(value)}" for name, value in context.items()
                              if name in _BOUNDS)
        return f"{key} is {_plain(given)}; it must be {limits}."
    if kind in ("literal_error", "enum"):
        return f"{key} is {_plain(given)}; it must be {context['expected']}."
    if kind == "union_tag_not_found":
        return f"`{key}.kind` is missing."
    if kind == "union_tag_invalid":
        return f"{key}.kind is {_plain(context['tag'])}; it must be {context['expected_tags']}."
    return f"{key} is {_plain(given)}; {_lower_first(detail['msg'])}."


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower().replace("none", "empty")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,g}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
