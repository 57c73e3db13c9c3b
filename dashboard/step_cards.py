"""A ladder as a row of cards: what each step changed, its size, and what came out."""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from dashboard.step_result import percent
from mnist_core.differences import Change, diff
from mnist_core.ladders import Ladder, Step, step_before

CARD_WIDTH = 155
"""Pixels below which a row takes fewer cards; two fit on a phone."""
_COLOURS = {"added": "blue", "removed": "orange", "changed": "gray"}
# Streamlit cuts a badge that is wider than its card; a chip must wrap instead
_WRAPPED = "<style>[class*=st-key-chips] .stMarkdownBadge{white-space:normal}</style>"


def changes(step: Step) -> tuple[Change, ...]:
    """What this step changed in the one before; nothing for the first."""
    before = step_before(step)
    return diff(before.recipe, step.recipe) if before else ()


def chips(found: Iterable[Change], key: str) -> None:
    """Differences as badges that wrap."""
    texts = [f":{_COLOURS[change.kind]}-badge[{_signed(change.text)}]" for change in found]
    with st.container(key=f"chips-{key}"):
        st.markdown(" ".join(texts) or ":gray-badge[the starting point]")


def step_cards(ladder: Ladder, mine: Mapping[str, float], opened: Step | None,
               on_open: Callable[[str], None]) -> None:
    """One card a step; ``on_open`` is called with the id of the step that was asked for."""
    st.html(_WRAPPED)
    grid = st.grid(len(ladder.steps), min_column_width=CARD_WIDTH, gap=12)
    for step in ladder.steps:
        with grid.cell(), st.container(border=True, height="stretch", gap="small",
                                       vertical_alignment="distribute"):
            _card(step, mine.get(step.id), on_open, is_open=step == opened)


def _card(step: Step, own: float | None, on_open: Callable[[str], None], *,
          is_open: bool) -> None:
    with st.container(gap="xsmall"):
        st.markdown(f"##### {step.number} {step.title}", anchors=False)
        # the card gives the number of parameters below
        chips([change for change in changes(step) if not change.text.endswith(" parameters")],
              step.id)
    with st.container(gap="small"):
        with st.container(gap=None):
            _figure("Parameters", f"{step.published.parameters:,}")
            _figure("Published", percent(step.log.best_test_accuracy))
            _figure("Mine", percent(own))
        st.button(f"Step {step.number} is open" if is_open else f"Open step {step.number}",
                  key=f"open-{step.id}", type="primary" if is_open else "secondary",
                  width="stretch", on_click=on_open, args=(step.id,))


def _figure(name: str, value: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        st.markdown(f":gray[:small[{name}]]", width="content")
        st.markdown(f"**{value}**", width="content")


def _signed(text: str) -> str:
    """With a true minus, and the sign kept on the line of its word."""
    for sign, shown in (("- ", "−"), ("+ ", "+")):
        if text.startswith(sign):
            return f"{shown}\N{NO-BREAK SPACE}{text.removeprefix(sign)}"
    return text
