"""What the seeds of a run's recipe came to, side by side, with two more of them for one click."""

import streamlit as st

from dashboard.glossary.marked import link
from dashboard.navigation import page_list
from dashboard.people.looking import library
from dashboard.seeds.more_seeds import MOST_LISTED, more_seeds
from dashboard.seeds.queueing import recipe_here
from mnist_core.base.format import percent
from mnist_core.experiments.means import Mean, mean_of
from mnist_core.library.seed_replicates import accuracy_by_seed, active_replicates, seed_runs
from mnist_core.trained.trained import Trained

LOOK_SECONDS = 2


def run_seeds(trained: Trained) -> None:
    """Of one that is trained to its end; while more seeds train it looks again by itself."""
    coming = any(other.key != trained.key
                 for other in active_replicates(library(), trained.recipe))
    st.fragment(_run_seeds, run_every=LOOK_SECONDS if coming else None)(trained.key, coming)


def _run_seeds(key: str, was_coming: bool) -> None:
    trained = library().find(key)
    by_seed = accuracy_by_seed(library(), trained, "last")
    found = mean_of(list(by_seed.values()))
    with st.container(horizontal=True, vertical_alignment="center"):
        if found and found.n > 1:
            told = _words(found, min(by_seed.values()), max(by_seed.values()))
            st.markdown(f":material/casino: {told}", width="stretch")
            _compare_link(trained)
        is_coming = more_seeds(library(), recipe_here(trained), trained.step_id, key=f"more_{key}",
                               source=trained.source, besides=(key,))
    if was_coming and not is_coming:
        # the last of them has come: nothing more to look for
        st.rerun()


def _compare_link(trained: Trained) -> None:
    """All seeds of its recipe side by side, itself first."""
    keys = [trained.key, *(other.key for other in
                           seed_runs(library(), trained.recipe, trained.source)
                           if other.recipe.seed != trained.recipe.seed)][:MOST_LISTED]
    st.page_link(page_list.COMPARE, label=f"Compare these {len(keys)}",
                 icon=":material/compare_arrows:", query_params={"runs": ",".join(keys)})


def _words(mean: Mean, least: float, most: float) -> str:
    """``Over 3 seeds the last epoch reads 99.40 % on average, from 99.35 % to 99.44 %: …``."""
    told = (f"Over {mean.n} {link('seed', 'seeds')} of this recipe the last epoch reads "
            f"**{percent(mean.mean)}** of the test digits on average, from {percent(least)} to "
            f"{percent(most)}.")
    if mean.low is None or mean.high is None:
        return told
    return (f"{told} With {link('interval', '95 % confidence')} its true mean lies between "
            f"{percent(max(0, mean.low))} and {percent(min(100, mean.high))}.")
