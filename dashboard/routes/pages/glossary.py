"""``GET /api/glossary``: the terms that the pages mark."""

from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.glossary.terms import TERMS, Term
from dashboard.routes.answers import answering
from mnist_core.demos.demos import demos_of, title_of


class TermInWords(TypedDict):
    """A term; ``address`` lies below the server's root, and ``seen`` says what one sees there.
    ``demo`` is the thing to touch that shows it, and ``touched`` what that is called; empty where
    there is none."""

    name: str
    text: str
    seen: str
    address: str
    demo: str
    touched: str


def answer() -> dict[str, TermInWords]:
    """Every term that the pages mark, by its key."""
    return {key: _in_words(term) for key, term in TERMS.items()}


def _in_words(term: Term) -> TermInWords:
    demo = next(iter(demos_of(term.key)), "")
    return {"name": term.name, "text": term.text, "seen": term.seen, "address": term.address,
            "demo": demo, "touched": title_of(demo) if demo else ""}


GLOSSARY_ROUTES = [Route("/api/glossary", answering(answer, "light"))]
