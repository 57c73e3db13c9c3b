"""A run's name and note: saved while they are typed."""

from dashboard.components.component import component
from mnist_core.runs.records.new_run import MAX_NAME
from mnist_core.runs.records.store import MAX_NOTE

HTML = f"""
<section class="run-note" aria-label="Name and note of the run">
  <label>Name
    <input name="name" maxlength="{MAX_NAME}" placeholder="A name to find it by" autocomplete="off">
  </label>
  <label>Note
    <textarea name="note" maxlength="{MAX_NOTE}" rows="2"
      placeholder="What you expected, what you saw"></textarea>
  </label>
  <p class="status" role="status"></p>
</section>
"""

_run_note = component("run_note", html=HTML)


def run_note(run: int, name: str, note: str) -> None:
    """Show both fields with what is stored; what is typed goes to the server by itself."""
    _run_note(key="run_note", data={"run": run, "name": name, "note": note})
