"""After the lesson: what was tried, to print and as tables; one's own, or for the teacher all."""

from typing import TypedDict

from dashboard.components.component import component

HTML = """
<section class="after-lesson">
  <div class="which"><label for="lesson-day">Runs begun on</label>
    <select id="lesson-day"></select></div>
  <div class="own" hidden>
    <h2>My lesson</h2>
    <p>All that you tried, what came out, and your notes; a run's note is written on its Train
      page.</p>
    <p class="row"><a class="as-link" data-path="me/lesson.html" target="_blank">Page to print</a>
      <a class="as-link" data-path="me/lesson.csv" download>Table (CSV)</a></p>
  </div>
  <div class="everybody" hidden>
    <h2>After the lesson</h2>
    <p>A page of the class and one of each student: what was tried, what came out, and the notes.
      Students are called as the class's screens call them.</p>
    <p class="row">
      <a class="as-link" data-path="class/lesson.html" target="_blank">Pages to print</a>
      <a class="as-link" data-path="class/lesson.csv" download>Table of runs (CSV)</a>
      <a class="as-link" data-path="class/lesson.csv" data-each="student" download>Table of students
        (CSV)</a></p>
    <p class="none" hidden>Nobody has joined yet.</p>
    <ul class="students"></ul>
  </div>
</section>
"""

_after_lesson = component("after_lesson", html=HTML)


class Student(TypedDict):
    person: int
    name: str


def after_lesson(*, is_teacher: bool, days: list[str], students: list[Student]) -> None:
    """Show it; ``days`` as ``2026-11-29``, the last one first."""
    _after_lesson(key="after_lesson", data={"isTeacher": is_teacher, "days": days,
                                            "students": students})
