"""The list of runs: found, sorted, renamed, chosen and deleted without a rerun of the script.

Its rows come from ``/api/run-list``, a page at a time, and again whenever they changed.
"""

from typing import Any

from dashboard.components.component import component
from mnist_core.ladders.labels import REFERENCE_WORDS

HTML = f"""
<section class="runs">
  <div class="tools" role="search">
    <input class="search" type="search" placeholder="Search runs" aria-label="Search runs"
      aria-keyshortcuts="/">
    <select class="step" aria-label="Step"></select>
    <select class="state" aria-label="State"></select>
    <label title="{REFERENCE_WORDS}"><input class="reference" type="checkbox"> with reference
      runs</label>
    <label class="mine" hidden title="Runs of yours alone"><input type="checkbox"> mine</label>
    <span class="count" role="status"></span>
    <label class="import" title="A ZIP file that somebody took home from another lab"><input
      type="file" accept=".zip" aria-label="Import a run: a ZIP file of another lab"> Import a
      run</label>
  </div>
  <p class="told" role="status" hidden></p>
  <div class="undo" role="status" hidden></div>
  <p class="problem" role="alert" hidden></p>
  <div class="chosen" role="group" aria-label="The chosen runs" hidden></div>
  <table>
    <thead><tr></tr></thead>
  </table>
  <p class="empty" hidden></p>
</section>
"""

_run_list = component("run_list", html=HTML)


def run_list(data: dict[str, Any]) -> str | None:
    """Show all runs; the key of the one that a person just opened, if any.

    Args:
        data: ``asked``: what the address says of ``search``, ``step``, ``state``, ``sort``,
            ``reference`` and ``mine``; ``knowsPeople``: whether runs are somebody's.
    """
    opened: str | None = _run_list(key="run_list", data=data,
                                   on_opened_change=lambda: None).opened
    return opened
