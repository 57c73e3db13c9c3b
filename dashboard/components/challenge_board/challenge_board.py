"""A challenge to look at: its rules, the time left and the ranking, which follow by themselves."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "challenge_board"
HTML = """
<section class="challenge" aria-label="Challenge">
  <header>
    <div><h2 class="title"></h2><ul class="rules" aria-label="Rules"></ul></div>
    <p class="time" role="timer"><span class="left"></span><span class="until"></span></p>
  </header>
  <p class="decides"></p>
  <div class="scroll" tabindex="0" role="group" aria-label="Ranking">
    <table><thead></thead><tbody></tbody></table>
  </div>
  <p class="none"></p>
  <ul class="shared"></ul>
  <p class="lost" role="status"></p>
</section>
"""

_challenge_board = component(KEY, html=HTML)


def challenge_board(data: dict[str, Any], on_turn: Callable[[], None]) -> None:
    """Show ``challenge`` (``challenge.look.ChallengeJson``), in which the submissions ``own`` are
    told to be one's own.

    ``now`` is the server's time, by which the countdown goes. One that ``follows`` asks for the
    latest challenge again and again; where that is another one, or came into another state,
    ``on_turn`` is called in a rerun of the page.
    """
    _challenge_board(key=KEY, data=data, on_turned_change=on_turn)
