"""What can be taken home of a run: everything as one file, or one file after the other."""

from dashboard.components.component import component

HTML = """
<details class="take-home">
  <summary><span class="symbol" aria-hidden="true">download</span>Take home</summary>
  <div class="choice">
    <p class="whole"><button type="button" class="everything">Everything (.zip)</button>
      <span class="said">All of these, with a README that says how each is opened.</span></p>
    <p class="status" role="status"></p>
    <ul class="files" aria-label="Single files"></ul>
  </div>
</details>
"""

_take_home = component("take_home", html=HTML)


def take_home(key: str, *, floats: bool = False) -> None:
    """The files of a trained network: a run's number, or ``strategy-4@1``.

    What there is to choose from moves the page down, or ``floats`` over it.
    """
    _take_home(key="take_home", data={"key": key, "floats": floats})
