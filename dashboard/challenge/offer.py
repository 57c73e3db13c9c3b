"""Below a finished run on Train: submit it, while a challenge of the class runs."""

import streamlit as st

from dashboard.challenge.look import latest, submissions
from dashboard.challenge.own import names_of, submit_button
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.people.identity import this_person
from dashboard.people.mode import knows_people
from mnist_core.base.format import percent
from mnist_core.runs.database.run import Run


def offer(run: Run) -> None:
    """Nothing where there is no challenge, or the run is not one's own."""
    if not knows_people() or run.state != "finished":
        return
    person, challenge = this_person(), latest()
    if not (person and challenge and challenge.takes_runs and run.owner == person.id):
        return
    with st.container(border=True):
        st.markdown(f"**Challenge** · {plain(challenge.title)}")
        before = next((one for one in submissions(challenge).all() if one.person == person.id
                       and not one.is_withdrawn and run.id in one.run_ids), None)
        if before:
            st.markdown(f":material/check: {names_of(before)} submitted: "
                        f"{percent(before.first_accuracy)} on the first half.")
        else:
            submit_button(challenge, run, person)
        st.page_link(page_list.CHALLENGE, label="The ranking", icon=":material/trophy:",
                     query_params={"run": str(run.id)})
