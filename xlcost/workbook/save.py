"""Saving in place: the workbook holds either its old or its new bytes, whatever happens (spec 4, section 4)."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from xlcost.workbook.backup import backup_path, backups, same_bytes
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.owner_file import check_not_open
from xlcost.workbook.package import Package
from xlcost.workbook.patch import PatchedPackage
from xlcost.workbook.save_errors import SaveFailed, WorkbookBusy
from xlcost.workbook.verify import verify
from xlcost.workbook.zip_writer import TooLarge, write_package

__all__ = ["SaveFailed", "Saved", "WorkbookBusy", "back_up", "check_writable", "restore", "save", "save_new"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written."""

    path: Path
    backup: Path | None
    """The backup of the file that stood there; None when there was none, or one with the same bytes."""


def check_writable(path: Path) -> None:
    """Before a run: is the workbook open elsewhere or write-protected? Leftovers of a killed run are cleared away.

    Raises `WorkbookBusy` or `SaveFailed`.
    """
    path = _real(path)
    check_not_open(path)
    if path.exists() and not os.access(path, os.W_OK):
        raise SaveFailed(f"{path.name} is write-protected", "take the protection off or use --output for a copy")
    with _file_errors(path):
        _clear(path)


def save(patched: PatchedPackage, path: Path, *, run_time: str, output: Path | None = None) -> Saved:
    """Write the patched workbook over `path` or to `output`; what stood there is kept in a dated backup.

    `run_time` (ISO) names the backup. Raises `WorkbookBusy` when the workbook is open or changed since it was read,
    `SaveFailed` when the file system refuses; the file then holds its old bytes and nothing is left beside it.
    """
    source, target = _real(path), _real(output or path)
    check_writable(target)
    if target != source:
        return Saved(target, _save_copy(patched, target, run_time, source))
    _check_unchanged(source, patched)
    with _file_errors(target):
        backup, made = _back_up(target, run_time, patched.package.data)
        try:
            _replace(target, lambda file: _written(patched, file), lambda new: _check(patched, new, source), source)
        except BaseException:
            if made:
                _unlink(backup)
            raise
    return Saved(target, backup)


def _save_copy(patched: PatchedPackage, target: Path, run_time: str, source: Path) -> Path | None:
    kept: list[tuple[Path, bool]] = []

    def check(new: Path) -> None:
        _verified(patched, new)
        old = target.read_bytes() if target.is_file() else b""
        if old and not same_bytes(new, old):
            kept.append(_back_up(target, run_time, old))

    with _file_errors(target):
        try:
            _replace(target, lambda file: _written(patched, file), check, source)
        except BaseException:
            for backup, made in kept:
                if made:
                    _unlink(backup)
            raise
    return kept[0][0] if kept else None


def back_up(path: Path, run_time: str) -> Path:
    """Keep a copy of a file that is about to be replaced, in a dated backup beside it."""
    path = _real(path)
    with _file_errors(path):
        return _back_up(path, run_time, path.read_bytes())[0]


def save_new(patched: PatchedPackage, path: Path) -> None:
    """A file that is not there yet. Raises `SaveFailed` when it is, or when the file system refuses."""
    path = _real(path)
    if path.exists():
        raise SaveFailed(f"{path.name} is there already", "choose another name")
    check_writable(path)
    with _file_errors(path):
        _replace(path, lambda file: _written(patched, file), lambda new: _verified(patched, new), None)


def restore(path: Path) -> Path:
    """Bring the last backup back; returns it. What the workbook held is kept as `BOOK.before-restore.xlsx`.

    The backup becomes the workbook, so a second `restore` goes one step further back.
    """
    path = _real(path)
    check_writable(path)
    with _file_errors(path):
        found = backups(path)
        if not found:
            raise SaveFailed(f"There is no backup of {path.name}", "look for an older copy elsewhere", "NO_BACKUP")
        last = found[-1]
        Package.open(last)
        if path.exists():
            kept = _before_restore(path)
            _replace(kept, lambda file: _put(file, path.read_bytes()), lambda _new: None, path)
        os.replace(last, path)
        _sync_folder(path.parent)
    return last


