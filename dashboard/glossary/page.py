"""The Glossary page: all terms by topic; ``?term=KEY`` is the one that was asked for."""

from html import escape

import streamlit as st

from dashboard.components.into_view.into_view import into_view
from dashboard.display.theme import palette
from dashboard.glossary.place import TOUCH_IT
from dashboard.glossary.terms import TERMS, TOPICS, Term, Topic
from dashboard.navigation.address import asked
from dashboard.navigation.run_in_hand import take_along
from mnist_core.demos.demos import demos_of, title_of

TOUCH_PAGE = "touch"
COLUMNS: tuple[tuple[Topic, ...], ...] = (("network",), ("training", "judging"))


def glossary_page() -> None:
    """Draw the page."""
    take_along()
    st.title("Glossary", anchor=False)
    st.markdown(f"{len(TERMS)} words that these pages use. Where one is underlined with dots, "
                "point at it, tap it, or press Enter on it. Some can be touched: those "
                "stand on the page Touch, too.")
    st.html(_style())
    wanted = asked("term")
    typed = st.text_input("Find a word", placeholder="one-cycle", width=320).casefold().strip()
    found = [term for term in TERMS.values()
             if typed in f"{term.name} {term.text}".casefold()]
    if not found:
        st.caption("No word here has that in its name or its text.")
    for column, topics in zip(st.columns(2, gap="large"), COLUMNS, strict=True):
        with column:
            for topic in topics:
                if terms := [term for term in found if term.topic == topic]:
                    st.subheader(TOPICS[topic], anchor=False)
                    st.html(_listed(terms, wanted))
    if wanted in TERMS:
        into_view(f"#term-{wanted}", wanted)


def _listed(terms: list[Term], wanted: str) -> str:
    return f'<dl class="glossary">{"".join(_item(term, term.key == wanted) for term in terms)}</dl>'


def _item(term: Term, is_wanted: bool) -> str:
    mark = ' class="wanted"' if is_wanted else ""
    return (f'<div id="term-{term.key}"{mark}><dt>{escape(term.name)}</dt><dd>{escape(term.text)} '
            f'<a href="{escape(term.address)}" data-term="{term.key}">See {escape(term.seen)}</a>'
            f'{"".join(map(_touch_it, demos_of(term.key)))}</dd></div>')


def _touch_it(kind: str) -> str:
    return (f' <a class="touch" href="{TOUCH_PAGE}?demo={kind}" data-term="{TOUCH_IT}{kind}">'
            f'Touch: {escape(title_of(kind))}</a>')


def _style() -> str:
    colours = palette()
    return f"""<style>
.glossary {{ margin: 0; }}
.glossary > div {{ padding: .55rem .75rem; margin: 0 -.75rem; border-radius: 6px;
  scroll-margin-top: 5rem; }}
.glossary .wanted {{ background: {colours.surface}; box-shadow: inset 3px 0 {colours.train}; }}
.glossary dt {{ font-weight: 650; }}
.glossary dd {{ margin: .1rem 0 0; max-width: 44rem; line-height: 1.5; }}
.glossary a {{ color: {colours.train}; }}
.glossary .touch {{ margin-left: .8em; }}
@media (pointer: coarse) {{ .glossary a {{ display: block; padding: .55rem 0; }}
  .glossary .touch {{ margin-left: 0; }} }}
</style>"""
