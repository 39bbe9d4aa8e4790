"""Who has the workbook open: the owner files of Excel and LibreOffice, and locks on the file itself."""

from __future__ import annotations

from pathlib import Path

from xlcost.workbook.save_errors import WorkbookBusy

_REMEDY = "close it there and run again"


def check_not_open(path: Path) -> None:
    """Raises `WorkbookBusy` (FILE_OPEN) when an owner file or a lock says that the workbook is open."""
    for marker, reader in (
        (path.with_name(f"~${path.name}"), _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), _calc_owner),
    ):
        if marker.exists():
            owner = reader(marker)
            who = f"by {owner}" if owner else "in another program"
            raise WorkbookBusy(
                "FILE_OPEN", f"{path.name} is open {who}", f"{_REMEDY}, or delete {marker.name} if nobody has it open"
            )
    if path.exists() and _is_locked(path):
        raise WorkbookBusy("FILE_OPEN", f"{path.name} is locked by another program", _REMEDY)


def _excel_owner(marker: Path) -> str:
    """The user's name: its length in one byte, then the name; again in UTF-16 from byte 55 on."""
    try:
        data = marker.read_bytes()
    except OSError:
        return ""
    size = int.from_bytes(data[55:57], "little") if len(data) > 57 else 0
    wide = data[57 : 57 + 2 * size].decode("utf-16-le", "ignore").strip("\0 ")
    narrow = data[1 : 1 + data[0]].decode("latin-1").strip("\0 ") if data else ""
    return _printable(wide or narrow)


def _calc_owner(marker: Path) -> str:
    try:
        fields = marker.read_text("utf-8", "replace").split(",")
    except OSError:
        return ""
    return _printable(next((field for field in fields if field.strip()), ""))


def _printable(name: str) -> str:
    return "".join(letter for letter in name[:60] if letter.isprintable()).strip()


def _is_locked(path: Path) -> bool:
    """Whether another program holds the file: a sharing violation on Windows, a record lock elsewhere."""
    try:
        with path.open("r+b") as file:
            return _record_locked(file.fileno())
    except PermissionError as error:
        return getattr(error, "winerror", None) in (32, 33)
    except OSError:
        return False


def _record_locked(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        # file systems without locks say so here
        return False
    fcntl.lockf(descriptor, fcntl.LOCK_UN)
    return False
