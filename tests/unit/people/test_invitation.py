"""What a teacher tells a class: addresses, a code that nobody guesses, a QR code that is right."""

import pytest
import segno

from mnist_core.base.machine.addresses import default_host, listened_at, root_of
from mnist_core.runs.people.class_code import is_guessable, new_code
from mnist_core.runs.people.invitation import Invitation, qr_code

INVITATION = Invitation(["http://192.168.1.5:8501/lab", "http://school.local:8501/lab"], "7B2026",
                        "a-key_of-the-teacher")


def test_it_says_where_with_what_and_the_teachers_link() -> None:
    text = INVITATION.text
    assert "http://192.168.1.5:8501/lab/join\n" in text
    assert "http://school.local:8501/lab/join\n" in text
    assert "7B2026" in text
    assert "http://192.168.1.5:8501/lab/join#teacher=a-key_of-the-teacher" in text
    assert INVITATION.scanned == "http://192.168.1.5:8501/lab/join?code=7B2026"


def test_the_code_to_scan_is_drawn_in_signs_and_no_terminal_obeys_them() -> None:
    shown = qr_code(INVITATION.scanned)
    assert set(shown) <= set(" ▀▄█\n")
    lines = shown.split("\n")
    # light is drawn, dark is left out; a line has two rows
    rows = [[sign in (" ", other) for sign in line] for line in lines for other in ("▄", "▀")]
    true = [[bool(dark) for dark in row] for row in segno.make(
        INVITATION.scanned, micro=False).matrix_iter(border=2)]
    assert rows[:len(true)] == true


@pytest.mark.parametrize("code", ["123456", "aaaaaa", "abcdef", "654321", "teacher", "mnist-2026",
                                  "112233"])
def test_codes_that_are_tried_first_are_told(code: str) -> None:
    assert is_guessable(code)


def test_other_codes_are_not() -> None:
    assert not any(is_guessable(code) for code in ("7B-2026", "GXM4KT", "physik-9c"))
    assert not any(is_guessable(new_code()) for _ in range(200))


def test_a_class_is_open_unless_somebody_says_otherwise() -> None:
    assert default_host("class") == "0.0.0.0"
    assert default_host("alone") == default_host("login") == "localhost"
    assert listened_at("192.0.2.7") == ["192.0.2.7"]
    assert root_of("fd00::7", 8501, "/lab/") == "http://[fd00::7]:8501/lab"
