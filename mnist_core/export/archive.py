"""Files written to a folder or a ZIP file, so that the same files give the same bytes."""

import os
import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Files = Iterable[tuple[str, bytes]]

_LEVEL = 6
# the first moment that a ZIP file can name: when it was written is not part of a result
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_bytes(files: Files) -> bytes:
    target = BytesIO()
    write_zip(files, target)
    return target.getvalue()


def write_zip(files: Files, target: BinaryIO) -> None:
    """The files in the order in which they come; deflated by zlib, whose version may matter."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            add_file(archive, name, data)


def add_file(archive: ZipFile, name: str, data: bytes) -> None:
    """One file, as it is packed in every bundle."""
    member = ZipInfo(name, _EPOCH)
    member.compress_type = ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    # of Unix wherever it is written, or the bytes would tell the system
    member.create_system = 3
    archive.writestr(member, data, compresslevel=_LEVEL)


def write_files(files: Files, target: Path) -> None:
    """All files into ``target``, a ZIP file where its name ends in ``.zip``, else a folder.

    They are written beside it and renamed: whole or not at all.

    Raises:
        ValueError: something is there already, or there is no folder to write it into.
        OSError: it cannot be written.
    """
    if target.exists() or target.is_symlink():
        raise ValueError(f"{target} is there already; name a file or folder that is not.")
    if not target.parent.is_dir():
        raise ValueError(f"There is no folder {target.parent}; make it first.")
    half = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        if target.suffix.lower() == ".zip":
            packed = half / target.name
            with packed.open("wb") as file:
                write_zip(files, file)
            os.replace(packed, target)
        else:
            inner = half / target.name
            for name, data in files:
                (inner / name).parent.mkdir(parents=True, exist_ok=True)
                (inner / name).write_bytes(data)
            os.replace(inner, target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
