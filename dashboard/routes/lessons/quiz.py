"""``/api/quiz``: one's quizzes before and after the lessons, and the teacher's view of the class's.
"""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import allow
from dashboard.people.mode import this_class
from dashboard.quiz.class_look import ClassQuizJson, class_csv, class_quiz, class_quiz_version
from dashboard.quiz.look import QuizJson, SittingJson, overview, own_sittings, told_sitting
from dashboard.quiz.material import own_material
from dashboard.routes.answers import answering, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.paging import when_changed
from mnist_core.base.frozen import Frozen
from mnist_core.quiz.marks import Answer, Stage
from mnist_core.quiz.quiz import make_quiz
from mnist_core.runs.database.row_number import row_number


class Taking(Frozen):
    """The quiz before the lessons, or the one after."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"stage": "after"}]})

    stage: Stage


class Answering(Frozen):
    """``question`` is its place, from 0; ``answer`` that of the choice, none for "I do not know".
    """

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"question": 0, "answer": 2}, {"question": 1, "answer": None}]})

    question: Annotated[int, Field(ge=0, le=99)]
    answer: Answer


class Answered(TypedDict):
    """How many questions of the quiz are answered."""

    num_answered: int
    num: int


class ClassQuiz(Frozen):
    """Whether each student's right answers are told, too."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"students": True}]})

    students: bool = False


def show_quizzes() -> QuizJson:
    """One's quizzes before and after the lessons, and what was gained."""
    return overview()


def take(body: Taking) -> SittingJson:
    """Begin a quiz, or go on with the one that is not finished: a question of each kind, made
    anew."""
    allow("be oneself")
    return told_sitting(own_sittings().begin(
        body.stage, lambda seed, besides: make_quiz(own_material(), seed, besides)))


def show_sitting(sitting: str) -> SittingJson:
    """A quiz of one's own; what is right only once it is finished."""
    return told_sitting(own_sittings().find(row_number(sitting) or 0))


def answer(sitting: str, body: Answering) -> Answered:
    """Answer a question, or answer it anew, until the quiz is finished."""
    found = own_sittings().answer(row_number(sitting) or 0, body.question, body.answer)
    return {"num_answered": len(found.answers), "num": len(found.questions)}


def finish(sitting: str) -> SittingJson:
    """Finish a quiz once all its questions are answered: then it says what was right, and why."""
    return told_sitting(own_sittings().finish(row_number(sitting) or 0))


def show_class_quiz(query: ClassQuiz) -> ClassQuizJson:
    """What the class gained, by topic, and which kinds of question nobody or everybody knew."""
    this_class()
    return class_quiz(with_students=query.students)


def save_class_quiz() -> Response:
    """What the class gained in the quiz, as a table: a row a student."""
    this_class()
    return Response(class_csv(), media_type="text/csv", headers={
        **to_be_saved("class-quiz.csv"), "Cache-Control": "no-store"})


QUIZ_ROUTES = [
    Route("/api/quiz", answering(show_quizzes, "light")),
    Route("/api/quiz", answering(take, "heavy", body=Taking), methods=["POST"]),
    Route("/api/quiz/{sitting}", answering(show_sitting, "light")),
    Route("/api/quiz/{sitting}/answer", answering(answer, "light", body=Answering),
          methods=["POST"]),
    Route("/api/quiz/{sitting}/finish", answering(finish, "light"), methods=["POST"]),
    Route("/api/class/quiz", when_changed(
        answering(show_class_quiz, "light", query=ClassQuiz), class_quiz_version)),
    Route("/api/class/quiz.csv", answering(save_class_quiz, "light",
                                           answer=Media("text/csv", "A row a student."))),
]
