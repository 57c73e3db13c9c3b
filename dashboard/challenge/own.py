"""One's own submissions to a challenge, and the run that one submits next."""

import streamlit as st

from dashboard.challenge.fit_words import fit_words
from dashboard.challenge.look import challenges, changed, submissions
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.navigation.run_in_hand import chosen_key
from dashboard.people.identity import allow
from dashboard.server.resources import store
from mnist_core.base.format import percent
from mnist_core.runs.challenges.challenges import Challenge
from mnist_core.runs.challenges.submissions import Submission
from mnist_core.runs.database.run import Run
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.people.person import Person
from mnist_core.runs.records.run_query import RunQuery

MAX_RUNS = 100


def own_submissions(challenge: Challenge, person: Person) -> None:
    """What counts, what else was submitted, and what could be."""
    those = [one for one in submissions(challenge).all() if one.person == person.id]
    runs = _that_could_be(challenge, person, those)
    # the teacher may take part, and mostly does not
    if not those and not runs and (person.is_teacher or not challenge.takes_runs):
        return
    st.subheader("Your submissions", anchor=False)
    if runs:
        _next(challenge, person, runs)
    elif challenge.takes_runs:
        st.caption("Train a run that keeps to the rules. Once it has finished, it can be submitted "
                   "here and below its curves.")
        st.page_link(page_list.TRAIN, label="Train", icon=":material/show_chart:")
    best = next((one.id for one in submissions(challenge).standing()
                 if one.person == person.id), None)
    is_running = challenge.state(challenges().now()) == "running"
    for one in reversed(those):
        _line(challenge, one, is_best=one.id == best, is_running=is_running)


def _line(challenge: Challenge, one: Submission, *, is_best: bool, is_running: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "withdrawn" if one.is_withdrawn else "**this one counts**" if is_best else "kept"
        st.markdown(f"{names_of(one)} · {percent(one.first_accuracy)} on the first half · {word} · "
                    f"[its network](api/challenge/submissions/{one.id})", width="content")
        if is_running and not one.is_withdrawn:
            st.button("Withdraw", key=f"withdraw {one.id}", type="tertiary",
                      on_click=_withdraw, args=(challenge, one))


def names_of(one: Submission) -> str:
    """``Run 12``, or ``Runs 12, 13, 15``."""
    numbers = ", ".join(map(str, one.run_ids))
    return f"Run {numbers}" if len(one.run_ids) == 1 else f"Runs {numbers}"


def _withdraw(challenge: Challenge, one: Submission) -> None:
    allow("withdraw a submission", one.person)
    try:
        submissions(challenge).withdraw(one)
    except ValueError as error:
        st.toast(plain(str(error)), icon=":material/error:")
    changed()


def _that_could_be(challenge: Challenge, person: Person, those: list[Submission]
                   ) -> dict[int, Run]:
    """One's finished runs that were not submitted, by number, the newest first."""
    if not challenge.takes_runs:
        return {}
    taken = {run_id for one in those if not one.is_withdrawn for run_id in one.run_ids}
    return {run.id: run for run in store().runs(
        RunQuery(owner=person.id, states=("finished",)), limit=MAX_RUNS) if run.id not in taken}


def _next(challenge: Challenge, person: Person, runs: dict[int, Run]) -> None:
    """A box with them; below it whether the chosen one fits, and the button."""
    in_hand = chosen_key()
    first = next((place for place, number in enumerate(runs) if str(number) == in_hand), 0)
    number = st.selectbox("A finished run of yours", [*runs], index=first,
                          format_func=lambda number: OwnRun(store(), runs[number]).title)
    submit_button(challenge, runs[number], person)


def submit_button(challenge: Challenge, run: Run, person: Person) -> None:
    """What each rule says of a run, and the button, which works where all say yes."""
    fit = submissions(challenge).fit_of(run, person.id)
    st.markdown(fit_words(fit))
    st.button("Submit this run", key=f"submit {run.id}", icon=":material/trophy:",
              type="primary" if fit.fits else "secondary", disabled=not fit.fits,
              on_click=_submit, args=(challenge, run, person))


def _submit(challenge: Challenge, run: Run, person: Person) -> None:
    allow("submit")
    try:
        found = submissions(challenge).add(run, person.id)
    except ValueError as error:
        st.toast(plain(str(error)), icon=":material/error:")
    else:
        st.toast(f"{names_of(found)}: {percent(found.first_accuracy)} on the first half.",
                 icon=":material/trophy:")
    changed()
