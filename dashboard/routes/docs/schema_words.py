"""JSON schemas in words, as HTML: what a value may be, and the fields of an object."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from dashboard.routes.contract import Json


def kind_words(schema: Json) -> str:
    """``a whole number from 1 to 1,000``; parts that have a name are links to it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    if "enum" in schema:
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(json.dumps(schema['const']))}</code>"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(kind_words(option) for option in options)
    if "prefixItems" in schema:
        return f"[{', '.join(kind_words(item) for item in schema['prefixItems'])}]"
    match schema.get("type"):
        case "array":
            return f"a list of {kind_words(schema.get('items', {}))}{_size(schema)}"
        case "integer":
            return f"a whole number{_range(schema)}"
        case "number":
            return f"a number{_range(schema)}"
        case "string":
            longest = schema.get("maxLength")
            return f"text of at most {longest:,} characters" if longest else "text"
        case "boolean":
            return "true or false"
        case "null":
            return "null"
        case _:
            return "an object"


def fields_html(fields: Iterable[tuple[str, Json, bool]]) -> str:
    """A list of fields: name, schema, whether it has to be given."""
    rows = "".join(
        f"<dt><code>{escape(name)}</code> <span>{kind_words(schema)}"
        f"{', required' if is_required else _default(schema)}</span></dt>"
        f"<dd>{text_html(schema.get('description', ''))}</dd>"
        for name, schema, is_required in fields)
    return f"<dl>{rows}</dl>"


def object_html(schema: Json) -> str:
    """What an object says of itself, and its fields."""
    required = schema.get("required", ())
    fields = [(name, field, name in required) for name, field in schema.get(
        "properties", {}).items()]
    return text_html(schema.get("description", "")) + fields_html(fields)


def text_html(text: str) -> str:
    """Paragraphs, with code where Markdown has it."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    marked = [re.sub("`(.+?)`", r"<code>\1</code>", escape(paragraph))
              for paragraph in paragraphs if paragraph]
    return "".join(f"<p>{paragraph}</p>" for paragraph in marked)


def _default(schema: Json) -> str:
    if schema.get("default") in (None, ""):
        return ""
    return f", else <code>{escape(json.dumps(schema['default']))}</code>"


def _range(schema: Json) -> str:
    least = _end(schema, "minimum", "from", "exclusiveMinimum", "above")
    most = _end(schema, "maximum", "to", "exclusiveMaximum", "below")
    return "".join(f" {end}" for end in (least, most) if end)


def _end(schema: Json, included: str, word: str, excluded: str, other: str) -> str:
    value: Any = schema.get(included, schema.get(excluded))
    if value is None:
        return ""
    return f"{word if included in schema else other} {value:,}"


def _size(schema: Json) -> str:
    most = schema.get("maxItems")
    return f", at most {most:,}" if most else ""
