"""Navigation: the frame around every page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from dashboard.admission.busy import Busy
from dashboard.admission.page_turns import PAGE_TURNS
from dashboard.admission.pages import made_for, wait_and_try_again
from dashboard.admission.visitors import this_visitor
from dashboard.components.frame.frame import frame, no_ones_frame
from dashboard.components.whole_address.whole_address import said_last
from dashboard.display.page_style import page_style
from dashboard.display.plain_text import with_commands
from dashboard.display.theme import palette
from dashboard.glossary.place import go_to
from dashboard.navigation.address import arrive
from dashboard.navigation.interrupted import interrupted_runs
from dashboard.navigation.page_list import CLASS_PAGES, PAGES, TRAIN, title_of
from dashboard.navigation.place import note_place
from dashboard.navigation.run_in_hand import chosen_key
from dashboard.navigation.status import status_line
from dashboard.people.identity import this_person
from dashboard.people.mode import knows_people
from dashboard.server.fallback import records
from dashboard.server.resources import settings, store
from mnist_core.base.log import asked_by
from mnist_core.recipe.recipe import NewerVersion
from mnist_core.runs.database.failures import (
    StoreError,
    is_outage,
    read_only_sentence,
    records_sentence,
)
from mnist_core.runs.people.rights import NotAllowed

# Streamlit knows no address for whoever sits at this machine
asked_by.set(st.context.ip_address or "localhost")
st.set_page_config(page_title="MNIST Drill-Down", layout="wide",
                   page_icon=str(Path(__file__).parent / "favicon.png"))
st.html(f"<style>{page_style(palette())}</style>")

person = this_person()
made_for(f"person {person.id}" if person else this_visitor())
if knows_people() and not person:
    # removed from the class, or signed out, while this tab was open
    st.info("You are not in this class any more.", icon=":material/person_off:")
    st.link_button("Join the class", "join")
    no_ones_frame()
    st.stop()
page = st.navigation(
    [st.Page(page.path, title=title_of(page, person), icon=f":material/{page.icon}:",
             default=page is PAGES[0], visibility="visible" if page.is_in_menu else "hidden")
     for page in (*PAGES, *(CLASS_PAGES if person else ()))
     if not page.is_the_teachers or (person and person.is_teacher)], position="top")
problem = st.container()
asked_term = frame(person.id if person else None)
if asked_term:
    go_to(asked_term)
try:
    with PAGE_TURNS.turn(), said_last(page.url_path):
        arrive(page.url_path or PAGES[0].name)
        # in a place of their own: what comes and goes here would build the page below anew
        with st.container(key="status_line"):
            status_line()
            with suppress(StoreError):
                # the page says so, if it needs what cannot be read
                is_training = page.url_path == Path(TRAIN).stem
                interrupted_runs(st.query_params.get("run", chosen_key()) if is_training else None)
        page.run()
    if person:
        note_place(person, page.title, page.url_path)
    if records.error:
        problem.error(with_commands(records_sentence(settings(), records.error)),
                      icon=":material/error:")
    elif store().is_read_only:
        problem.warning(with_commands(read_only_sentence(settings())), icon=":material/lock:")
except Busy as busy:
    with problem:
        wait_and_try_again(busy)
except NotAllowed as error:
    problem.error(str(error), icon=":material/lock:")
except NewerVersion as error:
    # another run can be opened, from the list, which needs no recipe
    problem.error(str(error), icon=":material/update:")
except (StoreError, OSError) as error:
    if not is_outage(error):
        raise
    if isinstance(error, StoreError) and not records.error:
        # once more without the records: most pages have something to show then, too
        records.failed(error)
        st.rerun()
    # a full or locked disk: what was recorded is safe, and the page says so instead of breaking
    problem.error(with_commands(records_sentence(settings(), error)), icon=":material/error:")
