"""The lessons: the list of them, and the one that the page's address asks for.

It asks ``/api/lessons`` by itself and follows the address.
"""

from collections.abc import Mapping

from dashboard.components.component import component

HTML = """
<section class="lessons">
  <p class="problem" role="alert" hidden></p>
  <div class="list" hidden></div>
  <article class="lesson" hidden></article>
  <p class="kept" role="status"></p>
</section>
"""

_lesson = component("lesson", html=HTML)


def lessons(asked: Mapping[str, str], person: int | None) -> None:
    """Draw them; ``asked`` is what the address says of lesson, part and language, ``person`` who
    looks."""
    _lesson(key="lesson", data={**asked, "person": person})
