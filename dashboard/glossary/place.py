"""Going to where a term is explained, or can be seen."""

from dashboard.glossary.terms import TERMS
from dashboard.navigation.address import go_to_page
from dashboard.navigation.page_list import GLOSSARY, PAGES, TOUCH
from mnist_core.demos.demos import DEMOS

TOUCH_IT = "touch/"


def go_to(asked: str) -> None:
    """``KEY``: to the term's place in the lab; ``glossary/KEY``: to its words among all others;
    ``touch/KIND``: to a thing to touch."""
    if asked.startswith(TOUCH_IT):
        kind = asked.removeprefix(TOUCH_IT)
        if kind in DEMOS:
            go_to_page(TOUCH, demo=kind)
        return
    key = asked.removeprefix("glossary/")
    term = TERMS.get(key)
    if term is None:
        return
    if asked != key:
        go_to_page(GLOSSARY, term=key)
    path = next(page.path for page in PAGES if page.name == term.page)
    go_to_page(path, **term.at)
