"""Dated backups beside the workbook: `BOOK.2026-10-31T235959.bak.xlsx`; none is ever overwritten."""

from __future__ import annotations

import re
from pathlib import Path


def backups(path: Path) -> list[Path]:
    """The workbook's backups, oldest first."""
    pattern = re.compile(
        re.escape(path.stem) + r"\.(\d{4}-\d\d-\d\dT\d{6})(?:-(\d+))?\.bak" + re.escape(path.suffix) + r"\Z"
    )
    names = ((pattern.match(other.name), other) for other in path.parent.iterdir())
    return [other for _, _, other in sorted((m[1], int(m[2] or 1), other) for m, other in names if m)]


def backup_path(path: Path, run_time: str, data: bytes) -> tuple[Path, bool]:
    """(where the backup of `data` belongs, whether it is there already). `run_time`: ISO, to the second."""
    existing = backups(path)
    if existing and same_bytes(existing[-1], data):
        return existing[-1], True
    stamp = stamp_of(run_time)
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        candidate = path.with_name(f"{path.stem}.{stamp}{suffix}.bak{path.suffix}")
        if not candidate.exists():
            return candidate, False
        number += 1


def stamp_of(run_time: str) -> str:
    """`2026-10-31T23:59:59.5+01:00` -> `2026-10-31T235959`; a day alone gets midnight."""
    day, _, clock = run_time.replace(" ", "T").partition("T")
    digits = re.sub(r"\D", "", re.split(r"[.+Z]|(?<=\d)-", clock)[0])
    return f"{day}T{digits[:6]:0<6}"


def same_bytes(path: Path, data: bytes) -> bool:
    """Whether the file holds exactly these bytes."""
    return path.stat().st_size == len(data) and path.read_bytes() == data
