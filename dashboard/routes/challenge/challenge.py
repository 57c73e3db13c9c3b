"""``/api/challenge``: what the class's challenge is, its ranking, and what one submits to it."""

from dataclasses import replace
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.challenge.look import (
    ChallengeJson,
    ShownChallenge,
    by_number,
    challenges,
    changed,
    shown,
    submissions,
    told,
)
from dashboard.challenge.ranking_table import ranking_csv
from dashboard.people.identity import allow, this_member
from dashboard.people.looking import allow_to_look
from dashboard.routes.answers import answering, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.paging import when_changed
from dashboard.routes.runs.runs import existing_run
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import version_of
from mnist_core.challenges.rules import LATEST, Rules
from mnist_core.export.archive import zip_bytes
from mnist_core.runs.challenges.challenges import Challenge
from mnist_core.runs.challenges.submissions import Submission
from mnist_core.runs.database.row_number import LARGEST, row_number

Number = Annotated[int, Field(ge=1, le=LARGEST)]


class NewEnd(Frozen):
    """Another end for the open challenge, in UNIX seconds; none leaves it open."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends": 1_900_000_000}]})

    ends: Annotated[float, Field(ge=0, le=LATEST)] | None


class Submitting(Frozen):
    """A finished run of one's own; with it go those of further seeds where several count."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"run": 12}]})

    run: Number


class Withdrawing(Frozen):
    """A submission of one's own, by its number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"submission": 3}]})

    submission: Number


class FindingJson(TypedDict):
    """What one rule says of a run."""

    fits: bool
    words: str


class FitJson(TypedDict):
    """Whether a run can be submitted. ``refusal`` says why it counts in no challenge; ``runs`` are
    those that would be submitted."""

    fits: bool
    refusal: str
    findings: list[FindingJson]
    runs: list[int]


class SubmissionJson(TypedDict):
    """``first_half`` in percent of the digits that rank while the challenge runs."""

    submission: int
    runs: list[int]
    first_half: float
    withdrawn: bool


class ChallengeChoice(Frozen):
    """Which challenge; without a number the one that was set last."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"challenge": 3}]})

    challenge: Number | None = None


def show_challenge() -> ShownChallenge:
    """The class's challenge with its ranking; one look a second answers everybody who asks."""
    return shown()


def show_earlier(challenge: str) -> ChallengeJson:
    """A challenge of the class by its number, with its ranking."""
    return told(by_number(row_number(challenge) or 0))


def show_fit(run: str) -> FitJson:
    """Whether a run can be submitted to the challenge, rule by rule."""
    fit = submissions(_latest()).fit_of(existing_run(run), this_member().id)
    return {"fits": fit.fits, "refusal": fit.refusal, "runs": [*fit.run_ids],
            "findings": [{"fits": one.fits, "words": one.words} for one in fit.findings]}


def set_challenge(body: Rules | NewEnd) -> ChallengeJson:
    """Set a challenge, or change the end of the open one."""
    allow("lead the class")
    if isinstance(body, Rules):
        return _told_anew(challenges().add(body))
    return _told_anew(challenges().end_at(_latest(), body.ends))


def submit_run(body: Submitting) -> SubmissionJson:
    """Submit a finished run. Recipe, weights and answers are copied, so they stand still."""
    found = submissions(_latest()).add(existing_run(str(body.run)), this_member().id)
    changed()
    return _submission(found)


def withdraw(body: Withdrawing) -> SubmissionJson:
    """Withdraw a submission, until the challenge ends; one's best of the others stands then."""
    those = submissions(_latest())
    found = those.find(body.submission)
    if found is None:
        raise NotFound(f"There is no submission {body.submission} to this challenge.")
    allow("withdraw a submission", found.person)
    those.withdraw(found)
    changed()
    return _submission(replace(found, is_withdrawn=True))


def open_second_half(body: ChallengeChoice) -> ChallengeJson:
    """Show how everybody is on the second half of the test digits, which decides."""
    allow("lead the class")
    return _told_anew(challenges().open_second_half(_chosen(body)))


def close(body: ChallengeChoice) -> ChallengeJson:
    """Close a challenge, so that the next one can be set; it stays readable."""
    allow("lead the class")
    return _told_anew(challenges().close(_chosen(body)))


def save_ranking(query: ChallengeChoice) -> Response:
    """The ranking as a table: nothing of the second half until it is open."""
    allow("lead the class")
    challenge = _chosen(query)
    return Response(ranking_csv(told(challenge)), media_type="text/csv",
                    headers=to_be_saved(f"challenge-{challenge.id}.csv"))


def save_submission(submission: str) -> Response:
    """What was submitted: the recipe of each of its runs, and its weights as safetensors."""
    number = row_number(submission) or 0
    for challenge in challenges().all():
        those = submissions(challenge)
        if found := those.find(number):
            allow_to_look(found.person)
            return Response(zip_bytes(those.files(found).items()), media_type="application/zip",
                            headers=to_be_saved(f"submission-{number}.zip"))
    raise NotFound(f"There is no submission {shortened(submission)}.")


def _latest() -> Challenge:
    if found := challenges().latest():
        return found
    raise NotFound("No challenge was set in this class yet.")


def _chosen(choice: ChallengeChoice) -> Challenge:
    return _latest() if choice.challenge is None else by_number(choice.challenge)


def _told_anew(challenge: Challenge) -> ChallengeJson:
    changed()
    return told(challenge)


def _submission(found: Submission) -> SubmissionJson:
    return {"submission": found.id, "runs": [*found.run_ids], "first_half": found.first_accuracy,
            "withdrawn": found.is_withdrawn}


def _version() -> str:
    return version_of(show_challenge())


CHALLENGE_ROUTES = [
    Route("/api/challenge", when_changed(answering(show_challenge, "light"), _version)),
    Route("/api/challenge", answering(set_challenge, "light", body=Rules | NewEnd),
          methods=["POST"]),
    Route("/api/challenge/close", answering(close, "light", body=ChallengeChoice),
          methods=["POST"]),
    Route("/api/challenge/open", answering(open_second_half, "light", body=ChallengeChoice),
          methods=["POST"]),
    Route("/api/challenge/ranking.csv", answering(
        save_ranking, "light", query=ChallengeChoice,
        answer=Media("text/csv", "A row an entry, the best first."))),
    Route("/api/challenge/submissions/{submission}", answering(
        save_submission, "light",
        answer=Media("application/zip", "A recipe and a file of weights for each of its runs."))),
    Route("/api/challenge/submit", answering(submit_run, "light", body=Submitting),
          methods=["POST"]),
    Route("/api/challenge/withdraw", answering(withdraw, "light", body=Withdrawing),
          methods=["POST"]),
    Route("/api/challenges/{challenge}", answering(show_earlier, "light")),
    Route("/api/runs/{run}/challenge", answering(show_fit, "light"))]
