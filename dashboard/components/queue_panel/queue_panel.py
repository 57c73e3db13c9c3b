"""The queue of a class: who trains, who waits and for how long; the teacher leads it from here.

It asks ``/api/queue`` by itself, so that no page reruns for it.
"""

from dashboard.components.component import component

HTML = """
<section class="queue" aria-label="Queue">
  <header>
    <h2>Queue</h2>
    <p class="said" role="status"></p>
    <div class="lead" role="group" aria-label="Lead the queue" hidden>
      <button type="button" class="hold"></button>
      <button type="button" class="order" hidden>Fair order again</button>
    </div>
  </header>
  <p class="problem" role="alert" hidden></p>
  <div class="rows" tabindex="0" role="region" aria-label="Runs in the queue" hidden>
    <table>
      <thead><tr><th scope="col">Place</th><th scope="col">Run</th><th scope="col">Whose</th>
        <th scope="col" class="takes">Takes</th><th scope="col">Starts</th><td></td></tr></thead>
      <tbody></tbody>
    </table>
  </div>
</section>
"""

_queue_panel = component("queue_panel", html=HTML)


def queue_panel(*, leads: bool) -> int | None:
    """Show the queue; the number of the run that a person just opened in it, if any.

    ``leads``: whoever looks may hold the queue, and move and stop what is in it.
    """
    opened: int | None = _queue_panel(key="queue_panel", data={"leads": leads},
                                      on_opened_change=lambda: None).opened
    return opened
