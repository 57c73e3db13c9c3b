"""A view of the Errors page: digits that most networks misread, and those that only this one does.
"""

from collections import Counter

import numpy as np
import streamlit as st

from dashboard.errors.view import ErrorsView, counted, show_wall
from dashboard.navigation.address import linked
from dashboard.readings.other_networks import MIN_ACCURACY, Witness, jury, witnesses
from mnist_core.base.format import count_of
from mnist_core.insight.hardness import hardness

EVERYONE, HERE = "most", "here"
TITLES = {EVERYONE: "Wrong in most", HERE: "Wrong only here"}
_OLDER = {"Wrong in most": EVERYONE, "Wrong only here": HERE}


def among_all(shown: ErrorsView) -> None:
    if shown.dataset is None:
        return
    others = jury(witnesses(shown.trained, shown.dataset))
    if not others:
        st.info("No other network that reads at least "
                f"{MIN_ACCURACY:.0f} % right was measured on these digits yet: train a second run "
                "to compare with.", icon=":material/group_off:")
        return
    found = hardness(shown.evaluation.correct, [answers for _, answers in others])
    groups = {EVERYONE: found.for_everyone, HERE: found.only_here}
    group = st.segmented_control(
        "Digits", list(groups), required=True, key="group",
        on_change=linked("group", groups, _OLDER),
        format_func=lambda key: f"{TITLES[key]} · {len(groups[key])}",
        label_visibility="collapsed") or EVERYONE
    indices = groups[group]
    # the hardest first, and among equals where this network is the furthest off
    worst = -shown.evaluation.losses[indices]
    indices = indices[np.lexsort((worst, -found.times_wrong[indices]))]
    st.caption(f"{counted(len(indices), _what(group))} · {_jury(others)}")
    notes = {index: f"{found.times_wrong[index]}/{found.num_networks}"
             for index in indices.tolist()}
    show_wall(shown, indices, _empty(group), notes if group == EVERYONE else None)


def _what(group: str) -> str:
    return ("misread by more than half of the networks" if group == EVERYONE else
            "misread by this network and by no other")


def _jury(others: list[Witness]) -> str:
    """``12 networks: this one and 9 reference runs and 2 own runs``."""
    kinds = Counter("reference run" if other.is_reference else "own run" for other, _ in others)
    listed = " and ".join(count_of(num, kind) for kind, num in kinds.items())
    return (f"{len(others) + 1} networks: this one and {listed} with at least "
            f"{MIN_ACCURACY:.0f} % right")


def _empty(group: str) -> str:
    return ("No digit is misread by most of these networks." if group == EVERYONE else
            "Whatever this network misreads, another one misreads too.")
