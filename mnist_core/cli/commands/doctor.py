"""The command that says what this machine has and whether it is right: doctor."""

from dataclasses import asdict

import typer

from mnist_core.cli.errors import FAILED
from mnist_core.cli.output import AsJson, print_json
from mnist_core.foreground.notes import note

_MARKS = {"good": "good   ", "bad": "BAD    ", "missing": "missing"}


def doctor(as_json: AsJson = False) -> None:
    """Look at this machine: what the lab finds here, whether it is right, and what to do.

    Takes less than a minute and changes nothing. Exit code 1 if anything is bad.
    """
    from mnist_core.doctor.examination import QUESTIONS, examination

    width = max(map(len, QUESTIONS))
    checks = []
    for check in examination():
        checks.append(check)
        if not as_json:
            typer.echo(f"{_MARKS[check.state]}  {check.name:<{width}}  {check.words}")
    num_bad = sum(check.state == "bad" for check in checks)
    if as_json:
        gpu = next(check for check in checks if check.name == "GPU")
        print_json({"checks": [asdict(check) for check in checks],
                    "device": "cuda" if gpu.state == "good" else "cpu"})
    else:
        note(f"{num_bad} of {len(checks)} checks are bad." if num_bad else "Nothing is bad.")
    if num_bad:
        raise typer.Exit(FAILED)
