"""The Compare page: runs side by side, and whether what lies between them is more than chance.

The address says everything: ``?runs=12,15,strategy-4@1,published:strategy-4``.
"""

from collections.abc import Collection, Sequence

import streamlit as st

from dashboard.compare.charts import all_runs_section, axis_choice, curves_section
from dashboard.compare.compare_curves import DASHES, SYMBOLS
from dashboard.compare.difference import difference_section
from dashboard.compare.finding import Finding, finding_of, ranked
from dashboard.compare.moments import At, Moments, moments_of, option_words
from dashboard.compare.pairs import read_pair
from dashboard.compare.runs import (
    Compared,
    choices,
    default_places,
    find_compared,
    ladder_keys,
)
from dashboard.compare.slots import (
    MAX_RUNS,
    Places,
    read_places,
    with_run,
    with_run_instead,
    without_run,
    write_places,
)
from dashboard.compare.tables import recipe_table, results_table, style
from dashboard.components.projector.projector import projector
from dashboard.components.run_chips.run_chips import KEY as CHIPS
from dashboard.components.run_chips.run_chips import removed_key, run_chips
from dashboard.components.whole_address.whole_address import whole_address
from dashboard.display.colour import ink_on
from dashboard.display.plain_text import plain
from dashboard.display.theme import palette
from dashboard.navigation.address import asked, linked
from dashboard.navigation.run_in_hand import chosen_key, run_head, step_in_hand
from dashboard.navigation.run_in_hand import found as run_of
from dashboard.navigation.run_options import RunOptions
from dashboard.people.looking import library
from mnist_core.base.format import listed, percent
from mnist_core.findings.same_epoch import uneven_epochs
from mnist_core.ladders import LADDERS
from mnist_core.ladders.labels import OWN_WORDS, PUBLISHED_WORDS, REFERENCE_WORDS
from mnist_core.trained.trained import Trained, with_step

RUNS = "runs"
COMPARED = "compared"
ADD = "add_run"
LOOK_SECONDS = 3
AT_HELP = ("The same epoch is the last one that all have. The end and the best epoch are each "
           "run's own.")


def compare_page() -> None:
    """Draw the page."""
    with st.container():
        projector("compare")
    # in a row of its own: what it says may be long or short, and nothing below it moves aside
    title = st.container()
    _, hand = run_head(lambda key: {RUNS: write_places(_with_instead(key))})
    runs, problems = find_compared(library(), _places(hand))
    places = _places_of(runs)
    whole_address(**{RUNS: write_places(places)})
    st.session_state[COMPARED] = hand.key if hand else "", places
    options = option_words(runs)
    moments = moments_of(runs, _asked_moment(options))
    found = _found(runs, moments)
    with title:
        _head(runs, moments, found)
    for problem in problems:
        st.warning(plain(problem), icon=":material/link_off:")
    _chips(runs, places, moments)
    if not runs:
        _empty()
        return
    _watch(tuple(run.key for run in runs if run.trained and run.trained.is_active))
    st.html(style(palette()))
    with st.container(horizontal=True, gap="large"):
        if found:
            st.segmented_control("Held against each other at", list(options), required=True,
                                 key="epoch", help=AT_HELP, format_func=options.__getitem__,
                                 on_change=linked("epoch", options))
        axis_choice()
    curves_section(runs)
    st.subheader("What each run reached", anchor=False)
    st.html(results_table(runs, palette()))
    _settings(runs)
    if found:
        difference_section(runs, found)
    all_runs_section(runs)


def _places(hand: Trained | None) -> Places:
    """Those of the address, else as they were left, else what the run in hand suggests."""
    if RUNS in st.query_params:
        return read_places(asked(RUNS))
    left_with, left = _as_left()
    if hand and left_with == hand.key:
        return left
    return _suggested(hand if chosen_key() else None)


def _suggested(chosen: Trained | None) -> Places:
    return default_places(library(), chosen, step_in_hand())


def _with_instead(key: str) -> Places:
    """Another run in hand, with what it suggests in the place of what the one before did."""
    _, places = _as_left()
    after = run_of(key)
    return with_run_instead(places, _suggested(run_of(chosen_key())),
                            _suggested(after)) if after else places


def _as_left() -> tuple[str, Places]:
    """The run in hand and the places when the page was last drawn."""
    left: tuple[str, Places] = st.session_state.get(COMPARED, ("", ()))
    return left


def _asked_moment(options: Collection[At]) -> At:
    return next((at for at in options if at == asked("epoch")), "same")


