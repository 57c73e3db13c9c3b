"""What a class predicted and wrote in the lesson that it is at: fans, bars, spreads, explanations.

It asks ``/api/class/lesson`` by itself; the projector view is for the room.
"""

from dashboard.components.component import component

HTML = """
<section class="class-lesson" aria-label="The class's lesson">
  <header>
    <a class="back">← Class</a>
    <h1><bdi></bdi></h1>
    <p class="where" role="status"></p>
    <div class="views" role="group" aria-label="View"></div>
  </header>
  <p class="problem" role="alert" hidden></p>
  <p class="none" hidden>The class is at no lesson. Open one on the page Lessons and press
    <i>Offer to everybody</i>; here stands then what all predict and write.</p>
  <div class="at" hidden>
    <div class="slides" role="group" aria-label="Show"></div>
    <h2 class="question"></h2>
    <div class="shown"></div>
    <p class="said"></p>
    <p class="acts"><button type="button" class="tell"></button>
      <button type="button" class="end">End the lesson</button></p>
  </div>
</section>
"""

_class_lesson = component("class_lesson", html=HTML)


def class_lesson() -> bool:
    """Show it; True when the teacher wants the class's board."""
    return bool(_class_lesson(key="class_lesson", data={}, on_left_change=lambda: None).left)
