"""A ladder as a row of cards: what each step changed, its size, and what came out."""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from dashboard.navigation import page_list
from dashboard.server.lessons import catalogue
from mnist_core.base.change import Change
from mnist_core.base.format import percent, unbroken
from mnist_core.ladders import Ladder, Step, step_changes
from mnist_core.reference.story import mean_best, never_learned_words, reference_label
from mnist_core.runs.run_list.best_of_step import BestOfStep

CARD_WIDTH = 155
"""Pixels below which a row takes fewer cards; two fit on a phone."""
_COLOURS = {"added": "blue", "removed": "orange", "changed": "gray"}
# Streamlit cuts a badge that is wider than its card; a chip must wrap instead
_WRAPPED = """<style>
[class*=st-key-chips] p span.stMarkdownBadge {white-space: normal; overflow-wrap: anywhere;
    line-height: 1.4; margin: 2px 1px; padding: 1px .35rem}
</style>"""


def chips(found: Iterable[Change], key: str) -> None:
    """Differences as badges that wrap."""
    texts = [f":{_COLOURS[change.kind]}-badge[{_signed(change.text)}]" for change in found]
    with st.container(key=f"chips-{key}"):
        st.markdown(" ".join(texts) or ":gray-badge[the starting point]")


def step_cards(ladder: Ladder, mine: Mapping[str, BestOfStep], opened: Step | None,
               on_open: Callable[[str], None], on_close: Callable[[str], None]) -> None:
    """One card a step; its button calls ``on_open`` or ``on_close`` with the step's id."""
    st.html(_WRAPPED)
    grid = st.grid(len(ladder.steps), min_column_width=CARD_WIDTH, gap=12)
    for step in ladder.steps:
        with grid.container(border=True, height="stretch", vertical_alignment="distribute"):
            is_open = step == opened
            _card(step, mine.get(step.id, BestOfStep()), on_close if is_open else on_open,
                  is_open=is_open)


def _card(step: Step, mine: BestOfStep, on_click: Callable[[str], None], *,
          is_open: bool) -> None:
    with st.container(gap="xsmall"):
        st.caption(step.id)
        st.markdown(f"##### {step.number} {step.title}", anchors=False)
        # the card gives the number of parameters below
        chips([change for change in step_changes(step) if change.about != "parameters"],
              step.id)
    with st.container(gap="small"):
        with st.container(gap=None):
            _figure("Parameters", _size(step.published.parameters))
            _figure("Published", percent(step.log.best_test_accuracy))
            _figure(reference_label(step), percent(mean_best(step)))
            if unlearned := never_learned_words(step):
                st.caption(unbroken(unlearned))
            if mine.same is None and mine.changed is not None:
                _figure("Own", percent(mine.changed), (
                    "Your best run of this step with something changed in it; unchanged it has "
                    "not been trained to its end."))
            else:
                _figure("Mine", percent(mine.same))
        if lesson := catalogue().of_step(step.id):
            st.page_link(page_list.LESSONS, label="Lesson", icon=":material/school:",
                         query_params={"lesson": lesson.key})
        st.button(f"{'Close' if is_open else 'Open'} step {step.number}",
                  key=f"open-{step.id}", type="primary" if is_open else "secondary",
                  width="stretch", on_click=on_click, args=(step.id,))


def _figure(name: str, value: str, hint: str | None = None) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        st.markdown(f":gray[:small[{name}]]", width="content", help=hint)
        st.markdown(f"**{value}**", width="content", text_alignment="right")


def _size(parameters: int) -> str:
    """Short enough for a narrow card: 6.38 M, and all digits below a million."""
    return f"{parameters / 1e6:.2f} M" if parameters >= 1e6 else f"{parameters:,}"


def _signed(text: str) -> str:
    """The sign kept on the line of its word."""
    if text.startswith(("+ ", "− ")):
        return text.replace(" ", "\N{NO-BREAK SPACE}", 1)
    return text
