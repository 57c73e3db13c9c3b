"""The network page: a step's, a run's or a typed network, and what each of its layers sees.

The address says which: ``?step=nets-3``, ``?run=7`` or ``?layers=conv3x3(12) ...``.
"""

from dataclasses import dataclass

import streamlit as st

from dashboard.address import asked, one_line, show
from dashboard.field_explorer import field_explorer
from dashboard.lab import store
from dashboard.layer_table import layer_table, torchinfo_text, totals
from mnist_core.geometry import describe
from mnist_core.ladders import STEPS, find_step, full_title
from mnist_core.layers import VOCABULARY, parse, to_text
from mnist_core.recipe import Recipe
from mnist_core.runs.records import Run

DEFAULT_STEP = "strategy-4"
TYPED = "layers"
# Streamlit measures the text in its own type, so a long network would be cut in this one
_STYLE = """<style>
.st-key-typed_layers textarea {font-family: monospace; line-height: 1.6;
    field-sizing: content; height: auto !important}
.st-key-typed_layers div:has(> textarea) {height: auto !important}
</style>"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose network is shown (``step=nets-3``, ``run=7``, or ``layers``), and its notation."""

    source: str
    layers: str


def network_page() -> None:
    """Draw the page."""
    st.title("What every layer sees", anchor=False)
    runs = store().runs()
    try:
        choice, problem = asked_network(), ""
    except ValueError as error:
        choice, problem = _of_recipe(f"step={DEFAULT_STEP}", STEPS[DEFAULT_STEP].recipe), str(error)
    _choose(choice, runs)
    if problem:
        st.warning(f"The address is wrong: {problem} Here is {DEFAULT_STEP} instead.",
                   icon=":material/info:")
    try:
        layers = parse(choice.layers)
        network = describe(layers)
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
        return
    totals(network)
    field_explorer(network)
    st.subheader("Layer by layer", anchor=False)
    layer_table(network)
    st.subheader("torchinfo's summary", anchor=False)
    st.text(torchinfo_text(to_text(layers)), wrap=False)


def asked_network() -> Choice:
    """What the address asks for; typed layers are not checked yet.

    Raises:
        ValueError: it asks for a step or a run that does not exist.
    """
    if TYPED in st.query_params:
        return Choice(TYPED, asked(TYPED))
    if asked("run"):
        run = store().run(_number(asked("run")))
        return _of_recipe(f"run={run.id}", run.recipe)
    step = find_step(asked("step") or DEFAULT_STEP)
    return _of_recipe(f"step={step.id}", step.recipe)


def _of_recipe(source: str, recipe: Recipe) -> Choice:
    return Choice(source, to_text(recipe.network))


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"`{text}` is no number of a run.")
    return int(text)


def _choose(choice: Choice, runs: list[Run]) -> None:
    """Both controls show the address and change it; they keep nothing of their own."""
    st.html(_STYLE)
    titles = {f"step={step.id}": full_title(step) for step in STEPS.values()}
    titles |= {f"run={run.id}": _run_title(run) for run in runs}
    if choice.source == TYPED:
        titles = {TYPED: "The layers below, as typed", **titles}
    st.session_state["network_source"] = choice.source
    st.session_state["typed_layers"] = choice.layers
    st.selectbox("Network", list(titles), format_func=lambda source: titles[source],
                 key="network_source", on_change=_follow_source)
    st.text_area("Layers, in order", key="typed_layers", on_change=_follow_layers,
                 height="content",
                 help=f"The layers are {VOCABULARY}. Ctrl+Enter applies a change.")


def _run_title(run: Run) -> str:
    what = run.name or run.step_id or "a network of my own"
    best = "" if run.best_test_accuracy is None else f", {run.best_test_accuracy:.2f} %"
    return f"Run {run.id}: {what}{best}"


def _follow_source() -> None:
    kind, _, value = str(st.session_state["network_source"]).partition("=")
    if value:
        show(**{kind: value})


def _follow_layers() -> None:
    show(layers=one_line(st.session_state["typed_layers"] or ""))
