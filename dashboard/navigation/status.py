"""The quiet line on every page: which data, which device, what trains; and the sample's banner."""

import re

import streamlit as st

from dashboard.components.activity.activity import activity
from dashboard.display.plain_text import plain_within
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.navigation.everybody_here import open_offer
from dashboard.people.identity import is_allowed
from dashboard.people.mode import knows_people
from dashboard.server.exposure import is_server_open
from dashboard.server.listening import HOW_TO_CLOSE, HOW_TO_OPEN
from dashboard.server.resources import data_state
from dashboard.server.training_device import training_device
from mnist_core.base.format import count_of
from mnist_core.base.machine.machine_limits import num_cores

OPEN_HELP = ("Everybody who reaches this machine can open the lab, train, and delete runs. "
             f"Started with `{HOW_TO_CLOSE}`, it listens for this machine alone; with "
             "`MNIST_MODE=class` everybody joins with a code first.")
CLOSED_HELP = ("Nobody else reaches this lab. For others in your network, stop it and start it "
               f"with `{HOW_TO_OPEN}`; they then open it at this machine's address, which stands "
               "in the terminal. With `MNIST_MODE=class` before it, everybody joins with a code "
               "first.")
_COMMANDS = re.compile(r"(`(?:python -m mnist_core data|git lfs pull)`)")


def status_line() -> None:
    """One line at the top, and a banner where the numbers would mislead or nothing can train."""
    state = data_state()
    source = state.dataset.source if state.dataset else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="status"):
        st.caption(
            f":material/database: {state.fetching or (source.description if source else 'no data')}"
            f" · :material/memory: {_device()}", width="content")
        # a class is open to those who join; they need not be told
        if is_server_open() and not knows_people():
            st.caption(":material/lan: open to the network", width="content", help=OPEN_HELP)
        elif not knows_people():
            st.caption(":material/lock: this machine alone", width="content", help=CLOSED_HELP)
        opened = activity(is_leading=knows_people() and is_allowed("lead the class"))
        if opened.run:
            go_to_page(page_list.TRAIN, run=str(opened.run))
        if opened.offer:
            open_offer(opened.offer)
    if state.error:
        st.error(_banner(state.error, state.detail), icon=":material/error:")
    elif source and source.notice:
        st.warning(_banner(source.notice, state.detail), icon=":material/info:")
    if state.detail:
        with st.expander("Why MNIST could not be fetched"):
            st.code(state.detail, language=None, wrap_lines=True)


def _banner(text: str, detail: str) -> str:
    """A notice without its detail, as Markdown in which only the commands are marked.

    It names folders, which may be called anything.
    """
    parts = _COMMANDS.split(text.removesuffix(detail).rstrip())
    # what splits the text, every second part, is a command
    return "".join(part if number % 2 else plain_within(part)
                   for number, part in enumerate(parts))


def _device() -> str:
    state = training_device()
    if state.type == "cuda":
        return f"GPU, {state.name}" if state.name else "GPU"
    cores = f"CPU, {count_of(num_cores(), 'core')}"
    # its first clause: the run and doctor say what to do
    return f"{cores} (not the GPU: {state.problem.partition(':')[0]})" if state.problem else cores
