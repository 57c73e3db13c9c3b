"""A teacher's own lessons: imported, seen, taken home, deleted, or a copy of ours to begin from."""

from typing import TypedDict

from dashboard.components.component import component

HTML = """
<section class="own-lessons" aria-labelledby="own-lessons-title">
  <h2 id="own-lessons-title">Own lessons</h2>
  <p>A lesson is one text file; <code>docs/LESSONS.md</code> says how to write one. The quickest way
    is to save a copy of one of ours, to change it in any editor, and to import it.</p>
  <form class="copy">
    <label>Copy of <select class="from"></select></label>
    <a class="button save" download>Save the copy</a>
  </form>
  <form class="import">
    <label>Into chapter <input class="chapter" value="own" maxlength="60" autocomplete="off"
      spellcheck="false"></label>
    <label>in language <input class="language" value="en" maxlength="12" autocomplete="off"
      spellcheck="false" list="own-languages"></label>
    <datalist id="own-languages"></datalist>
    <label class="button pick">Import files<input type="file" class="file" accept=".md,.zip,.toml"
      multiple aria-label="Import files of lessons, or a ZIP file of them"></label>
  </form>
  <div class="said" role="status"></div>
  <ul class="files" aria-label="Own lessons"></ul>
  <p><a class="button home" download hidden>Take all home (ZIP)</a></p>
</section>
"""

_own_lessons = component("own_lessons", html=HTML)


class KnownLesson(TypedDict):
    """A lesson that a copy can be made of."""

    lesson: str
    language: str
    title: str


def own_lessons(lessons: list[KnownLesson], languages: list[str]) -> None:
    """Show them; it asks ``/api/own-lessons`` by itself."""
    _own_lessons(key="own_lessons", data={"lessons": lessons, "languages": languages})
