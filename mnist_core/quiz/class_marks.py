"""How a class answered each kind of question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.marks import Answers
from mnist_core.quiz.question import Question

FEWEST = 3
"""With fewer people "everybody" and "nobody" say nothing."""


@dataclass(frozen=True, slots=True)
class KindMarks:
    """One kind of question in one of the two quizzes.

    ``mistake`` is the one that most who were wrong made, as often as ``num_mistake`` says; empty
    where nobody chose a wrong answer.
    """

    kind: str
    num: int
    num_right: int
    mistake: str
    num_mistake: int

    @property
    def is_everybodys(self) -> bool:
        """Everybody got it right, so that it tells nobody from anybody."""
        return self.num >= FEWEST and self.num_right == self.num

    @property
    def is_nobodys(self) -> bool:
        return self.num >= FEWEST and self.num_right == 0


def kind_marks(answered: Sequence[tuple[Sequence[Question], Answers]]) -> list[KindMarks]:
    """Of the questions and answers of all who took a quiz, kind by kind."""
    those = [(question, answers.get(place)) for questions, answers in answered
             for place, question in enumerate(questions)]
    return [_of_kind(kind, [one for one in those if one[0].kind == kind]) for kind in KINDS]


def _of_kind(kind: str, answered: Sequence[tuple[Question, int | None]]) -> KindMarks:
    mistakes = Counter(question.choices[answer].mistake for question, answer in answered
                       if answer is not None and answer != question.right)
    (mistake, num_mistake), = mistakes.most_common(1) or [("", 0)]
    return KindMarks(kind, len(answered),
                     sum(answer == question.right for question, answer in answered),
                     mistake, num_mistake)
