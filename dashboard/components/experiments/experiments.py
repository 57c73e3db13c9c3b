"""All experiments, or one with its trials in pictures: it asks the server by itself."""

from typing import Any, NamedTuple

from dashboard.components.component import component

HTML = """
<section class="experiments" aria-label="Experiments">
  <p class="problem" role="alert" hidden></p>
  <div class="all" hidden>
    <h1>Experiments</h1>
    <p class="lead"></p>
    <div class="undo" role="status" hidden></div>
    <div class="list"></div>
  </div>
  <article class="one" hidden>
    <p class="back"></p>
    <header>
      <h1></h1>
      <div class="acts" role="group" aria-label="This experiment"></div>
    </header>
    <p class="asked"></p>
    <div class="progress">
      <div class="bar" role="progressbar" aria-label="Runs that are over" aria-valuemin="0"
        aria-valuemax="100"><i></i></div>
      <p class="counts" role="status"></p>
      <p class="problem-line" role="alert"></p>
    </div>
    <section class="findings" aria-label="What it found"></section>
    <section class="further" aria-label="What to do next"></section>
    <div class="chosen" role="status"></div>
    <section class="pictures" aria-label="Pictures"></section>
    <section class="trials" aria-label="Trials"></section>
  </article>
</section>
"""

_experiments = component("experiments", html=HTML, isolate_styles=False)


class Opened(NamedTuple):
    """What somebody just opened: an experiment, 0 for the list of them, or a run."""

    experiment: int | None
    run: int | None


def experiments(data: dict[str, Any]) -> Opened:
    """Show them.

    Args:
        data: ``Sent`` in ``messages.d.ts``.
    """
    told = _experiments(key="experiments", data=data, on_opened_change=lambda: None,
                        on_run_change=lambda: None)
    return Opened(told.opened, told.run)
