"""Numbers of runs, drawings and recipes, as people write them into addresses and requests."""

# what an INTEGER column of PostgreSQL holds; SQLite's holds more, and nobody has that many rows
LARGEST = 2**31 - 1


def row_number(text: str) -> int | None:
    """The number that a text names; None where no row could ever have it."""
    # the digits are counted first: to read a million of them takes its time
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    number = int(text)
    return number if is_row_number(number) else None


def is_row_number(number: int) -> bool:
    """Whether a row could have this number; a database driver raises OverflowError beyond."""
    return 0 < number <= LARGEST
