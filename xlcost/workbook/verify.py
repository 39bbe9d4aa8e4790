"""The written file read again before it takes the workbook's place."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from xlcost.workbook.limits import refused
from xlcost.workbook.package import Package
from xlcost.workbook.patch import PatchedPackage


def verify(patched: PatchedPackage, path: Path) -> None:
    """Every untouched part is raw-identical, every other one unpacks to what was rendered and is well-formed.

    Raises `WorkbookRefused`. Very large sheets are unpacked against their check sum, but not parsed: that would take
    longer than writing them.
    """
    new = Package.open(path)
    if new.names != patched.names:
        raise refused("FILE_DAMAGED", path.name, detail="its parts are not those that were written")
    for name in patched.names:
        if name in patched.changed:
            _parse(new, name)
        elif new.raw_bytes(name) != patched.package.raw_bytes(name):
            raise refused("FILE_DAMAGED", path.name, detail=f"{name} differs from the original")


PARSED = 1 << 26
"""Bytes up to which a part is parsed."""


def _parse(package: Package, name: str) -> None:
    parser = expat.ParserCreate()
    whole = package.raw_record(name).size <= PARSED
    try:
        for chunk in package.chunks(name):
            if whole:
                parser.Parse(chunk, False)
        if whole:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refused("FILE_BROKEN_XML", package.file, part=name, detail=str(error)) from None
