"""The quiz before and after the lessons; for the teacher the class's gain below it.

It asks ``/api/quiz`` by itself; no script of the page reruns for an answer.
"""

from dashboard.components.component import component
from mnist_core.quiz.kinds.all_kinds import KINDS

HTML = f"""
<section class="quiz" aria-label="Quiz">
  <p class="problem" role="alert" hidden></p>
  <div class="overview" hidden>
    <p class="about">{len(KINDS)} questions about receptive fields, overfitting and learning rates,
      made anew for you from your own runs and digits where there are any. Take it once before the
      lessons and once after. It is for you, to see what you gained: ten to fifteen minutes, and
      "I do not know" is an answer.</p>
    <div class="stages"></div>
    <p class="row"><a class="to-lessons">To the lessons</a></p>
    <div class="gain" hidden></div>
  </div>
  <div class="sitting" hidden></div>
  <div class="class" hidden></div>
</section>
"""

_quiz = component("quiz", html=HTML)


def quiz(*, leads_class: bool) -> None:
    """Show one's own quizzes, and for who leads the class what it gained."""
    _quiz(key="quiz", data={"leadsClass": leads_class})
