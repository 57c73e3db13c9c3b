"""How a quiz was answered: what was right, in all and by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from mnist_core.quiz.question import TOPICS, Question, Topic

Stage = Literal["before", "after"]
"""The lessons."""
STAGES: tuple[Stage, Stage] = ("before", "after")
Answer = Annotated[int, Field(ge=0, le=3)] | None
"""The place of a choice, or none where somebody said that they do not know."""
Answers = Mapping[int, Answer]
"""By the question's place in the quiz, from 0."""


@dataclass(frozen=True, slots=True)
class Marks:
    """``right`` says of each kind of question whether it was answered right."""

    right: Mapping[str, bool]
    topics: Mapping[str, Topic]

    @property
    def num(self) -> int:
        """Questions."""
        return len(self.right)

    @property
    def num_right(self) -> int:
        return sum(self.right.values())

    def of_topic(self, topic: Topic) -> "Marks":
        return Marks({kind: right for kind, right in self.right.items()
                      if self.topics[kind] == topic}, self.topics)

    def by_topic(self) -> dict[Topic, "Marks"]:
        return {topic: self.of_topic(topic) for topic in TOPICS}


def marks_of(questions: Sequence[Question], answers: Answers) -> Marks:
    """What is not answered is not right."""
    return Marks({question.kind: answers.get(place) == question.right
                  for place, question in enumerate(questions)},
                 {question.kind: question.topic for question in questions})
