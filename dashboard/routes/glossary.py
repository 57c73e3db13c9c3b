"""``GET /api/glossary``: the terms that the pages mark."""

from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.glossary.terms import TERMS
from dashboard.routes.answers import answering


class TermInWords(TypedDict):
    """A term; ``address`` lies below the server's root, and ``seen`` says what one sees there."""

    name: str
    text: str
    seen: str
    address: str


def answer() -> dict[str, TermInWords]:
    """Every term that the pages mark, by its key."""
    return {key: {"name": term.name, "text": term.text, "seen": term.seen,
                  "address": term.address} for key, term in TERMS.items()}


GLOSSARY_ROUTES = [Route("/api/glossary", answering(answer, "light"))]
