"""A ZIP file from a stranger: what it claims is checked before anything of it is unpacked."""

import stat
import zlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mnist_core.base.format import shortened

MAX_MEMBERS = 5_000
MAX_DIRECTORY_BYTES = 2_000_000
MAX_BYTES = 2_000_000_000
MAX_RATIO = 100
SMALL_BYTES = 10_000_000
"""Up to this a member may be packed as tightly as it likes: a table of equal values is."""
_IS_ENCRYPTED = 1
# what the systems of those who packed it anew leave in it
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")
# the last record of a ZIP file (APPNOTE.TXT, 4.3.16), before a comment of at most 64 KB
_END, _END_BYTES, _COMMENT_BYTES = b"PK\5\6", 22, 65_535


@dataclass(frozen=True, slots=True)
class Member:
    """A file that may be read; ``folder`` is empty at the top."""

    folder: str
    name: str
    info: ZipInfo


def opened(file: BinaryIO) -> ZipFile:
    """The archive.

    Raises:
        ValueError: it is none, is cut short, or lists more files than a lab would write.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES))
    end = file.read()
    place = end.rfind(_END)
    # read before the list itself, which a stranger may have made as long as the file
    if int.from_bytes(end[place + 12:place + 16], "little") > MAX_DIRECTORY_BYTES and place >= 0:
        raise ValueError(f"it lists more than {MAX_MEMBERS:,} files")
    try:
        return ZipFile(file)
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise ValueError("it is not a whole ZIP file, so fetch it again") from None


def members(archive: ZipFile) -> list[Member]:
    """Its files, without folders and what systems leave behind.

    Raises:
        ValueError: one sentence: what no file that a lab wrote would hold.
    """
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise ValueError(f"it holds more than {MAX_MEMBERS:,} files")
    for name, num in Counter(info.filename for info in infos).items():
        if num > 1:
            raise ValueError(f"it holds {_quoted(name)} twice")
    for info in infos:
        _check(info)
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise ValueError(f"unpacked it would take more than {MAX_BYTES / 1e9:.0f} GB")
    files = (PurePosixPath(info.filename) for info in infos)
    return [Member(str(path.parent) if path.parent.name else "", path.name, info)
            for path, info in zip(files, infos, strict=True)
            if not info.is_dir() and not any(part in info.filename for part in _LITTER)]


def read(archive: ZipFile, found: Mapping[str, Member], limits: Mapping[str, int],
         optional: Collection[str] = ()) -> dict[str, bytes]:
    """The files that ``limits`` names, each with the most bytes it may have; ``optional`` ones may
    be missing.

    Raises:
        ValueError: one is missing, too large, or damaged.
    """
    contents = {}
    for name, most in limits.items():
        if name not in found:
            if name in optional:
                continue
            raise ValueError(f"it has no {name}")
        info = found[name].info
        if info.file_size > most:
            raise ValueError(f"{name} would take {info.file_size:,} bytes, and may take "
                             f"{most:,}")
        try:
            contents[name] = archive.read(info)
        except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
            raise ValueError(f"{name} is damaged, so fetch the file again") from None
    return contents


def _check(info: ZipInfo) -> None:
    name = info.filename
    parts = name.split("/")
    if (not name or name.startswith("/") or "\\" in name or ":" in parts[0] or ".." in parts
            or info.orig_filename != name):
        raise ValueError(f"it holds {_quoted(info.orig_filename)}, which leads out of its folder")
    if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        raise ValueError(f"it holds {_quoted(name)}, which is a link")
    if info.flag_bits & _IS_ENCRYPTED:
        raise ValueError("it is locked with a password")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError(f"{_quoted(name)} is packed in a way that no lab uses")
    if info.file_size > max(SMALL_BYTES, MAX_RATIO * info.compress_size):
        raise ValueError(f"{_quoted(name)} would unpack to {info.file_size:,} bytes from "
                         f"{info.compress_size:,}")


def _quoted(name: str) -> str:
    return repr(shortened(name))
