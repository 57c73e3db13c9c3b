"""A view of the Errors page: the test set in the network's own features."""

import streamlit as st

from dashboard.components.feature_map.feature_map import Method, feature_map
from dashboard.errors.view import ErrorsView, linked_digit
from dashboard.glossary.marked import link
from dashboard.navigation.address import linked
from mnist_core.trained.trained import with_step

METHODS: dict[Method, str] = {"pca": "PCA", "tsne": "t-SNE"}
_OLDER = {"PCA": "pca", "t-SNE": "tsne"}


def in_its_features(shown: ErrorsView) -> None:
    if shown.dataset is None:
        return
    if not shown.trained.moments:
        st.info(f"{shown.trained.short_label} has no weights to read digits with.",
                icon=":material/hide_image:")
        return
    st.segmented_control(
        "Layout", list(METHODS), required=True, key="layout", format_func=METHODS.__getitem__,
        on_change=linked("layout", METHODS, _OLDER),
        help=f"{link('pca', 'PCA')} is there at once. {link('t-sne', 't-SNE')} takes half a "
             "minute, on a sample, and shows groups better.")
    method: Method = st.session_state["layout"]
    feature_map({**shown.details, "method": method, "title": METHODS[method],
                 "run": with_step(shown.trained),
                 "version": shown.trained.version, "opened": linked_digit()})
