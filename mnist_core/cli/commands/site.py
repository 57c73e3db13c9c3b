"""The command that writes the ladders as a site without a server: site."""

from pathlib import Path
from typing import Annotated

import typer

from mnist_core.cli.output import AsJson, print_json


def site(
    folder: Annotated[Path, typer.Argument(
        metavar="FOLDER", help="A new or an empty folder, or a new file that ends in .zip.")],
    as_json: AsJson = False,
) -> None:
    """Write the ladders, every step's story, report and network as a site without a server.

    It opens by a double click on index.html, from a stick or from any web space.
    """
    from mnist_core.base.settings import read_settings
    from mnist_core.data.mnist import at_hand
    from mnist_core.export.archive import write_files
    from mnist_core.foreground.failed import Failed
    from mnist_core.foreground.notes import note
    from mnist_core.site.files import site_files

    if folder.is_dir():
        if any(folder.iterdir()):
            raise ValueError(f"{folder} is not empty; name a new folder, or an empty one.")
        folder = folder.resolve()
    files = {}
    for name, content in site_files(at_hand(read_settings())):
        files[name] = content
        note(f"{name}, {len(content):,} bytes")
    try:
        if folder.is_dir():
            folder.rmdir()
        write_files(files.items(), folder)
    except OSError as error:
        raise Failed(f"{folder} cannot be written ({error.strerror or error}).") from None
    size = sum(map(len, files.values()))
    if as_json:
        print_json({"folder": str(folder.absolute()), "files": len(files), "bytes": size})
    else:
        typer.echo(f"{len(files)} files in {folder} ({size / 1e6:,.1f} MB). Open index.html.")
