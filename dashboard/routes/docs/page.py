"""The OpenAPI document as one page of HTML that asks for nothing else: no script, no font."""

import json
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from dashboard.routes.contract import Json
from dashboard.routes.docs.schema_words import fields_html, kind_words, object_html, text_html
from mnist_core.charts.palette import DARK, LIGHT, Palette


def docs_html(document: Json) -> str:
    """The page, for a person to read."""
    operations = [(path, method, operation) for path, methods in document["paths"].items()
                  for method, operation in methods.items()]
    rooms = [tag["name"] for tag in document["tags"]]
    parts = {room: [one for one in operations if one[2]["tags"] == [room]] for room in rooms}
    info, components = document["info"], document["components"]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(info["title"])}: HTTP interface</title>
<style>{_style()}</style>
</head>
<body>
<main>
<h1>{escape(info["title"])} over HTTP</h1>
{text_html(info["description"])}
<p>The same for programs: <a href="openapi.json">openapi.json</a> (OpenAPI
{document["openapi"]}).</p>
<nav aria-label="Routes">{"".join(_links(room, parts[room]) for room in rooms)}</nav>
{"".join(_room(room, parts[room]) for room in rooms)}
<h2 id="errors">Errors</h2>
{_errors(components["responses"])}
<h2>Values</h2>
{"".join(_value(name, schema) for name, schema in sorted(components["schemas"].items()))}
</main>
</body>
</html>
"""


@cache
def _style() -> str:
    css = Path(__file__).with_name("page.css").read_text("utf-8")
    return (f":root{{{_colours(LIGHT)}}}"
            f"@media (prefers-color-scheme: dark){{:root{{{_colours(DARK)}}}}}{css}")


def _colours(palette: Palette) -> str:
    names = ("text", "muted", "grid", "background", "surface", "train")
    return "".join(f"--{name}:{getattr(palette, name)};" for name in names)


def _links(room: str, operations: Iterable[tuple[str, str, Json]]) -> str:
    items = "".join(f'<li><a href="#{operation["operationId"]}">{method.upper()} {escape(path)}'
                    "</a></li>" for path, method, operation in operations)
    return f"<section><strong>{escape(room)}</strong><ul>{items}</ul></section>"


def _room(room: str, operations: Iterable[tuple[str, str, Json]]) -> str:
    return f"<h2>{escape(room)}</h2>" + "".join(_operation(*one) for one in operations)


def _operation(path: str, method: str, operation: Json) -> str:
    parameters = operation["parameters"]
    takes = fields_html((one["name"], one["schema"] | {"description": _place(one)},
                         one.get("required", False)) for one in parameters)
    return f"""<article id="{operation["operationId"]}">
<h3><code>{method.upper()} {escape(path)}</code></h3>
{text_html(operation["description"])}
{f"<h4>Takes</h4>{takes}" if parameters else ""}
{_body(operation.get("requestBody"))}
<h4>Answers</h4>
<dl>{"".join(_answer(status, answer) for status, answer in operation["responses"].items()
             if "$ref" not in answer)}</dl>
</article>
"""


def _place(parameter: Json) -> str:
    words = parameter.get("description", "")
    return f"Header. {words}" if parameter["in"] == "header" else words


def _body(body: Json | None) -> str:
    if body is None:
        return ""
    (kind, content), = body["content"].items()
    words = text_html(body.get("description", ""))
    examples = "".join(f"<pre><code>{escape(json.dumps(example['value'], indent=None))}</code>"
                       "</pre>" for example in content.get("examples", {}).values())
    holds = f": {kind_words(content['schema'])}" if kind == "application/json" else ""
    return f"<h4>Body</h4><p>{kind}{holds}</p>{words}{examples}"


def _answer(status: str, answer: Json) -> str:
    what = []
    for kind, content in answer.get("content", {}).items():
        schema = content["schema"]
        if kind == "application/json":
            what.append(kind_words(schema))
        elif "contentSchema" in schema:
            what.append(f"{kind} of {kind_words(schema['contentSchema'])}")
        else:
            what.append(kind)
    headers = fields_html((f"{name}:", header["schema"] | {"description": header["description"]},
                           False) for name, header in answer.get("headers", {}).items())
    words = "" if answer["description"] == "OK" else text_html(answer["description"])
    return (f"<dt><code>{status}</code> <span>{', '.join(what)}</span></dt>"
            f"<dd>{words}{headers}</dd>")


def _errors(responses: Json) -> str:
    rows = "".join(f"<dt><code>{status}</code></dt><dd>{text_html(answer['description'])}</dd>"
                   for status, answer in responses.items())
    return f'<p>Each is <code>{{"error": "one sentence"}}</code>.</p><dl>{rows}</dl>'


def _value(name: str, schema: Json) -> str:
    return f'<article id="{name}"><h3><code>{name}</code></h3>{object_html(schema)}</article>'
