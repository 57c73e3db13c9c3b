"""A view of the Errors page: the test set in the network's own features."""

from typing import get_args

import streamlit as st

from dashboard.components.feature_map.feature_map import Method, feature_map
from dashboard.errors.view import ErrorsView, linked_digit

METHODS: tuple[Method, ...] = get_args(Method)


def in_its_features(shown: ErrorsView) -> None:
    if shown.dataset is None:
        return
    if not shown.trained.moments:
        st.info(f"{shown.trained.short_label} has no weights to read digits with.",
                icon=":material/hide_image:")
        return
    method = st.segmented_control(
        "Layout", METHODS, default=METHODS[0], required=True, key="layout", bind="query-params",
        help="PCA is there at once. t-SNE takes half a minute, on a sample, and shows groups "
             "better.")
    feature_map({**shown.details, "method": method, "version": shown.trained.version,
                 "opened": linked_digit()})
