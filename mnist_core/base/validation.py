"""Pydantic's validation errors as sentences that a user can act on.

What is allowed is read from the model's own JSON schema, so a sentence names both ends of a range,
whichever of them was overstepped.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from mnist_core.base.format import listed, shortened

_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_PLAIN_KINDS = {"boolean": "true or false", "string": "text", "array": "a list",
                "object": "an object"}
# what pydantic calls the members of a union of plain values
_KINDS_OF_VALUES = ("int", "float", "str", "bool")
_OUT_OF_BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")

Node = Mapping[str, Any]
Model = TypeVar("Model", bound=BaseModel)


def checked(model: type[Model], given: Mapping[str, Any]) -> Model:
    """What was given as a value of this model.

    Raises:
        ValueError: one sentence for everything that is wrong with it.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise ValueError(sentences(error, model)) from None


class Mistake(NamedTuple):
    """What is wrong, and with which key; that of a group where several of its keys disagree."""

    key: str
    sentence: str


def mistakes(error: ValidationError, model: type[BaseModel] | None = None) -> tuple[Mistake, ...]:
    """Every mistake in one sentence: the key, what it was, what is allowed.

    With the ``model`` that refused the values, both limits of a number are named, and the nearest
    key to one that does not exist.
    """
    schema = _schema(model) if model else {}
    found = (Mistake(_find(schema, detail["loc"])[0], _sentence(dict(detail), schema))
             for detail in error.errors(include_url=False))
    return tuple(dict.fromkeys(found))


def sentences(error: ValidationError, model: type[BaseModel] | None = None) -> str:
    """All ``mistakes`` in one text."""
    return " ".join(dict.fromkeys(one.sentence for one in mistakes(error, model)))


def one_of(what: str, given: str, allowed: Sequence[str], shown: Sequence[str] = ()) -> str:
    """``unknown step `x`; did you mean `y`?``, or the whole list where nothing is close.

    Of ``group.name`` only the name is compared, if there is such a group. ``shown`` replaces a
    list that would be too long.
    """
    group = given[:given.rfind(".") + 1]
    inside = {name.removeprefix(group): name for name in allowed if name.startswith(group)}
    names = inside if group and inside else {name: name for name in allowed}
    close = get_close_matches(given.removeprefix(group) if names is inside else given, names, n=1)
    choices = list(inside.values()) if names is inside else shown or allowed
    hint = f"did you mean `{names[close[0]]}`?" if close else f"use one of {', '.join(choices)}."
    return f"unknown {what} `{shortened(given)}`; {hint}"


@cache
def _schema(model: type[BaseModel]) -> Node:
    return model.model_json_schema()


def _sentence(detail: dict[str, Any], schema: Node) -> str:
    key, node, parent = _find(schema, detail["loc"])
    given, context, kind = detail["input"], detail.get("ctx", {}), detail["type"]
    if kind == "value_error":
        text = str(context["error"])
        text = text if text.endswith((".", "?")) else f"{text}."
        return text if key in ("", "layers") or key in text else f"{key}: {text}"
    if kind == "json_invalid":
        return f"This is not JSON: {context['error']}."
    if kind == "extra_forbidden":
        return _unknown(key, parent)
    if kind == "missing":
        return f"`{key}` is missing; it must be {_allowed(node) or 'given'}."
    if kind == "union_tag_not_found":
        return f"`{key}.kind` is missing; it must be {_kinds(node) or 'given'}."
    if kind == "union_tag_invalid":
        tag = given.get("kind") if isinstance(given, dict) else given
        return f"{key}.kind is {_plain(tag)}; it must be {_kinds(node)}."
    if kind in _OUT_OF_BOUNDS:
        limits = _limits(node) or _limits({_BOUNDS[name]: value for name, value in
                                           context.items() if name in _BOUNDS})
        return f"{key} is {_plain(given)}; it must be {limits}."
    if kind == "string_too_long":
        return (f"{key} has {len(given):,} characters; it may have at most "
                f"{context['max_length']:,}.")
    if kind in ("too_long", "too_short"):
        return f"{key} has {_entries(len(given))}; it must have {_size(node)}."
    allowed = _allowed(node) or context.get("expected")
    must = f"it must be {allowed}" if allowed else detail["msg"][:1].lower() + detail["msg"][1:]
    return f"{key or 'The recipe'} is {_plain(given)}; {must}."