def _before_restore(path: Path) -> Path:
    kept, number = path.with_name(f"{path.stem}.before-restore{path.suffix}"), 2
    while kept.exists() and kept.read_bytes() != path.read_bytes():
        kept, number = path.with_name(f"{path.stem}.before-restore-{number}{path.suffix}"), number + 1
    return kept


# --- steps


def _check_unchanged(path: Path, patched: PatchedPackage) -> None:
    with _file_errors(path):
        now = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    if now != patched.source_sha256:
        raise WorkbookBusy("FILE_CHANGED", f"{path.name} changed while xlcost was running", "run again")


def _check(patched: PatchedPackage, new: Path, source: Path) -> None:
    _verified(patched, new)
    check_not_open(source)
    _check_unchanged(source, patched)


def _written(patched: PatchedPackage, file: BinaryIO) -> object:
    return write_package(patched, file)


def _put(file: BinaryIO, data: bytes) -> object:
    return file.write(data)


def _verified(patched: PatchedPackage, new: Path) -> None:
    verify(patched, new)


def _back_up(path: Path, run_time: str, data: bytes) -> tuple[Path, bool]:
    backup, there = backup_path(path, run_time, data)
    if not there:
        _replace(backup, lambda file: _put(file, data), lambda _new: None, path, owner=path)
    return backup, not there


def _replace(
    target: Path,
    write: Callable[[BinaryIO], object],
    check: Callable[[Path], None],
    like: Path | None,
    owner: Path | None = None,
) -> None:
    """A new file is written beside the target, forced to the disk, checked, and takes its place in one step."""
    temporary = _temporary(owner or target, "backup" if owner else "new")
    try:
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if like is not None and like.exists():
            os.chmod(temporary, like.stat().st_mode & 0o7777)
        check(temporary)
        os.replace(temporary, target)
    except BaseException:
        _unlink(temporary)
        raise
    _sync_folder(target.parent)


def _temporary(path: Path, kind: str) -> Path:
    return path.with_name(f".{path.name}.xlcost-{kind}")


def _clear(path: Path) -> None:
    """What a killed run left behind."""
    for kind in ("new", "backup"):
        _temporary(path, kind).unlink(missing_ok=True)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too. The deed is done already, so a refusal here is none of the save."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


_SENTENCES = {
    errno.ENOSPC: ("The disk is full, so {name} was not saved", "make room and run again"),
    errno.EDQUOT: ("Your disk quota is used up, so {name} was not saved", "make room and run again"),
    errno.EACCES: ("{name} cannot be written: no rights to it or to its folder", "get the rights or use --output"),
    errno.EPERM: ("{name} cannot be written: no rights to it or to its folder", "get the rights or use --output"),
    errno.EROFS: ("{name} lies on a read-only disk", "copy it elsewhere or use --output"),
    errno.ENOENT: ("The folder of {name} is not there", "check the path"),
}


@contextlib.contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """Every refusal of the file system as one sentence."""
    try:
        yield
    except TooLarge:
        raise SaveFailed(f"{path.name} would unpack to more than 4 GiB", "move older rows elsewhere") from None
    except WorkbookRefused as refusal:
        raise SaveFailed(f"The new file could not be read back ({refusal.message})", "run again") from None
    except OSError as error:
        if getattr(error, "winerror", None) in (32, 33):
            message = f"{path.name} is open in another program"
            raise WorkbookBusy("FILE_OPEN", message, "close it and run again") from None
        detail = error.strerror or type(error).__name__
        usual = ("{name} was not saved ({detail})", "check the disk and run again")
        message, remedy = _SENTENCES.get(error.errno or 0, usual)
        raise SaveFailed(message.format(name=path.name, detail=detail), remedy) from None
