"""The drawings that this server keeps: to look through, to delete, and to measure a ladder on."""

from collections.abc import Sequence

from dashboard.components.component import component

HTML = """
<section class="saved-drawings" aria-label="Saved drawings">
  <header>
    <h3>Saved drawings</h3>
    <p class="count"></p>
    <label class="some">Show <select class="which" aria-label="Which digits"></select></label>
    <a class="button download" download="drawings.zip">Download</a>
  </header>
  <p class="problem" role="alert" hidden></p>
  <div class="grid"></div>
  <div class="measuring">
    <label>Measure the ladder <select class="ladder"></select></label>
    <button type="button" class="button measure">Measure</button>
    <span class="working" role="status"></span>
  </div>
  <div class="result"></div>
</section>
"""

_saved_drawings = component("saved_drawings", html=HTML)


def saved_drawings(ladders: Sequence[tuple[str, str]], chosen: str) -> None:
    """``ladders`` are pairs of an id and a title; the one with the id ``chosen`` comes first."""
    _saved_drawings(key="saved_drawings", data={"ladders": list(ladders), "chosen": chosen})