def _find(schema: Node, location: Sequence[str | int]) -> tuple[str, Node, Node]:
    """The key of a location as users write it, its declaration, and that of the group around it.

    Pydantic puts a kind into the location: ``optimiser.sgd.lr`` is ``optimiser.lr`` to users, and
    ``run.int`` is ``run``.
    """
    definitions = schema.get("$defs", {})

    def resolved(node: Node) -> Node:
        options = _options(node)
        inner = options[0] if len(options) == 1 else node
        name = inner.get("$ref", "").rpartition("/")[2]
        is_optional = len(options) < len(node.get("anyOf", ()))
        return {**definitions.get(name, inner), "optional": is_optional}

    key: list[str] = []
    node, parent = schema, schema
    for part in location:
        kinds = node.get("discriminator", {}).get("mapping", {})
        if part in kinds:
            node = resolved({"$ref": kinds[part]})
            continue
        if part in _KINDS_OF_VALUES and len(_options(node)) > 1:
            continue
        key.append(str(part))
        parent, node = node, resolved(node.get("properties", {}).get(part, {})
                                      if isinstance(part, str) else node.get("items", {}))
    return ".".join(key), node, parent


def _unknown(key: str, parent: Node) -> str:
    names = list(parent.get("properties", ()))
    if not names:
        return f"unknown key `{shortened(key)}`: remove it or check its spelling."
    group = key[:key.rfind(".") + 1]
    return one_of("key", key, [group + name for name in names])


def _allowed(node: Node) -> str:
    """``a whole number from 1 to 60,000``; empty where the declaration says nothing."""
    kind = node.get("type")
    if "enum" in node:
        text = listed([repr(value) for value in node["enum"]], "or")
    elif kind in ("integer", "number"):
        text, ends = "a whole number" if kind == "integer" else "a number", _ends(node)
        if list(ends) == ["at least", "at most"]:
            text += f" from {_plain(ends['at least'])} to {_plain(ends['at most'])}"
        elif ends:
            text += f" of {_limits(node)}"
    elif "discriminator" in node:
        text = f"an object whose kind is {_kinds(node)}"
    elif len(_options(node)) > 1:
        text = listed([_allowed(option) for option in _options(node)], "or")
    elif kind == "object" and "properties" in node:
        text = f"an object with {', '.join(node['properties'])}"
    else:
        text = _PLAIN_KINDS.get(kind or "", "")
    return f"{text}, or none" if text and node.get("optional") else text


def _kinds(node: Node) -> str:
    return listed([repr(kind) for kind in node.get("discriminator", {}).get("mapping", ())], "or")


def _options(node: Node) -> list[Node]:
    """What a value may be instead of nothing, where it may be of several kinds."""
    return [option for option in node.get("anyOf", ()) if option.get("type") != "null"]


def _size(node: Node) -> str:
    """``1 to 4 entries``."""
    least, most = node.get("minItems", 0), node.get("maxItems")
    if most is None:
        return f"at least {_entries(least)}"
    return f"{least:,} to {_entries(most)}" if least else f"at most {_entries(most)}"


def _entries(num: int) -> str:
    return "1 entry" if num == 1 else f"{num:,} entries"


def _limits(node: Node) -> str:
    """``at least 1 and at most 60,000``; empty if there are none."""
    return " and ".join(f"{word} {_plain(value)}" for word, value in _ends(node).items())


def _ends(node: Node) -> dict[str, float]:
    ends = {"at least": node.get("minimum"), "more than": node.get("exclusiveMinimum"),
            "at most": node.get("maximum"), "less than": node.get("exclusiveMaximum")}
    if node.get("type") == "integer":
        above, below = ends.pop("more than"), ends.pop("less than")
        ends["at least"] = ends["at least"] if above is None else above + 1
        ends["at most"] = ends["at most"] if below is None else below - 1
    return {word: value for word, value in ends.items() if value is not None}


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower().replace("none", "empty")
    if isinstance(value, int):
        return f"{value:,}" if value.bit_length() < 100 else "a number of over 30 digits"
    if isinstance(value, float):
        return f"{value:,.12g}"
    return shortened(repr(value))
