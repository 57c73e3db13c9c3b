"""The teacher's view of the quiz: what the class gained, and what nobody or everybody knew."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict

from dashboard.me.class_report import students
from dashboard.people.shown_name import shown_names
from dashboard.server.resources import store
from mnist_core.base.files.spreadsheet import spreadsheet_csv
from mnist_core.base.shared_look import version_of
from mnist_core.quiz.class_marks import KindMarks, kind_marks
from mnist_core.quiz.gain import ClassGain, Gain, class_gain
from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.marks import STAGES, Marks, Stage
from mnist_core.quiz.question import TOPICS
from mnist_core.runs.lessons.sittings import (
    Sitting,
    counted_marks,
    finished_of,
    first_finished,
    gain_of,
    num_finished,
)


class ClassGainJson(TypedDict):
    """Of those who took both quizzes (``num_both``): means of right answers of ``num``, the gain
    of these means, and the mean of the single gains of ``n`` people with its 95 % interval. Whoever
    had everything right before has no gain."""

    words: str
    num: int
    num_both: int
    num_full: int
    n: int
    before: float | None
    after: float | None
    of_means: float | None
    mean: float | None
    low: float | None
    high: float | None


class StageMarksJson(TypedDict):
    """How many of ``num`` people had it right, and the commonest mistake of the others."""

    num: int
    num_right: int
    is_everybodys: bool
    is_nobodys: bool
    mistake: str
    num_mistake: int


class KindJson(TypedDict):
    title: str
    topic: str
    before: StageMarksJson
    after: StageMarksJson


class StudentJson(TypedDict):
    """Right answers, none where the quiz was not finished; ``share`` is the normalised gain."""

    name: str
    before: int | None
    after: int | None
    share: float | None


class ClassQuizJson(TypedDict):
    """``students`` only where they were asked for."""

    num_students: int
    num_before: int
    num_after: int
    gains: list[ClassGainJson]
    kinds: list[KindJson]
    students: list[StudentJson] | None


@dataclass(frozen=True, slots=True)
class _Student:
    """``sittings`` are those that they finished."""

    name: str
    sittings: Sequence[Sitting]

    def of(self, stage: Stage) -> Sitting | None:
        return first_finished(self.sittings, stage)

    def marks(self, stage: Stage) -> Marks | None:
        return counted_marks(self.sittings, stage)

    @property
    def gain(self) -> Gain | None:
        return gain_of(self.sittings)

    @property
    def share(self) -> float | None:
        gain = self.gain
        return gain.share if gain else None


def class_quiz(*, with_students: bool) -> ClassQuizJson:
    those = _students()
    gains = [gain for one in those if (gain := one.gain)]
    return {
        "num_students": len(those),
        "num_before": sum(one.of("before") is not None for one in those),
        "num_after": sum(one.of("after") is not None for one in those),
        "gains": [_gain("All", gains), *(
            _gain(words, [Gain(gain.before.of_topic(topic), gain.after.of_topic(topic))
                          for gain in gains]) for topic, words in TOPICS.items())],
        "kinds": _kinds(those),
        "students": [_student(one) for one in those] if with_students else None}


def class_quiz_version() -> str:
    """Another one whenever the view is: somebody joins, leaves, is called otherwise or finishes a
    quiz. It reads no questions, as what was finished stands."""
    ids = [one.id for one in students()]
    return version_of([shown_names(ids), num_finished(store().engine, ids)])


def class_csv() -> str:
    """A row a student: right answers before and after, in all and by topic, and each kind."""
    columns = ["student", *(f"{stage} {what}" for stage in STAGES
                            for what in ("right", *TOPICS.values())),
               "normalised gain", *(f"{stage}: {kind.title}" for stage in STAGES
                                    for kind in KINDS.values())]
    return spreadsheet_csv(columns, [_row(one) for one in _students()])


def _students() -> list[_Student]:
    those = students()
    found = finished_of(store().engine, [one.id for one in those])
    names = shown_names([one.id for one in those])
    return [_Student(names[one.id], found.get(one.id, ())) for one in those]


def _gain(words: str, gains: Sequence[Gain]) -> ClassGainJson:
    found: ClassGain = class_gain(gains)
    return {"words": words, "num": gains[0].before.num if gains else 0, "n": found.n,
            "num_both": found.num_both, "num_full": found.num_full, "before": found.before,
            "after": found.after, "of_means": found.of_means, "mean": found.mean,
            "low": found.low, "high": found.high}


def _kinds(those: Sequence[_Student]) -> list[KindJson]:
    before, after = (kind_marks([(sitting.questions, sitting.answers) for one in those
                                 if (sitting := one.of(stage))]) for stage in STAGES)
    return [{"title": KINDS[one.kind].title, "topic": TOPICS[KINDS[one.kind].topic],
             "before": _stage(one), "after": _stage(other)}
            for one, other in zip(before, after, strict=True)]


def _stage(marks: KindMarks) -> StageMarksJson:
    return {"num": marks.num, "num_right": marks.num_right, "mistake": marks.mistake,
            "num_mistake": marks.num_mistake, "is_everybodys": marks.is_everybodys,
            "is_nobodys": marks.is_nobodys}


def _student(one: _Student) -> StudentJson:
    before, after = (one.marks(stage) for stage in STAGES)
    return {"name": one.name, "share": one.share,
            "before": before.num_right if before else None,
            "after": after.num_right if after else None}


def _row(one: _Student) -> list[object]:
    marks = [one.marks(stage) for stage in STAGES]
    share = one.share
    return [one.name, *(cell for found in marks for cell in _scores(found)),
            # a number: text that begins with a minus would be taken for a formula
            None if share is None else round(share, 3),
            *(None if found is None else "right" if found.right.get(kind) else "wrong"
              for found in marks for kind in KINDS)]


def _scores(marks: Marks | None) -> list[object]:
    if marks is None:
        return [None] * (1 + len(TOPICS))
    return [marks.num_right, *(one.num_right for one in marks.by_topic().values())]
