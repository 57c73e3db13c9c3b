"""The commands about who uses the lab: people list, teacher, remove, remove-class."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.base.format import count_of
from mnist_core.cli.errors import opened_store
from mnist_core.cli.output import AsJson, print_json, print_table
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note

if TYPE_CHECKING:
    from mnist_core.runs.people.removal import Removed
    from mnist_core.runs.people.roster import Entry
    from mnist_core.runs.records.store import Store

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
people = typer.Typer(no_args_is_help=True, rich_markup_mode=None,
                     help="Who uses the lab, in the modes class and login.")


@people.command("list")
def list_people(as_json: AsJson = False) -> None:
    """List everybody who joined, with how much is theirs."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.people.roster import roster

    with opened_store(read_settings()) as store:
        entries = roster(store.engine)
    if as_json:
        print_json([_json(entry) for entry in entries])
    elif not entries:
        note("Nobody has joined yet.")
    else:
        print_table(["number>", "nickname", "role", "class", "runs>", "drawings>", "last here"],
                    [(entry.person.id, entry.person.nickname, entry.person.role,
                      entry.class_code or "", entry.num_runs, entry.num_drawings,
                      f"{datetime.fromtimestamp(entry.person.last_seen):%Y-%m-%d %H:%M}")
                     for entry in entries])


@people.command()
def teacher(
    port: Annotated[str, typer.Option(metavar="N", envvar="PORT", help="The lab's port.")] = "8501",
    base_path: Annotated[str, typer.Option(
        metavar="PATH", envvar="BASE_PATH", help="Below which path of the host it lies.")] = "",
    as_json: AsJson = False,
) -> None:
    """Print where the class joins, its code, and the teacher's link."""
    from mnist_core.base.machine.addresses import default_host, roots_of
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.people.classrooms import open_classroom
    from mnist_core.runs.people.invitation import Invitation
    from mnist_core.runs.people.secrets import teacher_key

    settings = read_settings()
    if settings.mode == "login":
        raise ValueError("In the mode login there is no teacher's link: MNIST_TEACHERS names the "
                         "teachers by their e-mail addresses.")
    with opened_store(settings) as store:
        code = open_classroom(store.engine, settings.class_code).code
        key = teacher_key(store.engine, settings)
    address = os.environ.get("HOST") or default_host("class")
    invitation = Invitation(roots_of(settings.hosts, address, port, base_path), code, key)
    if as_json:
        print_json({"code": code, "addresses": invitation.join_addresses,
                    "teacher": invitation.teacher_link})
    else:
        typer.echo(invitation.text)


@people.command()
def remove(
    who: Annotated[str, typer.Argument(metavar="NICKNAME|NUMBER", help="As `people list` has it.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove somebody for good, with all that is theirs: runs, also those that train now, with
    their files; drawings, recipes, tokens."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.people.removal import remove_people
    from mnist_core.runs.people.roster import named, roster

    with opened_store(read_settings()) as store:
        entry = named(roster(store.engine), who)
        _ask(f"Remove {entry.person.nickname} ({entry.person.role}) with "
             f"{count_of(entry.num_runs, 'run')} and {count_of(entry.num_drawings, 'drawing')} for "
             "good?", yes)
        removed = remove_people(store, [entry.person.id]) + _late(store, [entry])
    _say(entry.person.nickname, removed, as_json=as_json)


@people.command("remove-class")
def remove_class(
    code: Annotated[str | None, typer.Argument(
        metavar="[CODE]", help="That of the class; the one opened last if there is none.",
        show_default=False)] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove a class for good, with its people and all that is theirs."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.people.classrooms import find_classroom
    from mnist_core.runs.people.removal import remove_classroom
    from mnist_core.runs.people.roster import roster

    with opened_store(read_settings()) as store:
        classroom = find_classroom(store.engine, code)
        if classroom is None:
            raise ValueError(f"There is no class with the code {code}." if code else
                             "There is no class yet.")
        here = [entry for entry in roster(store.engine)
                if entry.person.classroom == classroom.id]
        num_runs = sum(entry.num_runs for entry in here)
        people_words = f"{len(here)} {'person' if len(here) == 1 else 'people'}"
        _ask(f"Remove the class {classroom.code} with {people_words} and "
             f"{count_of(num_runs, 'run')} for good?", yes)
        removed = remove_classroom(store, classroom.id) + _late(store, here)
    _say(f"the class {classroom.code}", removed, as_json=as_json)


def _late(store: "Store", entries: "Sequence[Entry]") -> "Removed":
    """What they began until no server took them for people of the lab any more."""
    from mnist_core.runs.people.removal import LATE_SECONDS, remove_people

    time.sleep(LATE_SECONDS)
    return remove_people(store, [entry.person.id for entry in entries])


def _ask(question: str, yes: bool) -> None:
    if not yes and not typer.confirm(question, err=True):
        raise Failed("Nothing was removed.")


def _say(whom: str, removed: "Removed", *, as_json: bool) -> None:
    if as_json:
        print_json({"people": removed.people, "runs": removed.runs,
                    "drawings": removed.drawings, "recipes": removed.recipes})
        return
    words = [count_of(num, word) for num, word in (
        (removed.runs, "run"), (removed.drawings, "drawing"), (removed.recipes, "recipe")) if num]
    with_them = f", with {', '.join(words)}" if words else ""
    people_words = f" ({removed.people} people)" if removed.people > 1 else ""
    typer.echo(f"Removed {whom}{people_words}{with_them}.")


def _json(entry: "Entry") -> dict[str, object]:
    person = entry.person
    return {"id": person.id, "nickname": person.nickname, "role": person.role,
            "class": entry.class_code, "created": person.created, "last_seen": person.last_seen,
            "runs": entry.num_runs, "drawings": entry.num_drawings}
