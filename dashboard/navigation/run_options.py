"""The runs that a box lists: the newest ones, and with a few words typed into it any other."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

from dashboard.display.plain_text import plain
from dashboard.people.looking import allow_to_look, in_sight, library
from dashboard.server.resources import readable
from mnist_core.base.format import shortened
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import ALL_RUNS
from mnist_core.runs.run_list.listing import num_runs

MOST_LISTED = 50
MOST_LOOKED_AT = 500
"""Whether a run has something to show is asked of its files."""
MOST_LABELS = 2_000
RUN_KEY = re.compile(r"\d+|\S+@\d+")


@dataclass(frozen=True)
class RunOptions:
    """Own runs for the box with the key ``box``: those of ``query`` for which ``is_ready``."""

    box: str
    query: RunQuery = ALL_RUNS
    is_ready: Callable[[OwnRun], bool] = lambda run: True

    @property
    def words(self) -> str:
        """What was last searched for in this box."""
        return str(st.session_state.get(self._key, ""))

    @cached_property
    def num(self) -> int:
        """All runs that there are for this box; asked once, as a page draws it."""
        return num_runs(readable(), in_sight(self.query))

    @property
    def is_cut(self) -> bool:
        """There are more than the box can list, so that some have to be searched for."""
        return self.num > MOST_LISTED

    def listed(self, also: Collection[str] = ()) -> list[OwnRun]:
        """The newest runs that were searched for; those with the keys ``also`` whatever they are.
        """
        found = self._newest(self.words if self.is_cut else "")
        missing = [key for key in also if key.isdecimal()
                   and key not in {run.key for run in found}]
        return [*(run for key in missing if (run := self._own(key))), *found]

    def named(self, labels: Mapping[str, str]) -> Callable[[str], str]:
        """The box's ``format_func``: what each of its options is called, by its key.

        The browser sends a label back, and one of a moment ago, when the run stood elsewhere, is
        not an option any more: so those that were shown are remembered.
        """
        shown = st.session_state.setdefault(self._labels, {})
        for key, label in labels.items():
            # to the end, as one that was just shown
            shown.pop(label, None)
            shown[label] = key
        for label in list(shown)[:-MOST_LABELS]:
            del shown[label]
        return labels.__getitem__

    def chosen(self, said: object, *, narrows: bool = True) -> str | None:
        """The key of the option that the box says: by its label, its key or words that somebody
        typed (see ``key_of``); None for none."""
        text = str(said or "")
        shown: dict[str, str] = st.session_state.get(self._labels, {})
        if text in shown:
            return shown[text] or None
        if not text or text in shown.values() or RUN_KEY.fullmatch(text):
            return text or None
        return self.key_of(text, narrows=narrows)

    @property
    def help(self) -> str | None:
        """How to come by the runs that the box does not list; None where it lists them all."""
        return (f"The newest of {self.num:,} runs. For another, type its number or some words and "
                "press Enter.") if self.is_cut else None

    def key_of(self, typed: str, *, narrows: bool = True) -> str | None:
        """Whom somebody means by words that are in no option: the newest run with all of them.

        None, and a remark, where there is none. ``narrows`` has the box list such runs alone from
        then on, until ``hint`` is told otherwise.
        """
        numbers = (self._own(word) for word in typed.split() if word.isdecimal())
        for run in numbers:
            if run and run.short_label.casefold() == typed.casefold():
                return run.key
        found = self._newest(typed)
        if not found:
            st.toast(f"No run to choose here is like “{plain(shortened(typed))}”.",
                     icon=":material/search_off:")
            return None
        if narrows:
            st.session_state[self._key] = typed
        return found[0].key

    def hint(self, *, with_help: bool = False) -> None:
        """Below the box: the words that narrow it down, or its ``help`` where it shows none."""
        if not self.is_cut:
            return
        if not self.words:
            if with_help:
                st.caption(self.help or "")
            return
        found = num_runs(readable(), in_sight(replace(self.query, text=self.words)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f"{found:,} of {self.num:,} runs have these words.", width="content")
            # plain text: what somebody typed is not Markdown
            st.text(self.words, width="content")
            st.button("List all", key=f"{self._key}/all", type="tertiary", on_click=self._forget)

    @property
    def _key(self) -> str:
        return f"{self.box}/words"

    @property
    def _labels(self) -> str:
        return f"{self.box}/labels"

    def _forget(self) -> None:
        st.session_state.pop(self._key, None)

    def _newest(self, words: str) -> list[OwnRun]:
        found: list[OwnRun] = []
        for num, run in enumerate(library().own(replace(self.query, text=words))):
            if len(found) == MOST_LISTED or num == MOST_LOOKED_AT:
                break
            if self.is_ready(run):
                found.append(run)
        return found

    def _own(self, key: str) -> OwnRun | None:
        try:
            run = OwnRun(readable(), readable().run(row_number(key) or 0))
            allow_to_look(run.run.owner)
        except (ValueError, NotAllowed):
            return None
        return run if self.is_ready(run) else None
