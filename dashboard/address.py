"""What the page's address asks for: ``?step=finetune-6``. The address is the truth; widgets follow
it, so that a link, the back button and a reload all show the same page."""

import streamlit as st

# how the curves are looked at, beside which: it stays while something else changes
LIVE_VIEW = ("view", "replay", "speed")


def asked(name: str) -> str:
    """One parameter of the address, or nothing.

    Error messages quote it between backticks in Markdown, so it must not hold any, nor a blank
    line: a link could otherwise bring pictures and links of its own to the page.
    """
    return one_line(st.query_params.get(name, ""))


def one_line(text: str) -> str:
    """Text that can be quoted between backticks."""
    return " ".join(text.replace("`", "'").split())


def kept(*names: str) -> dict[str, str]:
    """Those of these parameters that the address has, to be carried over into a new one."""
    return {name: st.query_params[name] for name in names if name in st.query_params}


def show(**parameters: str) -> None:
    """Replace the whole address by these parameters."""
    st.query_params.from_dict(parameters)
