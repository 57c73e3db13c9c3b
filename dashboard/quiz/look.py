"""What is told of one's own quizzes; what is right is told once a sitting is finished."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from typing_extensions import TypedDict

from dashboard.people.identity import this_owner
from dashboard.server.resources import store
from mnist_core.quiz.gain import Gain
from mnist_core.quiz.marks import STAGES, Marks, Stage
from mnist_core.quiz.question import TOPICS, Question, Topic
from mnist_core.runs.lessons.sittings import Sitting, Sittings, first_finished, gain_of

TERMS_OF_TOPICS: Mapping[Topic, str] = {
    "field": "receptive-field", "fitting": "overfitting", "rate": "learning-rate"}
"""Of the glossary, for each topic."""


class SquareJson(TypedDict):
    """``size`` x ``size`` pixels of a digit, from column ``left`` and row ``top``, from 0."""

    left: int
    top: int
    size: int


class ChoiceJson(TypedDict):
    text: str
    square: SquareJson | None


class LineJson(TypedDict):
    name: str
    x: list[float]
    y: list[float]
    has_dots: bool


class PictureJson(TypedDict, total=False):
    """``shows`` is table, chart or digit, and says which of the others there are: ``heads`` and
    ``rows``; ``lines`` with ``told``, which says them in words; ``pixels`` in base64."""

    shows: str
    caption: str
    heads: list[str]
    rows: list[list[str]]
    x_name: str
    y_name: str
    lines: list[LineJson]
    told: str
    pixels: str
    label: int | None


class ResultJson(TypedDict):
    """``right`` is the place of the right choice; ``mistake`` says how one comes to the chosen
    one, empty where it is right."""

    is_right: bool
    right: int
    mistake: str
    explanation: str


class QuestionJson(TypedDict):
    """``term`` is the glossary's for the topic. ``answer`` is the place of the chosen choice, none
    where nothing was chosen; ``is_answered`` with none: "I do not know". ``result`` comes when the
    sitting is finished."""

    topic: str
    term: str
    text: str
    picture: PictureJson
    choices: list[ChoiceJson]
    is_answered: bool
    answer: int | None
    result: ResultJson | None


class ScoreJson(TypedDict):
    words: str
    num_right: int
    num: int


class SittingJson(TypedDict):
    """``finished`` in UNIX seconds; ``scores`` are all, and each topic, when it is finished."""

    sitting: int
    stage: Stage
    finished: float | None
    questions: list[QuestionJson]
    scores: list[ScoreJson]


class TakenJson(TypedDict):
    """A sitting in short. ``counts``: its marks are those that the gain is worked out from."""

    sitting: int
    stage: Stage
    finished: float | None
    num: int
    num_answered: int
    num_right: int | None
    counts: bool


class TopicGainJson(TypedDict):
    """Right answers of ``num``; ``share`` is the normalised gain, none where nothing was missing
    before."""

    words: str
    before: int
    after: int
    num: int
    share: float | None


class GainJson(TypedDict):
    sentence: str
    chance: str
    share: float | None
    topics: list[TopicGainJson]


class QuizJson(TypedDict):
    """One's sittings in the order in which they were begun; ``gain`` once both are finished."""

    taken: list[TakenJson]
    gain: GainJson | None


def own_sittings() -> Sittings:
    return Sittings(store().engine, this_owner())


def overview() -> QuizJson:
    known = own_sittings().all()
    counted = [one.id for stage in STAGES if (one := first_finished(known, stage))]
    gain = gain_of(known)
    return {"taken": [_taken(one, one.id in counted) for one in known],
            "gain": told_gain(gain) if gain else None}


def told_sitting(sitting: Sitting) -> SittingJson:
    is_done = sitting.finished is not None
    return {"sitting": sitting.id, "stage": sitting.stage, "finished": sitting.finished,
            "questions": [_question(sitting, place) for place in range(len(sitting.questions))],
            "scores": _scores(sitting.marks) if is_done else []}


def told_gain(gain: Gain) -> GainJson:
    before, after = gain.before.by_topic(), gain.after.by_topic()
    return {"sentence": gain.sentence, "chance": gain.chance_sentence, "share": gain.share,
            "topics": [{"words": words, "before": before[topic].num_right,
                        "after": after[topic].num_right, "num": before[topic].num,
                        "share": Gain(before[topic], after[topic]).share}
                       for topic, words in TOPICS.items()]}


def _taken(sitting: Sitting, counts: bool) -> TakenJson:
    return {"sitting": sitting.id, "stage": sitting.stage, "finished": sitting.finished,
            "num": len(sitting.questions), "num_answered": len(sitting.answers),
            "num_right": sitting.marks.num_right if sitting.finished else None, "counts": counts}


def _question(sitting: Sitting, place: int) -> QuestionJson:
    question, answer = sitting.questions[place], sitting.answers.get(place)
    return {"topic": TOPICS[question.topic], "term": TERMS_OF_TOPICS[question.topic],
            "text": question.text,
            "picture": cast(PictureJson, question.picture.model_dump(mode="json")),
            "choices": _choices(question), "answer": answer,
            "is_answered": place in sitting.answers,
            "result": _result(question, answer) if sitting.finished is not None else None}


def _choices(question: Question) -> list[ChoiceJson]:
    told: Sequence[dict[str, Any]] = [choice.model_dump(mode="json", exclude={"mistake"})
                                      for choice in question.choices]
    return cast(list[ChoiceJson], told)


def _result(question: Question, answer: int | None) -> ResultJson:
    return {"is_right": answer == question.right, "right": question.right,
            "mistake": "" if answer is None else question.choices[answer].mistake,
            "explanation": question.explanation}


def _scores(marks: Marks) -> list[ScoreJson]:
    return [_score("All", marks), *(_score(TOPICS[topic], one)
                                    for topic, one in marks.by_topic().items())]


def _score(words: str, marks: Marks) -> ScoreJson:
    return {"words": words, "num_right": marks.num_right, "num": marks.num}
