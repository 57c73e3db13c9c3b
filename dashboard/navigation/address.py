"""What the page's address asks for: ``?step=finetune-6``. The address is the truth; widgets follow
it, so that a link, the back button and a reload all show the same page."""

from collections.abc import Callable, Collection, Mapping

import streamlit as st

# how the curves are looked at, beside which: it stays while something else changes
LIVE_VIEW = ("view", "replay", "speed")


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
        choose(name, st.session_state[name], options)
    return follow


def choose(name: str, option: str, options: Collection[str]) -> None:
    """Write a choice into the address, where the first of its options needs no word."""
    if option == next(iter(options)):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = option


def kept(*names: str) -> dict[str, str]:
    """Those of these parameters that the address has, to be carried over into a new one."""
    return {name: st.query_params[name] for name in names if name in st.query_params}


def show(**parameters: str) -> None:
    """Replace the whole address by these parameters."""
    st.query_params.from_dict(parameters)
