"""Tables as CSV for people's spreadsheets, which take some text for formulas."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# what a spreadsheet takes for the beginning of a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8; ``None`` is an empty cell."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _cell(value: object) -> object:
    """Text that a spreadsheet would compute is told to be text."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