def _found(runs: Sequence[Compared], moments: Moments) -> Finding | None:
    """The pair that the address names, else the first to look at; None without two."""
    by_letter = {run.letter: run for run in ranked(runs, moments)}
    if len(by_letter) < 2:
        return None
    first, second = read_pair(asked("pair"), list(by_letter))
    return finding_of(by_letter[first], by_letter[second], moments)


def _head(runs: list[Compared], moments: Moments, found: Finding | None) -> None:
    """The title states the finding."""
    measured = {run.letter: moments.accuracy(run) for run in runs if run.letter in moments.epochs}
    waiting = [run.name for run in runs if run.letter not in measured]
    told = []
    if found:
        st.title(found.title, anchor=False)
        told.append(found.chance)
        highest = max(measured.values())
        if len(measured) > 2:
            at = [letter for letter, reached in measured.items() if reached == highest]
            told.append(f"The highest of all: {percent(highest)}, {listed(at)}.")
    else:
        only = next((run for run in runs if run.letter in measured), None)
        st.title(f"{only.short_label}: {percent(moments.accuracy(only))} after epoch "
                 f"{moments.epochs[only.letter]}" if only else "Compare runs", anchor=False)
        if len(runs) == 1:
            told.append("Add a second run to compare it with.")
    if len(measured) > 1:
        told.append(uneven_epochs({run.letter: run.recipe.num_train_or_all
                                   for run in runs if run.letter in measured}))
    if waiting:
        told.append(f"{listed(waiting)} {'has' if len(waiting) == 1 else 'have'} no finished "
                    "epoch yet; the loss of the batches so far is drawn below.")
    if told:
        st.caption(plain(" ".join(filter(None, told))))


def _chips(runs: list[Compared], places: Places, moments: Moments) -> None:
    colours = palette()

    def removed() -> None:
        key = removed_key(st.session_state[CHIPS])
        st.query_params[RUNS] = write_places(without_run(places, key))

    def added() -> None:
        key = own.chosen(st.session_state[ADD])
        st.session_state[ADD] = None
        if key:
            st.query_params[RUNS] = write_places(with_run(places, key))

    if runs:
        run_chips([{
            "key": run.key, "letter": run.letter,
            "label": with_step(run.trained) if run.trained else run.short_label,
            "note": (f"{percent(moments.accuracy(run))} · epoch {moments.epochs[run.letter]}"
                     if run.letter in moments.epochs else "no epoch yet"),
            "colour": colours.series[run.place], "ink": ink_on(colours.series[run.place], colours),
            "dash": DASHES[run.kind], "symbol": SYMBOLS[run.place]} for run in runs], removed)
    own = RunOptions(ADD)
    options = choices(own.listed(), library(), runs)
    is_full = len(runs) >= MAX_RUNS
    st.selectbox("Add a run", list(options), index=None, key=ADD, on_change=added,
                 format_func=own.named(options), disabled=is_full, width=520,
                 label_visibility="collapsed", accept_new_options=own.is_cut,
                 placeholder=f"{MAX_RUNS} runs are the most; take one away first" if is_full else
                 "Add a run: mine, reference or published")
    with st.container(key="run_kinds"):
        st.caption(f"{PUBLISHED_WORDS} {REFERENCE_WORDS} {OWN_WORDS}")
    own.hint(with_help=True)


def _empty() -> None:
    st.info("Nothing is compared yet. Add runs above, or start with all steps of a ladder:",
            icon=":material/compare_arrows:")
    with st.container(horizontal=True):
        for ladder in LADDERS:
            if st.button(ladder.title, key=f"start-{ladder.id}"):
                st.query_params[RUNS] = write_places(ladder_keys(ladder.id))
                st.rerun()


def _settings(runs: list[Compared]) -> None:
    if len(runs) < 2:
        return
    st.subheader("Settings that differ", anchor=False)
    found = recipe_table(runs, palette())
    if found:
        st.html(found)
        st.caption(f"Marked: what is not as in {runs[0].letter}.")
    else:
        st.caption("None: all of them are the same recipe.")


@st.fragment(run_every=LOOK_SECONDS)
def _watch(active: tuple[str, ...]) -> None:
    """Draw the page anew when a run that still trains has its first batches, or another epoch."""
    if not active:
        return
    own, _ = find_compared(library(), active)
    now = [(run.key, len(run.epochs), run.has_batches,
            bool(run.trained and run.trained.is_active)) for run in own]
    if st.session_state.setdefault("compare_seen", now) != now:
        st.session_state["compare_seen"] = now
        st.rerun()


def _places_of(runs: list[Compared]) -> Places:
    by_place = {run.place: run.key for run in runs}
    return tuple(by_place.get(place, "") for place in range(max(by_place, default=-1) + 1))
