"""What a teacher tells a class: where to join, with which code; and the teacher's own link."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

JOIN = "join"


@dataclass(frozen=True, slots=True)
class Invitation:
    """``roots`` are the addresses of the lab that others can open, the likeliest first."""

    roots: Sequence[str]
    code: str
    teacher_key: str

    @property
    def join_addresses(self) -> list[str]:
        return [f"{root}/{JOIN}" for root in self.roots]

    @property
    def scanned(self) -> str:
        """The address in the QR code: whoever opens it need not type the code."""
        return f"{self.join_addresses[0]}?code={quote(self.code)}"

    @property
    def teacher_link(self) -> str:
        """The key stands behind the ``#``, so that no server on the way is told it."""
        return f"{self.join_addresses[0]}#teacher={quote(self.teacher_key)}"

    @property
    def text(self) -> str:
        first, *others = self.join_addresses
        return "\n".join((
            f"The class joins at  {first}",
            *(f"                or  {other}" for other in others),
            f"Class code          {self.code}",
            f"Teacher's link      {self.teacher_link}",
            "                    (for the teacher alone: whoever opens it leads the class)"))


def qr_code(address: str) -> str:
    """A QR code of characters, two rows a line, for a terminal's screen."""
    import segno

    shown = io.StringIO()
    segno.make(address, micro=False).terminal(shown, border=2, compact=True)
    return shown.getvalue().rstrip("\n")
