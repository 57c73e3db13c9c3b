"""What a challenge says to everybody: one look a second for all who watch.

As long as it runs nothing here knows the second half of the test digits: it is ranked only where
the teacher has opened it.
"""

from dataclasses import dataclass
from functools import lru_cache

from typing_extensions import TypedDict

from dashboard.people.mode import classroom, knows_people
from dashboard.people.shown_name import shown_names
from dashboard.server.resources import store
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import SharedLook
from mnist_core.challenges.fitted import Moved, fitted_words, moved
from mnist_core.challenges.ranking import Place, ranked, shared_words
from mnist_core.runs.challenges.challenges import Challenge, Challenges
from mnist_core.runs.challenges.submissions import Submission, Submissions
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0
NO_PEOPLE = "This lab knows no people: start it with `MNIST_MODE=class` to set a challenge."


class RankedEntry(TypedDict):
    """Whose best submission is where. Places are ``3`` or, shared, ``1 to 3``; accuracies in
    percent of each half; ``seconds`` of training, the mean over its runs.

    The second half, and in words how far that moved it, are empty until the teacher opens it.
    """

    submission: int
    name: str
    place: str
    parameters: int
    seconds: float
    first_half: float
    first_place: str
    second_half: float | None
    moved: str
    only_fitted: bool


class ChallengeJson(TypedDict):
    """``rules`` are told in words; ``ends`` in UNIX seconds, empty where that is open. ``state`` is
    running, ended, opened (the second half decides) or closed. ``shared`` says of each shared place
    that chance cannot tell who is better; ``fitted``, once the second half is open, how many had
    only fitted the first.
    """

    id: int
    title: str
    rules: list[str]
    ends: float | None
    state: str
    is_opened: bool
    ranking: list[RankedEntry]
    shared: list[str]
    fitted: str


class ShownChallenge(TypedDict):
    """The one that is open, else the latest; empty while there was none. ``earlier`` are the
    titles of all others by their numbers, the newest first."""

    challenge: ChallengeJson | None
    earlier: dict[str, str]


def challenges() -> Challenges:
    """Those of the class.

    Raises:
        NotFound: there is no class.
    """
    if not knows_people():
        raise NotFound(NO_PEOPLE)
    return Challenges(store().engine, classroom().id)


def submissions(challenge: Challenge) -> Submissions:
    return Submissions(store(), challenge)


def latest() -> Challenge | None:
    """The one that is open, else the one that was set last."""
    return _look().now().latest if knows_people() else None


def by_number(number: int) -> Challenge:
    """Raises:
        NotFound: this class has none of this number.
    """
    if found := challenges().find(number):
        return found
    raise NotFound(f"There is no challenge {number}; GET /api/challenge names them all.")


def shown() -> ShownChallenge:
    """What everybody is told now."""
    return _look().now().shown if knows_people() else {"challenge": None, "earlier": {}}


def told(challenge: Challenge) -> ChallengeJson:
    """One of them as it stands, with its ranking."""
    places, shared, fitted = _ranking(store(), challenge)
    names = shown_names({one.person for one, _ in places})
    return {"id": challenge.id, "title": challenge.title, "rules": [*challenge.rules.words()],
            "ends": challenge.rules.ends, "state": challenge.state(challenges().now()),
            "is_opened": challenge.opened is not None, "shared": [*shared],
            "fitted": fitted,
            "ranking": [{**entry, "name": names[one.person]} for one, entry in places]}


def changed() -> None:
    """It changed here, so the next look is a new one."""
    _look().forget()


@dataclass(frozen=True, slots=True)
class _Look:
    latest: Challenge | None
    shown: ShownChallenge


def _look() -> SharedLook[_Look]:
    return _shared(store(), classroom().id)


@lru_cache(maxsize=4)
def _shared(store: Store, classroom_id: int) -> SharedLook[_Look]:
    def read() -> _Look:
        # an open one is always the one that was set last
        found = Challenges(store.engine, classroom_id).all()
        newest = found[0] if found else None
        return _Look(newest, {"challenge": told(newest) if newest else None,
                              "earlier": {str(one.id): one.title for one in found[1:]}})
    return SharedLook(read, LOOK_SECONDS)


@lru_cache(maxsize=32)
def _ranking(store: Store, challenge: Challenge
             ) -> tuple[list[tuple[Submission, RankedEntry]], tuple[str, ...], str]:
    """Worked out once for each version of a challenge: the submissions that stand, the best first,
    without names."""
    found = Submissions(store, challenge)
    standing = {one.id: one for one in found.standing()}
    if not standing:
        return [], (), ""
    entries, half = found.entries(standing.values())
    if challenge.opened is None:
        places = ranked(entries, half)
        return [(standing[place.key], _entry(standing[place.key], place, place))
                for place in places], shared_words(places), ""
    both = moved(entries, half)
    return [(standing[one.after.key], _decided(standing[one.after.key], one)) for one in both
            ], shared_words([one.after for one in both]), fitted_words(both)


def _entry(submission: Submission, first: Place, place: Place) -> RankedEntry:
    return {"submission": submission.id, "name": "", "place": place.words,
            "first_place": first.words, "parameters": submission.parameters,
            "seconds": submission.seconds, "first_half": first.accuracy, "second_half": None,
            "moved": "", "only_fitted": False}


def _decided(submission: Submission, both: Moved) -> RankedEntry:
    return {**_entry(submission, both.before, both.after), "second_half": both.after.accuracy,
            "moved": both.words, "only_fitted": both.has_only_fitted}
