"""The ranking of a challenge as a table for a spreadsheet."""

import csv
from io import StringIO

from dashboard.challenge.look import ChallengeJson

# what a spreadsheet takes for the beginning of a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("place", "name", "first half %", "second half %", "place by the first half", "moved",
           "parameters", "seconds")


def ranking_csv(challenge: ChallengeJson) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8; what is not open yet is empty."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in challenge["ranking"]:
        second = entry["second_half"]
        writer.writerow([
            entry["place"], _as_text(entry["name"]), f"{entry['first_half']:.2f}",
            "" if second is None else f"{second:.2f}", entry["first_place"], entry["moved"],
            entry["parameters"], f"{entry['seconds']:.1f}"])
    return f"\ufeff{text.getvalue()}"


def _as_text(name: str) -> str:
    """A name that a spreadsheet would compute is told to be text."""
    return f"'{name}" if name.startswith(_FORMULA) else name
