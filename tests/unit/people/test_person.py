"""Nicknames of every script are kept as they are shown, and none of them hides anything."""

import pytest

from mnist_core.runs.people.person import folded, nickname_of

KEPT = {
    "Anna": "Anna", "  Anna   Maria ": "Anna Maria", "李小龍": "李小龍", "नमस्ते": "नमस्ते",
    "<b>Bo</b>": "<b>Bo</b>", "A" * 24: "A" * 24, "👩‍👩‍👧‍👦": "👩‍👩‍👧‍👦", "e\u0301": "é",
}
REFUSED = {
    "": "first", "   ": "first", "A" * 25: "25 characters", "Anna\u202eannA": "nobody sees",
    "a\0b": "nobody sees", "\u200d": "first", "o" + "\u0301" * 70: "fit",
}


@pytest.mark.parametrize(("typed", "kept"), KEPT.items())
def test_a_nickname_is_kept_as_it_is_shown(typed: str, kept: str) -> None:
    assert nickname_of(typed) == kept


@pytest.mark.parametrize(("typed", "words"), REFUSED.items())
def test_what_is_no_nickname_is_refused_in_a_sentence(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        nickname_of(typed)


def test_nicknames_that_look_alike_are_one() -> None:
    assert folded("Ａnna  Maria") == folded("anna maria") != folded("anna mario")
