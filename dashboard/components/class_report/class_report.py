"""The class report: what was tried, to print and as tables; one's own, or for the teacher all."""

from typing import TypedDict

from dashboard.components.component import component

HTML = """
<section class="class-report">
  <div class="which"><label for="report-day">Runs begun on</label>
    <select id="report-day"></select></div>
  <div class="own" hidden>
    <h2>My report</h2>
    <p>All that you tried, what came out, and your notes; a run's note is written on its Train
      page.</p>
    <p class="row"><a class="as-link" data-path="me/report.html" target="_blank">Page to print</a>
      <a class="as-link" data-path="me/report.csv" download>Table (CSV)</a></p>
  </div>
  <div class="everybody" hidden>
    <h2>After class</h2>
    <p>A page of the class and one of each student: what was tried, what came out, and the notes.
      Students are called as the class's screens call them.</p>
    <p class="row">
      <a class="as-link" data-path="class/report.html" target="_blank">Pages to print</a>
      <a class="as-link" data-path="class/report.csv" download>Table of runs (CSV)</a>
      <a class="as-link" data-path="class/report.csv" data-each="student" download>Table of students
        (CSV)</a></p>
    <p class="none" hidden>Nobody has joined yet.</p>
    <ul class="students"></ul>
    <h2>Next class</h2>
    <p>The class stays as it is. When the lab is started again in the same folder, everybody is
      back with all that is theirs.</p>
    <form class="begin"><p>A new class begins with nobody and a new code, and sees nothing of this
      one, which stays in the lab: who is in it comes back when the lab is started with
      <code class="setting"></code>. What still trains or waits goes on before the runs of the new
      class, so stop on Runs what nobody needs.</p>
      <button>Begin a new class</button></form>
    <p class="fixed" hidden></p>
    <p class="status begin-status" role="status"></p>
    <h2>Delete the class</h2>
    <form class="delete"><p>Everybody in it, with all runs, drawings, recipes, notes and
      submissions, is gone for good at once, also what trains now. It cannot be undone; copies that
      were taken with <code>backup</code> are not touched.</p>
      <label for="class-code">Type <b class="code"></b> to delete the class</label>
      <span class="row"><input id="class-code" maxlength="64" autocomplete="off" spellcheck="false">
        <button>Delete the class for good</button></span></form>
    <p class="status delete-status" role="status"></p>
  </div>
</section>
"""

_class_report = component("class_report", html=HTML)


class Student(TypedDict):
    person: int
    name: str


class LedClass(TypedDict):
    """``code`` is what deletes the class, ``fixed`` why no new one can be begun."""

    code: str
    fixed: str
    students: list[Student]


def class_report(*, days: list[str], led: LedClass | None) -> None:
    """Show it.

    Args:
        days: on which a run was begun, as ``2026-11-29``, the last one first.
        led: the class, for its teacher.
    """
    _class_report(key="class_report", data={"days": days, "led": led})
