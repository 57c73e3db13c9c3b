"""Who may do what: the one table that every page and every route asks.

Without people (mode "alone") everything is everybody's, and this is never asked.
"""

from typing import Literal

from mnist_core.runs.people.person import Person

Rule = Literal["anybody", "member", "owner", "teacher"]
"""Whoever reaches the server; whoever joined; whose it is, and the teacher; the teacher alone."""

Act = Literal[
    # before one has joined
    "join", "see health", "load a file",
    # for each who joined
    "open a page", "look", "ask", "train", "draw", "keep a recipe", "import a run", "be oneself",
    # to what is somebody's
    "command a run", "describe a run", "delete a run", "look at a closed run",
    "delete a drawing", "change a recipe", "change an experiment",
    "withdraw a submission", "read what was predicted",
    # to the class
    "submit", "say what a digit is",
    "lead the class",
]

RULES: dict[Act, Rule] = {
    "join": "anybody",
    "see health": "anybody",
    "load a file": "anybody",
    "open a page": "member",
    "look": "member",
    "ask": "member",
    "train": "member",
    "draw": "member",
    "keep a recipe": "member",
    "import a run": "member",
    "be oneself": "member",
    "command a run": "owner",
    "describe a run": "owner",
    "delete a run": "owner",
    # where the teacher closed looking; else to look is enough
    "look at a closed run": "owner",
    "delete a drawing": "owner",
    "change a recipe": "owner",
    "change an experiment": "owner",
    "withdraw a submission": "owner",
    "read what was predicted": "owner",
    "submit": "member",
    "say what a digit is": "member",
    "lead the class": "teacher",
}
_REFUSALS: dict[Rule | Literal["class"], str] = {
    "member": "Join the class first: open this lab's page in a browser.",
    "owner": "This is somebody else's; only its owner or the teacher may change it.",
    "teacher": "Only the teacher may do this.",
    "class": "This belongs to another class of this lab.",
}


class NotAllowed(PermissionError):
    """One sentence: who may do this; "class": nobody may to what is another class's.

    ``is_stranger``: whoever asks has not joined.
    """

    def __init__(self, rule: Rule | Literal["class"], *, is_stranger: bool) -> None:
        super().__init__(_REFUSALS["member" if is_stranger else rule])
        self.is_stranger = is_stranger


def may(person: Person | None, act: Act, owner: int | None = None) -> bool:
    """Whether ``person`` (None: nobody has joined) may do this to what is ``owner``'s.

    What belongs to nobody, such as runs from before there were people, is the teacher's.
    """
    match RULES[act]:
        case "anybody":
            return True
        case "member":
            return person is not None
        case "owner":
            return person is not None and (person.is_teacher or owner == person.id)
        case "teacher":
            return person is not None and person.is_teacher


def check(person: Person | None, act: Act, owner: int | None = None) -> None:
    """Raises:
        NotAllowed: the person may not do this.
    """
    if not may(person, act, owner):
        raise NotAllowed(RULES[act], is_stranger=person is None)
