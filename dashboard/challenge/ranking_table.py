"""The ranking of a challenge as a table for a spreadsheet."""

from collections.abc import Iterator

from dashboard.challenge.look import ChallengeJson
from mnist_core.base.files.spreadsheet import spreadsheet_csv

COLUMNS = ("place", "name", "first half %", "second half %", "place by the first half", "moved",
           "parameters", "seconds")


def ranking_csv(challenge: ChallengeJson) -> str:
    """What is not open yet is empty."""
    return spreadsheet_csv(COLUMNS, _rows(challenge))


def _rows(challenge: ChallengeJson) -> Iterator[tuple[object, ...]]:
    for entry in challenge["ranking"]:
        second = entry["second_half"]
        yield (entry["place"], entry["name"], f"{entry['first_half']:.2f}",
               None if second is None else f"{second:.2f}", entry["first_place"], entry["moved"],
               entry["parameters"], f"{entry['seconds']:.1f}")
