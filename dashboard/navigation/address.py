"""What the page's address asks for: ``?step=finetune-6``. The address is the truth; widgets follow
it, so that a link, the back button and a reload all show the same page."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import streamlit as st
from streamlit.runtime.state import get_session_state

from dashboard.components.whole_address.whole_address import asked_for, whole_address

# how the curves are looked at, beside which: it stays while something else changes
LIVE_VIEW = ("view", "replay", "speed")
_NEXT = "next page"


def asked(name: str) -> str:
    """One parameter of the address, on one line, or nothing.

    Anybody may have written it: what quotes it shows it by ``plain`` or ``quoted``.
    """
    return " ".join(st.query_params.get(name, "").split())


def linked(name: str, options: Collection[str],
           older: Mapping[str, str] | None = None) -> Callable[[], None]:
    """Let the widget with this key begin at the option that the address names, else at the first;
    the widget's ``on_change``, which writes what was chosen into the address.

    ``bind="query-params"`` would write what ``format_func`` shows, and a link with words in it
    breaks when they change. ``older`` maps the words of such links, which people may have saved,
    to today's options.
    """
    wanted = (older or {}).get(asked(name), asked(name))
    st.session_state[name] = wanted if wanted in options else next(iter(options))

    def follow() -> None:
        choose(options, **{name: st.session_state[name]})
    return follow


def choose(options: Collection[str], **chosen: str) -> None:
    """Write choices into the address, where the first of the options needs no word.

    All at once, since each change of the address is a step for Back.
    """
    first = next(iter(options))
    _change({name: None if option == first else option for name, option in chosen.items()})
    # says it to the browser, which adds a step
    st.query_params.update({})


def kept(*names: str) -> dict[str, str]:
    """Those of these parameters that the address has, to be carried over into a new one."""
    return {name: st.query_params[name] for name in names if name in st.query_params}


def fill_in(**parameters: str | None) -> None:
    """Let the address say more, or with None less, in place: nobody chose it, so that it is not
    a step for Back."""
    _change(parameters)
    whole_address(**parameters)


def go_to_page(page: str, **parameters: str) -> None:
    """Open another page of ``page_list``; one step for Back."""
    st.session_state[_NEXT] = Path(page).stem, parameters
    # with other parameters Streamlit would first add a step for them on this page
    with get_session_state().query_params() as query:
        now = {name: query.get_all(name) for name in query}
    st.switch_page(page, query_params=now)


def arrive(page: str) -> None:
    """On the page of this name: what it was opened with, in the place of the page before's."""
    name, parameters = st.session_state.pop(_NEXT, ("", {}))
    if name == page and parameters != dict(st.query_params.items()):
        fill_in(**{**dict.fromkeys(st.query_params), **parameters})
        asked_for()


def show(**parameters: str) -> None:
    """Replace the whole address by these parameters."""
    st.query_params.from_dict(parameters)


def _change(parameters: Mapping[str, str | None]) -> None:
    """For this run of the script; the browser does not hear of it."""
    with get_session_state().query_params() as query:
        said = {name: query.get_all(name) for name in query} | {
            name: [value] if value is not None else [] for name, value in parameters.items()}
        query.clear_with_no_forward_msg(preserve_embed=True)
        for name, values in said.items():
            if values:
                query.set_with_no_forward_msg(name, values)
