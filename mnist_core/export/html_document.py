"""A whole page of HTML that asks nobody for anything: its style and its script are within it."""

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from mnist_core.base.markup import Markup, el, joined

UNSEEN = """
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; }
"""
"""For those alone who hear the page."""


def document(title: str, style: str, *body: str, script: str = "") -> bytes:
    """The page; its policy allows nothing but this very style, this script and pictures within it.
    """
    head = el("head", el("meta", charset="utf-8"),
              el("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
              el("meta", name="viewport", content="width=device-width, initial-scale=1"),
              el("title", title), el("style", Markup(style)))
    run = el("script", Markup(script)) if script else None
    page = el("html", head, el("body", *body, run), lang="en")
    return joined((Markup("<!DOCTYPE html>\n"), page, Markup("\n"))).encode()


def policy(style: str, script: str = "") -> str:
    """The content security policy of a page that has just this style, and this script if any."""
    of_script = f"script-src {_digest(script)}; " if script else ""
    return (f"default-src 'none'; {of_script}style-src {_digest(style)}; img-src data:; "
            "base-uri 'none'; form-action 'none'")


def in_script(data: Any) -> str:
    """JSON that no text in it can end the script element with."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _digest(text: str) -> str:
    """A script or a style as a policy allows it: just this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
