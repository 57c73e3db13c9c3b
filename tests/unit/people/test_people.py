"""Joining a class, coming back to it, and tokens of programs, on both databases."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from sqlalchemy import Engine

from mnist_core.runs.database.engines import open_database
from mnist_core.runs.people.classrooms import Classroom, open_classroom
from mnist_core.runs.people.people import NicknameTaken, People
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.return_words import normal_words
from mnist_core.runs.people.secrets import shared_secret
from mnist_core.runs.people.tokens import MAX_TOKENS, Tokens


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def test_a_class_is_found_again_by_its_code_and_without_one(engine: Engine) -> None:
    made = open_classroom(engine, None)
    assert open_classroom(engine, None) == made
    other = open_classroom(engine, " 7b-2026 ")
    assert other.code == "7B2026"
    assert open_classroom(engine, "7B 2026") == other
    # the one that was opened last
    assert open_classroom(engine, None) == other


def test_somebody_joins_and_comes_back_with_three_words(engine: Engine) -> None:
    people, classroom = People(engine), open_classroom(engine, "7B2026")
    anna, words = people.join(classroom, " Anna ")
    assert (anna.nickname, anna.role) == ("Anna", "student")
    typed = ", ".join(word[:4].upper() for word in words.split())
    assert people.come_back(classroom, typed).id == anna.id
    with pytest.raises(NicknameTaken, match="ANNA already"):
        people.join(classroom, "ANNA")
    other = open_classroom(engine, "another")
    with pytest.raises(ValueError, match="Nobody of this class"):
        people.come_back(other, words)
    # another class has its own Anna
    assert people.join(other, "Anna")[0].id != anna.id


def test_new_words_replace_the_old_ones(engine: Engine) -> None:
    people, classroom = People(engine), open_classroom(engine, "7B2026")
    anna, old = people.join(classroom, "Anna")
    new = people.renew_words(anna)
    assert people.come_back(classroom, new).id == anna.id
    with pytest.raises(ValueError, match="Nobody"):
        people.come_back(classroom, old)


@pytest.mark.parametrize("typed", ["", "abandon", "abandon abandon xyzzy", "a b c d"])
def test_what_are_no_three_words_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"three words|none of the words"):
        normal_words(typed)


def test_whoever_was_signed_out_everywhere_is_not_signed_in(engine: Engine) -> None:
    people, classroom = People(engine), open_classroom(engine, "7B2026")
    anna, _ = people.join(classroom, "Anna")
    assert people.signed_in(anna.id, anna.sign_in) is not None
    people.sign_out_everywhere(anna)
    assert people.signed_in(anna.id, anna.sign_in) is None
    assert people.signed_in(anna.id, anna.sign_in + 1) is not None


def test_the_teacher_of_a_class_is_one_person_beside_a_student_of_that_name(
        engine: Engine) -> None:
    people, classroom = People(engine), open_classroom(engine, "7B2026")
    people.join(classroom, "teacher")
    teacher = people.teacher(classroom)
    assert (teacher.nickname, teacher.role) == ("Teacher 2", "teacher")
    assert people.teacher(classroom).id == teacher.id


def test_an_account_is_one_person_with_the_role_that_it_has_now(engine: Engine) -> None:
    people = People(engine)
    first = people.log_in("https://id.school|42", "Anna", "student")
    again = people.log_in("https://id.school|42", "Anna", "teacher")
    assert (again.id, again.role) == (first.id, "teacher")


def test_a_secret_is_made_once(engine: Engine) -> None:
    secret = shared_secret(engine, "cookie")
    shared_secret.cache_clear()
    assert shared_secret(engine, "cookie") == secret != shared_secret(engine, "words")


def test_a_token_is_its_persons_until_it_is_deleted(engine: Engine) -> None:
    people, tokens = People(engine), Tokens(engine)
    anna, _ = people.join(open_classroom(engine, None), "Anna")
    token = tokens.add(anna, "notebook")
    holder = tokens.holder(token)
    assert holder and holder.id == anna.id
    assert tokens.holder(token[:-1] + "!") is None
    known, = tokens.of(anna)
    assert known.name == "notebook" and known.last_used is not None
    assert tokens.delete(anna, known.id) and not tokens.delete(anna, known.id)
    assert tokens.holder(token) is None
    for number in range(MAX_TOKENS):
        tokens.add(anna, str(number))
    with pytest.raises(ValueError, match="delete one first"):
        tokens.add(anna, "one more")


@pytest.mark.parametrize("who", ["teacher", "account"])
def test_two_who_come_at_once_get_a_nickname_each(
        engine: Engine, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    """Both have read which nicknames are free before either is written down."""
    people, classroom = People(engine), open_classroom(engine, "7B2026")
    both_have_read = threading.Barrier(2)
    calls, find = count(), People.free_nickname

    def slow_to_write(self: People, room: Classroom, nickname: str) -> str:
        free = find(self, room, nickname)
        # whoever comes second reads once more, alone
        if next(calls) < 2:
            both_have_read.wait(30)
        return free

    def come(number: int) -> Person:
        if who == "teacher":
            return people.teacher(classroom)
        return people.log_in(f"https://id.school|{number}", "Anna", "student")

    monkeypatch.setattr(People, "free_nickname", slow_to_write)
    with ThreadPoolExecutor(2) as threads:
        names = {person.nickname for person in threads.map(come, range(2))}
    assert next(calls) >= 2 and names == ({"Teacher"} if who == "teacher" else {"Anna", "Anna 2"})
