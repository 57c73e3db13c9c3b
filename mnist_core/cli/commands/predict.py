"""The command that lets a network read pictures: predict."""

from typing import Annotated

import typer

from mnist_core.cli.output import AsJson
from mnist_core.drawn.picture_limits import LIMITS


def predict(
    run: Annotated[str, typer.Argument(
        metavar="RUN|STEP",
        help="A run's number, a step, or a reference run such as strategy-4@1.")],
    images: Annotated[list[str], typer.Argument(
        metavar="IMAGE", help=f"Pictures of digits, of any colour: {LIMITS}.")],
    several: Annotated[bool, typer.Option(
        "--several", help="Read all digits of each picture, in rows from the top.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let a trained network read pictures of digits: one digit a picture, or --several.

    A box in the JSON is [left, top, right, bottom], as shares of the picture's width and height.
    """
    from mnist_core.cli.pictures import print_readings, readings_of

    print_readings(readings_of(run, images, several=several), as_json=as_json)
