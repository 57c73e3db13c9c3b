"""The class at this moment: a tile a person, or the class chart. It asks the server by itself."""

from typing import Any, NamedTuple

from dashboard.components.component import component

HTML = """
<section class="board" aria-label="The class">
  <header>
    <h1>Class</h1>
    <p class="counts" role="status"></p>
    <p class="code"></p>
    <button type="button" class="joining" aria-expanded="false" hidden>How to join</button>
    <div class="choice show" role="group" aria-label="Show">
      <button type="button" data-choice="people">People</button>
      <button type="button" data-choice="chart">Chart</button>
    </div>
    <div class="choice sort" role="group" aria-label="Sort by">
      <button type="button" data-choice="name">Name</button>
      <button type="button" data-choice="waiting">Waiting</button>
      <button type="button" data-choice="best">Best</button>
    </div>
    <div class="choice shown-as" role="group" aria-label="Call people by"></div>
    <select class="ladder" aria-label="Ladder"></select>
    <div class="views" role="group" aria-label="Projector"></div>
  </header>
  <form class="offer">
    <label>Everybody here: <input class="key" list="board-steps" autocomplete="off"
      placeholder="a step, a lesson or a run's number" maxlength="140"
      aria-label="A step, a lesson, or the number of a run"></label>
    <datalist id="board-steps"></datalist>
    <button type="submit">Offer to everybody</button>
    <p class="offered" hidden><span>Offered to everybody:</span> <bdi></bdi>
      <button type="button">End</button></p>
    <label class="own-only"><input type="checkbox"> Students see only their own runs</label>
  </form>
  <p class="lesson" hidden><span>Lesson <bdi></bdi></span> <span class="where"></span>
    <button type="button">Predictions and explanations</button></p>
  <p class="problem" role="alert" hidden></p>
  <p class="empty" hidden></p>
  <div class="join" hidden></div>
  <ul class="tiles" aria-label="People"></ul>
  <div class="chart" hidden></div>
  <dialog class="person" aria-labelledby="person-name"></dialog>
</section>
"""

_class_board = component("class_board", html=HTML)


class Told(NamedTuple):
    """What the teacher just asked for: a run to open, one for the projector, or what the class
    predicted in its lesson."""

    opened: int | None
    spotlight: int | None
    lesson: bool


def class_board(data: dict[str, Any]) -> Told:
    """Show it.

    Args:
        data: ``asked``: what the address says of ``show``, ``sort`` and ``ladder``; ``code`` of the
            class, if it has one; ``shownAs``, how people can be called; ``steps`` and lessons
            that can be offered; ``ladders`` as the chart shows them.
    """
    found = _class_board(key="class_board", data=data, on_opened_change=lambda: None,
                         on_spotlight_change=lambda: None, on_lesson_change=lambda: None)
    return Told(found.opened, found.spotlight, bool(found.lesson))
